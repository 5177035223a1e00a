import { isJsonObject, memberOf } from '../json/parse-json.ts';
import { decodeValues } from './attribute-bytes.ts';
import { notDynamoDb } from './response-shape.ts';

type Members = Record<string, unknown>;

/** Decodes the items in an operation's output, in place. */
const ITEM_READERS: Readonly<Record<string, (output: Members) => void>> = {
  GetItem: ({ Item }) => decodeValues(Item),
  PutItem: ({ Attributes }) => decodeValues(Attributes),
  UpdateItem: ({ Attributes }) => decodeValues(Attributes),
  DeleteItem: ({ Attributes }) => decodeValues(Attributes),
  Query: decodePage,
  Scan: decodePage,
  ExecuteStatement: decodePage,
  TransactGetItems: ({ Responses }) => {
    if (Array.isArray(Responses)) for (const response of Responses) decodeValues(memberOf(response, 'Item'));
  },
  BatchGetItem: ({ Responses, UnprocessedKeys }) => {
    for (const items of valuesOf(Responses)) decodeItems(items);
    for (const asked of valuesOf(UnprocessedKeys)) decodeItems(memberOf(asked, 'Keys'));
  },
  BatchWriteItem: ({ UnprocessedItems }) => {
    for (const request of valuesOf(UnprocessedItems).flat()) {
      decodeValues(memberOf(memberOf(request, 'PutRequest'), 'Item'));
      decodeValues(memberOf(memberOf(request, 'DeleteRequest'), 'Key'));
    }
  },
};

/**
 * An operation's output as the SDK returns it, made from the parsed JSON, in place: binary is bytes, times of a table
 * are `Date`s, and null members are left out.
 * @param text the JSON that it was parsed from
 * @throws AutodyneError `Unreachable` for binary that is not base64
 */
export function readResponse(operation: string, output: Members, text: string): Members {
  for (const name of Object.keys(output)) if (output[name] === null) delete output[name];
  [output['ConsumedCapacity']].flat().filter(isJsonObject).forEach(readMembers);
  const decode = ITEM_READERS[operation];
  if (decode === undefined) return readMembers(output);
  if (!mayHaveBinary(text)) return output;
  try {
    decode(output);
  } catch {
    throw notDynamoDb(operation, 'binary that is not base64');
  }
  return output;
}

/**
 * False where no member is named B or BS, not in an escaped way either: searching a page for them takes a hundredth of
 * the time of visiting all its values.
 */
function mayHaveBinary(text: string): boolean {
  // The first character is what is searched for: a B is rare, a quote is not.
  return ['B"', 'BS"', '\\u004', '\\u005'].some((part) => text.includes(part));
}

function decodePage({ Items, LastEvaluatedKey }: Members): void {
  decodeItems(Items);
  decodeValues(LastEvaluatedKey);
}

function decodeItems(items: unknown): void {
  if (Array.isArray(items)) items.forEach(decodeValues);
}

function valuesOf(value: unknown): unknown[] {
  return isJsonObject(value) ? Object.values(value) : [];
}

/**
 * For table descriptions: DynamoDB writes each time as seconds since 1970, in a member whose name ends with `DateTime`.
 */
function readMembers(members: Members): Members {
  for (const [name, value] of Object.entries(members)) {
    if (value === null) delete members[name];
    else if (typeof value === 'number' && name.endsWith('DateTime')) members[name] = new Date(value * 1000);
    else if (Array.isArray(value)) value.filter(isJsonObject).forEach(readMembers);
    else if (isJsonObject(value)) readMembers(value);
  }
  return members;
}
