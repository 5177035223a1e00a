import { BYTE } from '../../json/json-scanner.ts';
import type { ByteCursor, MemberAhead } from './byte-cursor.ts';
import { isSoundItem } from './sound-item.ts';

/** The responses and requests that may contain items, named as AWS names them. */
export type Envelope =
  | 'response of Scan, Query or ExecuteStatement'
  | 'response of BatchGetItem'
  | 'response of TransactGetItems or BatchExecuteStatement'
  | 'request of BatchWriteItem';

/** The members of envelopes that do not hold the items, and the bytes that their JSON may begin with. */
const OTHER_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['Count', '0123456789'],
  ['ScannedCount', '0123456789'],
  ['ConsumedCapacity', '[{n'],
  ['LastEvaluatedKey', '{n'],
  ['NextToken', '"n'],
  ['UnprocessedKeys', '{n'],
  ['ItemCollectionMetrics', '{n'],
  ['ResponseMetadata', '{'],
  ['$metadata', '{'],
  ['ReturnConsumedCapacity', '"'],
  ['ReturnItemCollectionMetrics', '"'],
]);

/** The names of list and set types in DynamoDB JSON; a table's name cannot be one, it has three letters or more. */
const LIST_TYPES = new Set(['L', 'SS', 'NS', 'BS']);

/** For members other than the one that holds the items. */
export function isEnvelopeMember(name: string): boolean {
  return OTHER_MEMBERS.has(name);
}

/**
 * The kind of envelope that the next object is; `undefined` for an item, and for an object that holds at most one. An
 * item needs a key, which is a string, a number or binary, and an envelope has no such member of another name than its
 * own. So DynamoDB JSON inside decides at once; with plain JSON inside the whole object is scanned, up to the size that
 * an item can have.
 * @param first the object's first member
 */
export async function envelopeAhead(
  cursor: ByteCursor,
  first: MemberAhead | undefined,
): Promise<Envelope | 'count' | undefined> {
  let likely: Envelope | undefined;
  const names = new Set<string>();
  for (let member = first; member !== undefined; ) {
    const { name, valueOffset } = member;
    const found = await memberAhead(cursor, name, valueOffset);
    if (found === undefined || names.has(name)) return undefined;
    if (found.isCertain) return found.envelope;
    likely ??= found.envelope;
    names.add(name);
    const end = await cursor.valueEndAhead(valueOffset);
    // It ends too early, which will be reported when it is read, or it is larger than any item.
    if (end === undefined) return likely;
    const separator = await cursor.tokenAhead(end);
    if (cursor.byteAhead(separator) !== BYTE.comma) {
      if (cursor.byteAhead(separator) !== BYTE.closeBrace) return undefined;
      break;
    }
    member = await cursor.memberAhead(await cursor.tokenAhead(separator + 1));
  }
  if (likely === undefined && names.has('Count') && names.has('ScannedCount')) return 'count';
  return likely;
}

interface Found {
  /** `undefined`: a member that several have. */
  envelope: Envelope | undefined;
  isCertain: boolean;
}

const SHARED: Found = { envelope: undefined, isCertain: false };

/** `undefined` when no envelope has the member. */
async function memberAhead(cursor: ByteCursor, name: string, at: number): Promise<Found | undefined> {
  const byte = cursor.byteAhead(at);
  if (name === 'Items') return listAhead(cursor, at, 'response of Scan, Query or ExecuteStatement');
  if (name === 'Responses') {
    return byte === BYTE.openBracket
      ? listAhead(cursor, at, 'response of TransactGetItems or BatchExecuteStatement')
      : tablesAhead(cursor, at);
  }
  if (name === 'RequestItems' || name === 'UnprocessedItems') return tablesOfRequestsAhead(cursor, at);
  const starts = OTHER_MEMBERS.get(name);
  if (starts !== undefined) return starts.includes(String.fromCharCode(byte ?? 0)) ? SHARED : undefined;
  return requestsAhead(cursor, at);
}

/** `[…]` of items, of which the first decides. */
async function listAhead(cursor: ByteCursor, at: number, envelope: Envelope): Promise<Found | undefined> {
  if (cursor.byteAhead(at) !== BYTE.openBracket) return undefined;
  const first = await cursor.tokenAhead(at + 1);
  if (cursor.byteAhead(first) === BYTE.closeBracket) return { envelope, isCertain: false };
  if (cursor.byteAhead(first) !== BYTE.openBrace) return undefined;
  const end = await cursor.valueEndAhead(first);
  if (end === undefined) return { envelope, isCertain: false };
  const json = (await cursor.ahead(end)).subarray(first).toString();
  return { envelope, isCertain: isSoundItem(json) };
}

/** `{"Table":[…],…}`: the first table decides. */
async function tablesAhead(cursor: ByteCursor, at: number): Promise<Found | undefined> {
  const envelope = 'response of BatchGetItem';
  if (cursor.byteAhead(at) !== BYTE.openBrace) return undefined;
  const member = await cursor.memberAhead(await cursor.tokenAhead(at + 1));
  if (LIST_TYPES.has(member?.name ?? '')) return undefined;
  return member === undefined
    ? { envelope, isCertain: false }
    : listAhead(cursor, member.valueOffset, envelope);
}

/** `{"Table":[{"PutRequest":…}],…}`: the first table decides. */
async function tablesOfRequestsAhead(cursor: ByteCursor, at: number): Promise<Found | undefined> {
  if (cursor.byteAhead(at) !== BYTE.openBrace) return undefined;
  const name = await cursor.memberAhead(await cursor.tokenAhead(at + 1));
  return name === undefined
    ? { envelope: 'request of BatchWriteItem', isCertain: false }
    : requestsAhead(cursor, name.valueOffset);
}

/** `[{"PutRequest":…},…]`, or one that deletes. */
async function requestsAhead(cursor: ByteCursor, at: number): Promise<Found | undefined> {
  if (cursor.byteAhead(at) !== BYTE.openBracket) return undefined;
  const first = await cursor.tokenAhead(at + 1);
  if (cursor.byteAhead(first) !== BYTE.openBrace) return undefined;
  const name = await cursor.memberAhead(await cursor.tokenAhead(first + 1));
  const isRequest = name?.name === 'PutRequest' || name?.name === 'DeleteRequest';
  if (!isRequest || cursor.byteAhead(name.valueOffset) !== BYTE.openBrace) return undefined;
  return { envelope: 'request of BatchWriteItem', isCertain: true };
}
