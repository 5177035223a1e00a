import type { Capacity, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { itemSizeBytes } from '../../items/values/item-size.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import type { Units } from '../../usage/unit-meter.ts';
import { writeUnits } from '../../usage/write-cost.ts';
import type { TableUse } from '../requests/table-uses.ts';
import { wireItem } from '../requests/wire-values.ts';

/** What a request consumed of the table, or of one of its indexes. */
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

/** Whether a request reads or writes: by its operation, of PartiQL by its statements' verbs. */
export function kindOfRequest(operation: string, uses: readonly TableUse[]): keyof Units {
  const isRead = STATEMENTS.has(operation)
    ? uses.every(({ action }) => action === 'PartiQLSelect')
    : READS.has(operation);
  return isRead ? 'read' : 'write';
}

/**
 * What a response's ConsumedCapacity says: one, or a list of them.
 * @param kind what the units are where the response does not say it by ReadCapacityUnits and WriteCapacityUnits
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
export function toldCharges(consumed: unknown, kind: keyof Units): Charge[] {
  return [consumed].flat().flatMap((one) => (isJsonObject(one) ? chargesOf(one, kind) : []));
}

/** Told charges by what told them: most responses tell the same as many others before. */
const knownCharges = new Map<string, readonly Charge[]>();
const MOST_KNOWN = 1000;

/** {@link toldCharges} of JSON; `undefined` where that is no capacity. */
export function chargesIn(text: string, kind: keyof Units): readonly Charge[] | undefined {
  const key = kind + text;
  const known = knownCharges.get(key);
  if (known !== undefined) return known;
  const consumed = parsed(text);
  if (consumed === undefined || ![consumed].flat().every(isJsonObject)) return undefined;
  const charges = toldCharges(consumed, kind);
  if (knownCharges.size === MOST_KNOWN) knownCharges.clear();
  knownCharges.set(key, charges);
  return charges;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function chargesOf(consumed: ConsumedCapacity, kind: keyof Units): Charge[] {
  const hasUnits = consumed.ReadCapacityUnits !== undefined || consumed.WriteCapacityUnits !== undefined;
  const all = unitsOf(consumed, kind);
  // DynamoDB Local says it of the sum alone.
  const ownKind = !hasUnits ? kind : all.read > 0 && all.write === 0 ? 'read' : 'write';
  const indexes = Object.entries({
    ...consumed.LocalSecondaryIndexes,
    ...consumed.GlobalSecondaryIndexes,
  }).map(([indexName, capacity]): Charge => ({ indexName, ...unitsOf(capacity, ownKind) }));
  // Without a share of the table (TOTAL), it is what the indexes leave.
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

/** Whatever else a server puts there is no amount. */
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
 * What a request consumed that was refused, which no server tells: for a failed condition the size of the item that is
 * there, a unit at least; for a transaction that was called off 2 units for each item at least. All else is free.
 * @param item the item that is there, as JSON has it, where the server told it
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
