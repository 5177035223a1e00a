import type { AutodyneError } from '../../errors/autodyne-error.ts';
import { shellQuote } from '../../errors/command-text.ts';
import { BYTE } from '../../json/json-scanner.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import type { ByteCursor, MemberAhead } from './byte-cursor.ts';

/**
 * JSON that is no item, though it may contain some: its description, and the command that converts it; `FILE` stands
 * for the file.
 */
interface ForeignJson {
  what: string;
  wayOut: readonly string[];
}

const WORKBENCH: ForeignJson = {
  what: 'a model of NoSQL Workbench',
  wayOut: [
    `the sample items of a table: jq -c '.DataModel[] | select(.TableName == "TABLE") | .TableData[]?' FILE > items.jsonl`,
  ],
};
const DATA_PIPELINE: ForeignJson = {
  what: 'a line of AWS Data Pipeline, whose types are in lower case',
  wayOut: [
    `jq -c 'def typed: to_entries[0] | {(.key | ascii_upcase): (if .key == "m" then .value | map_values(typed) elif .key == "l" then .value | map(typed) else .value end)}; map_values(typed)' FILE > items.jsonl`,
  ],
};
const TRANSACTION: ForeignJson = {
  what: 'a request of TransactWriteItems',
  wayOut: [
    'to do all of it or nothing: autodyne transact FILE',
    "its puts, without their conditions: jq -c '(.TransactItems? // .)[].Put.Item | values' FILE > items.jsonl",
  ],
};
const BATCH_GET: ForeignJson = {
  what: 'a request of BatchGetItem, which has keys but no items',
  wayOut: [
    "get the items: jq -c '.RequestItems[].Keys[]' FILE > keys.jsonl && autodyne get keys.jsonl --json > items.json",
  ],
};
const FAILURE: ForeignJson = {
  what: 'an error that autodyne printed',
  wayOut: ['run the command that wrote this file again: it failed'],
};
const COUNT: ForeignJson = {
  what: 'the response of a Scan or Query that counts: it contains no items',
  wayOut: ['omit --count, or --select COUNT'],
};

/** Objects with one member, by its name and the first one in it. */
const ONLY_MEMBERS: ReadonlyMap<string, ForeignJson> = new Map([
  ['error.code', FAILURE],
  ['Put.Item', TRANSACTION],
  ['Put.TableName', TRANSACTION],
]);
const SMALL_TYPES = new Set(['s', 'n', 'b', 'sS', 'nS', 'bS', 'm', 'l', 'bOOL', 'nULL']);
const TRANSACTION_MEMBERS = new Set(['Put', 'Update', 'Delete', 'ConditionCheck']);
const BATCH_GET_MEMBERS = new Set([
  'Keys',
  'ConsistentRead',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'AttributesToGet',
]);
const WORKBENCH_MEMBERS = new Set(['ModelName', 'ModelMetadata', 'DataModel']);

/** A sentence about a file with its name, as a shell takes it. */
export function withFile(sentence: string, name: string): string {
  if (name === 'stdin' || name === 'standard input') return sentence;
  return sentence.replaceAll('FILE', () => shellQuote(name));
}

/**
 * Refuses an object that is known and is no item, naming its kind. Each has a shape that no item has: an
 * item's key is a string, a number or binary.
 * @param first the object's first member
 * @throws AutodyneError `InvalidInput` with the command that converts it
 */
export async function assertReadableJson(cursor: ByteCursor, first: MemberAhead | undefined): Promise<void> {
  if (first === undefined) return;
  const found = await foreignJson(cursor, first.name, first.valueOffset);
  if (found !== undefined) throw refusal(cursor, found);
}

/** The error for a response that only counts. */
export function countOnly(cursor: ByteCursor): AutodyneError {
  return refusal(cursor, COUNT);
}

async function foreignJson(cursor: ByteCursor, name: string, at: number): Promise<ForeignJson | undefined> {
  if (WORKBENCH_MEMBERS.has(name)) return (await isWorkbench(cursor, at)) ? WORKBENCH : undefined;
  const byte = cursor.byteAhead(at);
  if (byte === BYTE.openBracket && name === 'TransactItems') {
    const first = await innerMember(cursor, await cursor.tokenAhead(at + 1));
    return TRANSACTION_MEMBERS.has(first?.name ?? '') ? TRANSACTION : undefined;
  }
  const inner = byte === BYTE.openBrace ? await innerMember(cursor, at) : undefined;
  if (inner === undefined) return undefined;
  if (name === 'RequestItems') return (await hasKeys(cursor, inner.valueOffset)) ? BATCH_GET : undefined;
  const alone = ONLY_MEMBERS.get(`${name}.${inner.name}`);
  if (alone !== undefined) return (await isOnlyMember(cursor, at)) ? alone : undefined;
  return SMALL_TYPES.has(inner.name) && (await hasSmallTypes(cursor)) ? DATA_PIPELINE : undefined;
}

/** The first member of the object that begins at an offset. */
async function innerMember(cursor: ByteCursor, at: number): Promise<MemberAhead | undefined> {
  return cursor.memberAhead(await cursor.tokenAhead(at + 1));
}

async function hasKeys(cursor: ByteCursor, at: number): Promise<boolean> {
  if (cursor.byteAhead(at) !== BYTE.openBrace) return false;
  return BATCH_GET_MEMBERS.has((await innerMember(cursor, at))?.name ?? '');
}

async function isWorkbench(cursor: ByteCursor, at: number): Promise<boolean> {
  const end = await cursor.valueEndAhead(at);
  if (end === undefined) return false;
  const comma = await cursor.tokenAhead(end);
  const second = await cursor.memberAhead(await cursor.tokenAhead(comma + 1));
  return second !== undefined && WORKBENCH_MEMBERS.has(second.name);
}

async function isOnlyMember(cursor: ByteCursor, at: number): Promise<boolean> {
  const end = await cursor.valueEndAhead(at);
  return end !== undefined && cursor.byteAhead(await cursor.tokenAhead(end)) === BYTE.closeBrace;
}

async function hasSmallTypes(cursor: ByteCursor): Promise<boolean> {
  const end = await cursor.valueEndAhead(0);
  if (end === undefined) return false;
  try {
    const value: unknown = parseJson((await cursor.ahead(end)).toString());
    return isJsonObject(value) && Object.values(value).every(isSmallTyped);
  } catch {
    return false;
  }
}

function isSmallTyped(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && SMALL_TYPES.has(names[0] ?? '');
}

function refusal(cursor: ByteCursor, { what, wayOut }: ForeignJson): AutodyneError {
  return cursor.errorHere(
    `this is ${what}`,
    wayOut.map((line) => withFile(line, cursor.name)),
  );
}
