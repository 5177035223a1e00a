import type { Capacity, ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** The ConsumedCapacity of several responses about one table, as one; `undefined` where none has any. */
export function sumConsumed(all: readonly (ConsumedCapacity | undefined)[]): ConsumedCapacity | undefined {
  const consumed = all.filter((one) => one !== undefined);
  const [first, ...others] = consumed;
  if (first === undefined || others.length === 0) return first;
  const sum = { ...first, CapacityUnits: unitsOf(consumed) };
  if (first.Table !== undefined) sum.Table = { CapacityUnits: unitsOf(consumed.map(({ Table }) => Table)) };
  for (const kind of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const) {
    const names = new Set(consumed.flatMap((one) => Object.keys(one[kind] ?? {})));
    const indexes = [...names].map((name): [string, Capacity] => [
      name,
      { CapacityUnits: unitsOf(consumed.map((one) => one[kind]?.[name])) },
    ]);
    if (indexes.length > 0) sum[kind] = Object.fromEntries(indexes);
  }
  return sum;
}

function unitsOf(capacities: readonly (Capacity | undefined)[]): number {
  return capacities.reduce((sum, capacity) => sum + (capacity?.CapacityUnits ?? 0), 0);
}
