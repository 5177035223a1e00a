import { AutodyneError } from '../../errors/autodyne-error.ts';
import { after, BYTE, skipBlanks, stringEnd, valueEnd } from '../../json/json-scanner.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import type { LocatedBytes } from './byte-cursor.ts';
import type { Envelope } from './envelope-ahead.ts';
import { withFile } from './foreign-json.ts';
import { isSoundItem } from './sound-item.ts';

/** An item, and the envelope that it was in: `undefined` for a plain `{"Item":…}`. */
export interface UnwrappedElement {
  element: LocatedBytes;
  readAs: string | undefined;
}

/** Decides whether the items of a table are wanted; the name is the element's own. */
export type WantsTable = (table: string | undefined) => boolean;

/** A member of an object, by the offsets of its value in the bytes. */
interface MemberSpan {
  name: string;
  start: number;
  end: number;
}

const FIRST_NAME =
  /^\{\s*"(?:Item|Attributes|PutRequest|DeleteRequest|Error|TableName|Reason|ConsumedCapacity|ItemCollectionMetrics|ResponseMetadata|\$metadata)"\s*:/;
/** With this, a map is the value of an attribute that is named Item. */
const PLAIN_MARK = /^\{\s*"\$(?:map|set|binary)"\s*:/;
const LONGEST_START = 64;
const REQUEST_NAMES = new Set(['PutRequest', 'DeleteRequest']);
/** Members that may come with `Item` and `Attributes` and cannot be an item's key. */
const KEYLESS_MEMBERS = new Set([
  'ConsumedCapacity',
  'ItemCollectionMetrics',
  'ResponseMetadata',
  '$metadata',
]);

/**
 * The item that an object holds, its bytes as they are: the object itself, what is in `{"Item":{…}}` (a line of a dump,
 * of a file of rejects, a response of GetItem), in `{"Attributes":{…}}` (what a write replaced) or in
 * `{"PutRequest":{"Item":{…}}}`.
 * @param envelope what the object is in
 * @returns `undefined` for a response that found no item, and for an item of a table that is not wanted
 * @throws AutodyneError `InvalidInput` for a DeleteRequest, and for an element that shows that there is no item
 */
export function unwrapElement(
  element: LocatedBytes,
  file: string,
  envelope: Envelope | undefined,
  wants: WantsTable,
): UnwrappedElement | undefined {
  const isResponse = envelope === 'response of TransactGetItems or BatchExecuteStatement';
  const isRequest = envelope === 'request of BatchWriteItem';
  const isLookedInto = isResponse || isRequest || FIRST_NAME.test(startOf(element.bytes, 0));
  const members = isLookedInto ? memberSpans(element.bytes) : undefined;
  if (members !== undefined) {
    const parts: Parts = { element, file, members, wants };
    const [only, second] = members;
    if (isRequest || (second === undefined && REQUEST_NAMES.has(only?.name ?? ''))) {
      const put = requestedItem(parts);
      if (put !== 'no request') return put;
      if (isRequest)
        throw errorAt(element, file, 'a request of BatchWriteItem is {"PutRequest":{"Item":{…}}}');
    } else if (isResponse) return respondedItem(parts);
    const item = itemMember(element.bytes, members, false);
    if (item !== undefined) return itemAlone(parts, item);
  }
  return wants(undefined) ? { element, readAs: undefined } : undefined;
}

/** An object that is looked into. */
interface Parts {
  element: LocatedBytes;
  file: string;
  members: readonly MemberSpan[];
  wants: WantsTable;
}

/** The item of `{"PutRequest":{"Item":{…}}}`. */
function requestedItem({
  element,
  file,
  members,
  wants,
}: Parts): UnwrappedElement | undefined | 'no request' {
  const [request, second] = members;
  if (request === undefined || second !== undefined) return 'no request';
  const json = element.bytes.subarray(request.start, request.end);
  if (json[0] !== BYTE.openBrace) return 'no request';
  if (request.name === 'DeleteRequest') {
    if (wants(undefined)) throw deleteRequest(element, file, json.toString());
    return undefined;
  }
  const inner = within(element, request);
  const [item, other] = memberSpans(inner.bytes) ?? [];
  const isPut = request.name === 'PutRequest' && item?.name === 'Item' && other === undefined;
  if (!isPut || inner.bytes[item.start] !== BYTE.openBrace) return 'no request';
  return wants(undefined) ? { element: within(inner, item), readAs: 'request of BatchWriteItem' } : undefined;
}

/** The item in an element of `Responses`; `undefined` where the request found none. */
function respondedItem({ element, file, members, wants }: Parts): UnwrappedElement | undefined {
  const jsonOf = (name: string): string | undefined => {
    const member = members.find((each) => each.name === name);
    return member && element.bytes.toString('utf8', member.start, member.end);
  };
  const table = jsonOf('TableName');
  const error = jsonOf('Error');
  if (error !== undefined) throw failedStatement(element, file, error);
  const item = itemMember(element.bytes, members, true);
  if (item === undefined || element.bytes[item.start] !== BYTE.openBrace) return undefined;
  const isWanted = wants(table?.startsWith('"') ? (parseJson(table) as string) : undefined);
  return isWanted ? { element: within(element, item), readAs: undefined } : undefined;
}

/** The item of `{"Item":{…}}`. */
function itemAlone({ element, file, members, wants }: Parts, item: MemberSpan): UnwrappedElement | undefined {
  if (element.bytes[item.start] !== BYTE.openBrace) {
    throw errorAt(element, file, 'this is the response for an item that does not exist: it contains no item');
  }
  return wants(undefined)
    ? { element: within(element, item), readAs: readAs(item.name, members) }
    : undefined;
}

/** The member that holds an item, where that is all that the object is for. */
function itemMember(
  bytes: Buffer,
  members: readonly MemberSpan[],
  isResponse: boolean,
): MemberSpan | undefined {
  const holders = members.filter(({ name }) => name === 'Item' || name === 'Attributes');
  const [holder] = holders;
  if (holder === undefined || holders.length > 1) return undefined;
  const others = members.filter((member) => member !== holder);
  const isEmptyHanded = bytes.toString('utf8', holder.start, holder.end) === 'null';
  if (bytes[holder.start] !== BYTE.openBrace && !isEmptyHanded) return undefined;
  if (PLAIN_MARK.test(startOf(bytes, holder.start))) return undefined;
  if (isResponse || others.every(({ name }) => KEYLESS_MEMBERS.has(name))) return holder;
  // A reason is a string, which may be an item's key: then the item inside decides.
  const isReject = others.length === 1 && others[0]?.name === 'Reason' && holder.name === 'Item';
  return isReject && hasTypes(bytes.toString('utf8', holder.start, holder.end)) ? holder : undefined;
}

function readAs(name: string, members: readonly MemberSpan[]): string | undefined {
  if (name === 'Attributes') return 'response of a write, the item that it returned';
  return members.some((member) => KEYLESS_MEMBERS.has(member.name)) ? 'response of GetItem' : undefined;
}

/** Each attribute is an object named by something like a type, however odd: rejects contain items that were refused. */
function hasTypes(json: string): boolean {
  if (isSoundItem(json)) return true;
  try {
    const value: unknown = parseJson(json);
    return isJsonObject(value) && Object.values(value).every((each) => isJsonObject(each));
  } catch {
    return false;
  }
}

/** The bytes of a member's value, and where they begin. */
function within({ bytes, line, column }: LocatedBytes, { start, end }: MemberSpan): LocatedBytes {
  const before = bytes.subarray(0, start);
  const lastBreak = before.lastIndexOf(BYTE.lineFeed);
  const columns = before.subarray(lastBreak + 1).toString().length;
  const breaks = lastBreak === -1 ? 0 : before.toString('latin1').split('\n').length - 1;
  return {
    bytes: bytes.subarray(start, end),
    line: line + breaks,
    column: lastBreak === -1 ? column + columns : columns + 1,
  };
}

function startOf(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + LONGEST_START);
}

/** The members of an object; `undefined` when it is none, which will be reported when it is read. */
function memberSpans(bytes: Buffer): MemberSpan[] | undefined {
  const members: MemberSpan[] = [];
  try {
    let at = skipBlanks(bytes, after(bytes, 0, BYTE.openBrace));
    while (bytes[at] === BYTE.quote) {
      const nameEnd = stringEnd(bytes, at);
      const start = skipBlanks(bytes, after(bytes, skipBlanks(bytes, nameEnd), BYTE.colon));
      const end = valueEnd(bytes, start);
      members.push({ name: bytes.toString('utf8', at + 1, nameEnd - 1), start, end });
      at = skipBlanks(bytes, end);
      if (bytes[at] !== BYTE.comma) break;
      at = skipBlanks(bytes, at + 1);
    }
    return after(bytes, at, BYTE.closeBrace) === bytes.length ? members : undefined;
  } catch {
    return undefined;
  }
}

function deleteRequest(element: LocatedBytes, file: string, json: string): AutodyneError {
  const shown = json.replace(/\s+/g, ' ');
  return errorAt(
    element,
    file,
    `a DeleteRequest, which is not supported here: ${shown.slice(0, 200)}`,
    [
      "keep the puts: jq -c '[.. | .PutRequest?.Item? | values]' FILE > puts.json",
      "the keys of the deletes, for autodyne delete: jq -c '.. | .DeleteRequest?.Key? | values' FILE > keys.jsonl",
    ].map((line) => withFile(line, file)),
  );
}

function failedStatement(element: LocatedBytes, file: string, error: string): AutodyneError {
  const shown = error.replace(/\s+/g, ' ').slice(0, 200);
  return errorAt(element, file, `a statement of this batch failed, so its item is missing: ${shown}`);
}

function errorAt(
  { line, column }: LocatedBytes,
  file: string,
  problem: string,
  suggestions: readonly string[] = [],
): AutodyneError {
  return new AutodyneError('InvalidInput', `${file}:${line}:${column}: ${problem}`, {
    suggestions,
    details: { file, line, column },
  });
}
