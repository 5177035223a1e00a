import { BYTE, skipBlanks } from '../../json/json-scanner.ts';

/** Names of a first member with which an object may be something other than an item. */
const SPECIAL_NAMES = new Set([
  ...['Items', 'Responses', 'RequestItems', 'UnprocessedItems', 'UnprocessedKeys', 'TransactItems'],
  ...['Count', 'ScannedCount', 'ConsumedCapacity', 'LastEvaluatedKey', 'NextToken', 'ItemCollectionMetrics'],
  ...['ResponseMetadata', '$metadata', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics'],
  ...['Item', 'Attributes', 'PutRequest', 'DeleteRequest', 'Error', 'TableName', 'Reason', 'Put', 'error'],
  ...['ModelName', 'ModelMetadata', 'DataModel'],
]);
/** The type names of DynamoDB JSON. */
const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']);
const LONGEST_NAME = 64;

/**
 * True where the first member of the object at `from` is enough to see that it is an item and nothing else, as it is
 * for most. False where that is not certain, or the bytes end too early: then more has to be read.
 */
export function isOrdinaryItem(json: Buffer, from: number): boolean {
  const nameStart = skipBlanks(json, from + 1);
  const nameEnd = shortStringEnd(json, nameStart);
  if (nameEnd === -1 || SPECIAL_NAMES.has(json.toString('latin1', nameStart + 1, nameEnd))) return false;
  const colon = skipBlanks(json, nameEnd + 1);
  if (json[colon] !== BYTE.colon) return false;
  const value = skipBlanks(json, colon + 1);
  const byte = json[value];
  if (byte === undefined || byte === BYTE.openBracket) return false;
  if (byte !== BYTE.openBrace) return true;
  const typeStart = skipBlanks(json, value + 1);
  const typeEnd = shortStringEnd(json, typeStart);
  return typeEnd !== -1 && TYPES.has(json.toString('latin1', typeStart + 1, typeEnd));
}

/** -1 for a longer string, and for one with escapes. */
function shortStringEnd(json: Buffer, from: number): number {
  if (json[from] !== BYTE.quote) return -1;
  for (let at = from + 1; at <= from + LONGEST_NAME; at += 1) {
    if (json[at] === BYTE.quote) return at;
    if (json[at] === BYTE.backslash) return -1;
  }
  return -1;
}
