/**
 * The one way in which JSON is parsed here: as `JSON.parse`, but with each member under its own name.
 *
 * V8's own misreads names (in Node 24 and 26, not in 20 and 22; until its issue is closed). Where objects that had the
 * same members up to here continued with one other member so far, it first checks whether the name is that one again,
 * and compares the wrong things: the length of the unescaped name, and the characters as they are written, escape
 * sequences included. So after `{"a":1,"\\":2}` the text `{"a":1,"\n":2}` (a line feed: one character, the first one
 * written is a backslash) gives a member named `\`; after the name `x\`, the names written `x\n`, `x\"` or `x\u0041`
 * are read as that too; and after `\/`, the name written `\/x`. Names without an escape sequence, and all values, are
 * read right.
 * https://issues.chromium.org/issues/521080746, https://github.com/nodejs/node/issues/63785
 *
 * When this is fixed in every supported Node, `JSON.parse` will do, and this whole file goes, with the code of
 * `protocol.ts` that uses it. A Node has the fix when this is true in a new process, after
 * `JSON.parse('{"a":1,"\\\\":2}')`: `Object.keys(JSON.parse('{"a":1,"\\n":2}'))[1] === '\n'`.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): unknown {
  // First of all: it throws for invalid JSON, with its own message.
  const value: unknown = JSON.parse(text);
  return hasEscapedName(text) ? readValue(text) : value;
}

/** False for an array and for null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member of a parsed value; `undefined` where it has none, or is no object. */
export function memberOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/**
 * True where a JSON text has a member name written with an escape sequence. For invalid JSON the result is unspecified.
 */
export function hasEscapedName(text: string): boolean {
  // Each one found is the first of its string, since the search goes on after the string.
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at)) {
    at = stringEnd(text, at + 2);
    if (at === -1) return false;
    if (text.charCodeAt(skipBlanks(text, at)) === COLON) return true;
  }
  return false;
}

const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** The offset after the string that has `inside` within it, not right after a backslash; or -1. */
function stringEnd(text: string, inside: number): number {
  // Native searches: many times faster than a loop.
  for (let quote = text.indexOf('"', inside); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (first > inside && text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return -1;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (' \n\r\t'.includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
}

/** The value of a valid JSON text. Not recursive: `JSON.parse` has no limit of depth either. */
function readValue(text: string): unknown {
  const builder = new ValueBuilder();
  let at = 0;
  while (at < text.length) {
    const first = text.charAt(at);
    let end = at + 1;
    if (first === '{') builder.open({});
    else if (first === '[') builder.open([]);
    else if (first === '}' || first === ']') builder.close();
    else if (!' \n\r\t,:'.includes(first)) {
      end = first === '"' ? stringEnd(text, end) : scalarEnd(text, end);
      builder.add(JSON.parse(text.slice(at, end)));
    }
    at = end;
  }
  return builder.root;
}

/** The offset after the number or literal that has its first character before `from`. */
function scalarEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !' \n\r\t,]}'.includes(text.charAt(at))) at += 1;
  return at;
}

type Container = Record<string, unknown> | unknown[];

/** Builds values in the order in which they are written. */
class ValueBuilder {
  root: unknown;
  readonly #open: { container: Container; name: string | undefined }[] = [];

  open(container: Container): void {
    this.add(container);
    this.#open.push({ container, name: undefined });
  }

  close(): void {
    this.#open.pop();
  }

  /** Takes a value, or the name of the member whose value comes next. */
  add(value: unknown): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = value;
    else if (Array.isArray(parent.container)) parent.container.push(value);
    else if (parent.name === undefined) parent.name = String(value);
    else {
      setMember(parent.container, parent.name, value);
      parent.name = undefined;
    }
  }
}

/** An own member by any name; of two by the same one the last counts. */
function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}
