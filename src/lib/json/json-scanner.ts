import { AutodyneError } from '../errors/autodyne-error.ts';

/** The bytes of JSON's punctuation. */
export const BYTE = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  blank: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  capitalL: 0x4c,
  capitalN: 0x4e,
  capitalS: 0x53,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** DynamoDB nests 32 levels deep, each of which is two brackets; what is far beyond that is no item. */
const MAX_DEPTH = 1024;

/** Shorter strings are walked; for longer ones a native search is worth its call. */
const LONG_STRING = 16;

const openBrackets = new Uint8Array(MAX_DEPTH);

/** The kinds of bytes outside of strings, by the token that they begin or end. */
const KIND = { quote: 1, open: 2, close: 3, number: 4 } as const;

const BYTE_KINDS = new Uint8Array(256);
BYTE_KINDS[BYTE.quote] = KIND.quote;
for (const byte of [BYTE.openBrace, BYTE.openBracket]) BYTE_KINDS[byte] = KIND.open;
for (const byte of [BYTE.closeBrace, BYTE.closeBracket]) BYTE_KINDS[byte] = KIND.close;
BYTE_KINDS.fill(KIND.number, BYTE.zero, BYTE.nine + 1);
BYTE_KINDS[BYTE.minus] = KIND.number;

/** @throws never returns: the text is not JSON, or not what was expected, at byte `at`. */
export function malformed(at: number, what = 'malformed JSON'): AutodyneError {
  return new AutodyneError(
    'Unreachable',
    `the response of the service cannot be read: ${what} at byte ${at}`,
    {
      suggestions: [
        'check that AUTODYNE_ENDPOINT_URL is a DynamoDB server, and that nothing changes its responses',
      ],
    },
  );
}

/** The first byte at or after `from` that is not a blank. */
export function skipBlanks(json: Buffer, from: number): number {
  let at = from;
  while (isBlank(json[at])) at += 1;
  return at;
}

export function isBlank(byte: number | undefined): boolean {
  return byte === BYTE.blank || byte === BYTE.lineFeed || byte === BYTE.carriageReturn || byte === BYTE.tab;
}

/** The offset after the byte that must be at `at`. */
export function after(json: Buffer, at: number, byte: number): number {
  if (json[at] !== byte) throw malformed(at);
  return at + 1;
}

/**
 * Walks over the members of the one object that a text is. `onMember` gets each name as it is written, quotes included,
 * with its offset and that of its value; it returns the offset after the value.
 * @throws AutodyneError `Unreachable` when the text is no object, or more than one
 */
export function walkObject(json: Buffer, onMember: OnMember): void {
  const end = skipBlanks(json, walkMembers(json, skipBlanks(json, 0), onMember));
  if (end !== json.length) throw malformed(end);
}

type OnMember = (name: string, start: number, nameStart: number) => number;

/** The same for the object that starts at `from` within a text; returns the offset after it. */
export function walkMembers(json: Buffer, from: number, onMember: OnMember): number {
  let at = skipBlanks(json, after(json, from, BYTE.openBrace));
  let isOpen = json[at] !== BYTE.closeBrace;
  while (isOpen) {
    const nameStart = at;
    after(json, at, BYTE.quote);
    const nameEnd = stringEnd(json, at);
    const start = skipBlanks(json, after(json, skipBlanks(json, nameEnd), BYTE.colon));
    at = skipBlanks(json, onMember(json.toString('utf8', nameStart, nameEnd), start, nameStart));
    isOpen = json[at] === BYTE.comma;
    if (isOpen) at = skipBlanks(json, at + 1);
  }
  return after(json, at, BYTE.closeBrace);
}

/**
 * Walks over the elements of the array that starts at `from`; `onElement` returns the end of each. Returns the offset
 * after the array.
 */
export function walkElements(json: Buffer, from: number, onElement: (start: number) => number): number {
  let at = skipBlanks(json, after(json, from, BYTE.openBracket));
  let isOpen = json[at] !== BYTE.closeBracket;
  while (isOpen) {
    at = skipBlanks(json, onElement(at));
    isOpen = json[at] === BYTE.comma;
    if (isOpen) at = skipBlanks(json, at + 1);
  }
  return after(json, at, BYTE.closeBracket);
}

/** The offset after the value that starts at `from`: one past its last byte. */
export function valueEnd(json: Buffer, from: number): number {
  const first = json[from];
  if (first === BYTE.quote) return stringEnd(json, from);
  if (first === BYTE.openBrace || first === BYTE.openBracket) return containerEnd(json, from);
  let at = from;
  while (isLiteral(json[at])) at += 1;
  if (at === from) throw malformed(at);
  return at;
}

/** Bytes of numbers, `true`, `false` and `null`. */
function isLiteral(byte: number | undefined): boolean {
  return byte !== undefined && /[-+.\w]/.test(String.fromCharCode(byte));
}

/** The offset after the object or array that starts at `from`. Its strings and brackets are checked, and no more. */
export function containerEnd(json: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === BYTE.quote) at = stringEnd(json, at) - 1;
    else if (byte === BYTE.openBrace || byte === BYTE.openBracket) {
      if (depth === MAX_DEPTH) throw malformed(at, 'nested too deep');
      openBrackets[depth] = byte;
      depth += 1;
    } else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) {
      depth -= 1;
      // In ASCII, each closing bracket is two after its opening one.
      if (openBrackets[depth] !== byte - 2) throw malformed(at);
      if (depth === 0) return at + 1;
    }
  }
  throw malformed(json.length, 'unexpected end');
}

/** {@link containerEnd} of a typed value: that of a string or number, as DynamoDB writes it, is found at once. */
export function typedValueEnd(json: Buffer, from: number): number {
  const type = json[from + 2];
  if (
    (type === BYTE.capitalS || type === BYTE.capitalN) &&
    json[from + 5] === BYTE.quote &&
    json[from + 4] === BYTE.colon &&
    json[from + 3] === BYTE.quote &&
    json[from + 1] === BYTE.quote &&
    json[from] === BYTE.openBrace
  ) {
    const end = stringEnd(json, from + 5);
    if (json[end] === BYTE.closeBrace) return end + 1;
  }
  return containerEnd(json, from);
}

/**
 * True where the object that starts at `from` ends at `end`, so that nothing outside of it can come from within, and
 * looks like DynamoDB JSON: that has no number outside of strings, and nothing empty between square brackets but `L`.
 * JSON that fails this check may still be legal, with blanks in other positions.
 */
export function isTypedObject(json: Buffer, from: number, end: number): boolean {
  try {
    return typedObjectEnd(json, from) === end;
  } catch {
    return false;
  }
}

/** As {@link containerEnd}; `undefined` for an object that does not look like DynamoDB JSON. */
function typedObjectEnd(json: Buffer, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < json.length; at += 1) {
    switch (BYTE_KINDS[json[at] ?? 0]) {
      case KIND.quote:
        at = stringEnd(json, at) - 1;
        break;
      case KIND.open:
        if (depth === MAX_DEPTH) return undefined;
        openBrackets[depth] = json[at] ?? 0;
        depth += 1;
        break;
      case KIND.close:
        depth -= 1;
        if (!isTypedClose(json, at, openBrackets[depth])) return undefined;
        if (depth === 0) return at + 1;
        break;
      case KIND.number:
        return undefined;
    }
  }
  return undefined;
}

function isTypedClose(json: Buffer, at: number, opened: number | undefined): boolean {
  // In ASCII, each closing bracket is two after its opening one.
  return opened === (json[at] ?? 0) - 2 && (json[at - 1] !== BYTE.openBracket || isEmptyList(json, at));
}

/** True where the `[]` that ends at `at` is an empty `L`. */
function isEmptyList(json: Buffer, at: number): boolean {
  return (
    json[at - 2] === BYTE.colon &&
    json[at - 3] === BYTE.quote &&
    json[at - 4] === BYTE.capitalL &&
    json[at - 5] === BYTE.quote
  );
}

/** The offset after the string whose opening quote is at `from`. */
export function stringEnd(json: Buffer, from: number): number {
  const walkEnd = from + LONG_STRING;
  let at = from + 1;
  for (; at < walkEnd; at += 1) {
    const byte = json[at];
    if (byte === BYTE.quote) return at + 1;
    if (byte === BYTE.backslash) at += 1;
  }
  return longStringEnd(json, at);
}

/** As {@link stringEnd}, from an offset inside the string whose character is not escaped. */
function longStringEnd(json: Buffer, inside: number): number {
  let at = inside;
  for (;;) {
    const quote = json.indexOf(BYTE.quote, at);
    if (quote < 0) throw malformed(json.length, 'unexpected end');
    let backslashes = 0;
    while (quote - backslashes > at && json[quote - backslashes - 1] === BYTE.backslash) backslashes += 1;
    at = quote + 1;
    if (backslashes % 2 === 0) return at;
  }
}

/**
 * Replaces the line feeds and carriage returns between tokens by blanks, in place, from `from` to `to`: legal JSON of
 * the same meaning, on one line. The text must have been scanned.
 * @throws AutodyneError `Unreachable` for a line feed inside a string, which is not JSON.
 */
export function joinLines(json: Buffer, from: number, to: number): void {
  // Nearly always there is none.
  if (!json.subarray(from, to).includes(BYTE.lineFeed)) return;
  for (let at = from; at < to; at += 1) {
    const byte = json[at];
    if (byte === BYTE.lineFeed || byte === BYTE.carriageReturn) json[at] = BYTE.blank;
    else if (byte === BYTE.quote) {
      const end = stringEnd(json, at);
      if (json.subarray(at, end).includes(BYTE.lineFeed)) throw malformed(at, 'a line feed in a string');
      at = end - 1;
    }
  }
}
