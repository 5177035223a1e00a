import type { Capacity, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { itemSizeBytes } from '../../items/values/item-size.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import type { Units } from '../../usage/unit-meter.ts';
import { writeUnits } from '../../usage/write-cost.ts';
import type { TableUse } from '../requests/table-uses.ts';
import { wireItem } from '../requests/wire-values.ts';

/** Consumed by a request, of the table or of one of its indexes. */
export interface Charge extends Units {
  /** `undefined` for the table itself. */
  indexName: string | undefined;
}

const READS: ReadonlySet<string> = new Set(['BatchGetItem', 'GetItem', 'Query', 'Scan', 'TransactGetItems']);
const STATEMENTS: ReadonlySet<string> = new Set([
  'BatchExecuteStatement',
  'ExecuteStatement',
  'ExecuteTransaction',
]);

/** By the operation; of PartiQL by its statements' verbs. */
export function kindOfRequest(operation: string, uses: readonly TableUse[]): keyof Units {
  const isRead = STATEMENTS.has(operation)
    ? uses.every(({ action }) => action === 'PartiQLSelect')
    : READS.has(operation);
  return isRead ? 'read' : 'write';
}

/**
 * The charges in a response's ConsumedCapacity: one object, or a list of them.
 * @param kind of the units, where the response does not divide them into ReadCapacityUnits and WriteCapacityUnits
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
export function reportedCharges(consumed: unknown, kind: keyof Units): Charge[] {
  return [consumed].flat().flatMap((one) => (isJsonObject(one) ? chargesOf(one, kind) : []));
}

/** Charges by their JSON: most responses have the same as many others before. */
const knownCharges = new Map<string, readonly Charge[]>();
const MOST_KNOWN = 1000;

/** {@link reportedCharges} of JSON; `undefined` where it is not a capacity. */
export function chargesIn(json: string, kind: keyof Units): readonly Charge[] | undefined {
  const key = kind + json;
  const known = knownCharges.get(key);
  if (known !== undefined) return known;
  const consumed = parsed(json);
  if (consumed === undefined || ![consumed].flat().every(isJsonObject)) return undefined;
  const charges = reportedCharges(consumed, kind);
  if (knownCharges.size === MOST_KNOWN) knownCharges.clear();
  knownCharges.set(key, charges);
  return charges;
}

function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch {
    return undefined;
  }
}

function chargesOf(consumed: ConsumedCapacity, kind: keyof Units): Charge[] {
  const hasUnits = consumed.ReadCapacityUnits !== undefined || consumed.WriteCapacityUnits !== undefined;
  const all = unitsOf(consumed, kind);
  // DynamoDB Local reports it only for the sum.
  const ownKind = !hasUnits ? kind : all.read > 0 && all.write === 0 ? 'read' : 'write';
  const indexes = Object.entries({
    ...consumed.LocalSecondaryIndexes,
    ...consumed.GlobalSecondaryIndexes,
  }).map(([indexName, capacity]): Charge => ({ indexName, ...unitsOf(capacity, ownKind) }));
  // Without a value for the table itself (TOTAL), it is the sum less the indexes.
  const table = consumed.Table === undefined ? undefined : unitsOf(consumed.Table, ownKind);
  const { read, write } = table ?? {
    read: indexes.reduce((left, index) => left - index.read, all.read),
    write: indexes.reduce((left, index) => left - index.write, all.write),
  };
  return [{ indexName: undefined, read, write }, ...indexes];
}

function unitsOf(capacity: Capacity, kind: keyof Units): Units {
  const { CapacityUnits, ReadCapacityUnits, WriteCapacityUnits } = capacity;
  if (ReadCapacityUnits !== undefined || WriteCapacityUnits !== undefined) {
    return { read: numberOf(ReadCapacityUnits), write: numberOf(WriteCapacityUnits) };
  }
  const units = { read: 0, write: 0 };
  units[kind] = numberOf(CapacityUnits);
  return units;
}

/** Anything else that a server puts there is no amount. */
function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

/** A condition that failed; of PartiQL an item to be inserted that was there. */
const FAILED_CONDITIONS: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'DuplicateItem',
  'DuplicateItemException',
]);
const TRANSACTION_UNITS = 2;

/**
 * An estimate of what a refused request consumed, which no server reports: for a failed condition the size of the item
 * that exists, one unit at least; for a canceled transaction 2 units for each item at least. All others are free.
 * @param item the existing item, as JSON has it, where the server returned it
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function estimatedCharges(
  error: string,
  request: { kind: keyof Units; itemCount: number },
  item: unknown,
): Charge[] {
  const units = { read: 0, write: 0 };
  if (FAILED_CONDITIONS.has(error)) units.write = writeUnits(sizeOf(item));
  else if (error === 'TransactionCanceledException') {
    units[request.kind] = TRANSACTION_UNITS * request.itemCount;
  } else return [];
  return [{ indexName: undefined, ...units }];
}

function sizeOf(item: unknown): number {
  if (item === undefined) return 0;
  try {
    return itemSizeBytes(wireItem(item));
  } catch {
    return 0;
  }
}
