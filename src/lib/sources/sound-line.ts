import { isUtf8 } from 'node:buffer';
import type { TypedJsonItem } from '../digest/canonical-item.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { isTypedObject, skipBlanks, valueEnd, walkMembers } from '../json/json-scanner.ts';
import { isJsonObject, parseJson } from '../json/parse-json.ts';
import type { LineBlock } from './line-blocks.ts';

/**
 * The one check of a data file's lines (`docs/archive-format.md`, Data files): one JSON object in UTF-8, with one
 * member, `Item`, that is an object, and nothing after it but blanks. Every reader of data files uses it.
 */

const ITEM_PREFIX = Buffer.from('{"Item":{');
const CLOSING_BRACES = Buffer.from('}}');
const OPEN_BRACE = 0x7b;

/** The bytes before and after the item in a line of `{"Item":{…}}`. */
export const ITEM_LINE_FRAME = { start: ITEM_PREFIX.length - 1, end: 1 } as const;

/**
 * True where there is one `{"Item":{…}}` from `start` to `end`, in DynamoDB JSON as far as its brackets show: the fast
 * check for many lines. False for binary that `JSON.stringify` turned into an object, with its bytes as numbers. The
 * bytes between the brackets may be no JSON; the service refuses that.
 */
export function isItemLine(json: Buffer, start: number, end: number): boolean {
  return (
    hasAt(json, start, ITEM_PREFIX) &&
    hasAt(json, end - CLOSING_BRACES.length, CLOSING_BRACES) &&
    isTypedObject(json, start + ITEM_LINE_FRAME.start, end - ITEM_LINE_FRAME.end)
  );
}

/**
 * Checks that the lines of a block are UTF-8: all at once, since each call costs more than the check of the bytes.
 * @throws AutodyneError `InvalidInput` naming file and line.
 */
export function assertUtf8({ memory, lines }: LineBlock, name: string): void {
  const [first] = lines;
  if (first === undefined || isUtf8(memory.subarray(first.start, lines.at(-1)?.end))) return;
  const bad = lines.find(({ start, end }) => !isUtf8(memory.subarray(start, end))) ?? first;
  throw unsound(name, bad.line, NOT_UTF8);
}

/**
 * The item of a line, as its bytes.
 * @throws AutodyneError `InvalidInput` naming file and line, for an invalid line.
 */
export function itemBytes(line: Buffer, name: string, number: number): Buffer {
  const found = itemOrProblem(line);
  if (typeof found === 'string') throw unsound(name, number, found);
  return found.bytes;
}

/** The same message as every reader of text has. */
const NOT_UTF8 = 'not UTF-8 text';

/** The item of a line, as its bytes and as `parseJson` returns it; or the line's problem, as a message. */
export function itemOrProblem(line: Buffer): { bytes: Buffer; json: TypedJsonItem } | string {
  if (!isUtf8(line)) return NOT_UTF8;
  let value: unknown;
  let members: readonly Member[];
  try {
    value = parseJson(line.toString());
    if (!isJsonObject(value)) return NO_ITEM;
    members = membersOf(line);
  } catch (error) {
    // parseJson nests as deep as there is memory, and the scan does not.
    return isAutodyneError(error) ? TOO_DEEP : `not JSON: ${(error as Error).message}`;
  }
  const item = members.find(({ name }) => name === 'Item');
  if (item === undefined || line[item.start] !== OPEN_BRACE) return NO_ITEM;
  const other = members.find((member) => member !== item);
  if (other !== undefined) {
    const named = other.name === 'Item' ? 'a second "Item"' : JSON.stringify(other.name.slice(0, 80));
    return `the line must contain only {"Item":{…}}: found ${named}`;
  }
  return { bytes: line.subarray(item.start, item.end), json: value['Item'] as TypedJsonItem };
}

const NO_ITEM = 'the line is not {"Item":{…}}';
const TOO_DEEP = 'nested deeper than an item can be';

interface Member {
  name: string;
  start: number;
  end: number;
}

/** The members of the object that a JSON text is; a repeated name is in the list as often as it occurs. */
function membersOf(json: Buffer): Member[] {
  const members: Member[] = [];
  walkMembers(json, skipBlanks(json, 0), (name, start) => {
    const end = valueEnd(json, start);
    members.push({ name: parseJson(name) as string, start, end });
    return end;
  });
  return members;
}

function unsound(name: string, line: number, problem: string): AutodyneError {
  return new AutodyneError('InvalidInput', `${name}:${line}: ${problem}`, { details: { file: name, line } });
}

/** Compares without creating an object: there are as many lines as items. */
function hasAt(bytes: Buffer, at: number, some: Buffer): boolean {
  for (let index = 0; index < some.length; index += 1) {
    if (bytes[at + index] !== some[index]) return false;
  }
  return true;
}
