import { BYTE, skipBlanks } from '../client/json-scanner.ts';
import { parseJson } from '../client/parse-json.ts';

/** From `start` up to and without `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** One member of a JSON object in bytes: where its name and its value stand; the value is not read. */
export interface ScannedMember {
  name: string;
  nameAt: ByteRange;
  valueAt: ByteRange;
}

/** The bytes are no JSON. */
export class JsonScanError extends Error {}

/**
 * The members of the object that begins at `at`, in order, each one of a repeated name too; none when something else
 * than an object is there. Values are jumped over, not parsed: megabytes of items cost little. Never reads valid JSON
 * wrong, but takes some bytes for JSON that are none.
 * @throws JsonScanError when the object does not end, or no member is where one must be.
 */
export function* objectMembers(json: Buffer, at = 0): Generator<ScannedMember> {
  let position = firstElement(json, at, BYTE.openBrace);
  while (position !== undefined) {
    const nameAt = { start: position, end: valueEnd(json, position) };
    const name = textAt(json, nameAt);
    const colon = skipBlanks(json, nameAt.end);
    if (name === undefined || json[colon] !== BYTE.colon) throw new JsonScanError('a member is expected');
    const start = skipBlanks(json, colon + 1);
    const valueAt = { start, end: valueEnd(json, start) };
    yield { name, nameAt, valueAt };
    position = nextElement(json, valueAt.end);
  }
}

/** The elements of the array that begins at `at`, in order, as {@link objectMembers} finds members. */
export function* arrayElements(json: Buffer, at: number): Generator<ByteRange> {
  let start = firstElement(json, at, BYTE.openBracket);
  while (start !== undefined) {
    const end = valueEnd(json, start);
    yield { start, end };
    start = nextElement(json, end);
  }
}

/** The string that stands there; `undefined` when it is another value. */
export function textAt(json: Buffer, { start, end }: ByteRange): string | undefined {
  if (json[start] !== BYTE.quote) return undefined;
  try {
    return String(parseJson(json.toString('utf8', start, end)));
  } catch {
    throw new JsonScanError('a string with an escape or a character that JSON does not have');
  }
}

function firstElement(json: Buffer, at: number, opening: number): number | undefined {
  const start = skipBlanks(json, at);
  if (json[start] !== opening) return undefined;
  const first = skipBlanks(json, start + 1);
  return isClosing(json[first]) ? undefined : first;
}

function nextElement(json: Buffer, endOfElement: number): number | undefined {
  const position = skipBlanks(json, endOfElement);
  if (isClosing(json[position])) return undefined;
  if (json[position] !== BYTE.comma) throw new JsonScanError('a comma is expected');
  return skipBlanks(json, position + 1);
}

function isClosing(byte: number | undefined): boolean {
  return byte === BYTE.closeBrace || byte === BYTE.closeBracket;
}

function valueEnd(json: Buffer, start: number): number {
  const first = json[start];
  if (first === BYTE.quote) return stringEnd(json, start);
  if (first !== BYTE.openBrace && first !== BYTE.openBracket) return scalarEnd(json, start);
  let depth = 0;
  for (let position = start; position < json.length; position += 1) {
    const byte = json[position];
    if (byte === BYTE.quote) position = stringEnd(json, position) - 1;
    else if (byte === BYTE.openBrace || byte === BYTE.openBracket) depth += 1;
    else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) {
      depth -= 1;
      if (depth === 0) return position + 1;
    }
  }
  throw new JsonScanError('an object or array does not end');
}

function stringEnd(json: Buffer, start: number): number {
  let quote = start;
  for (;;) {
    quote = json.indexOf(BYTE.quote, quote + 1);
    if (quote === -1) throw new JsonScanError('a string does not end');
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === BYTE.backslash) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
}

function scalarEnd(json: Buffer, start: number): number {
  let end = start;
  while (end < json.length && json[end] !== BYTE.comma && !isClosing(json[end])) end += 1;
  if (end === start) throw new JsonScanError('a value is expected');
  return end;
}
