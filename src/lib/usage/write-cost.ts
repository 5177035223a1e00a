import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { IndexSchema } from '../items/keys/key-schema.ts';
import type { Item } from '../items/values/attribute-value.ts';
import { itemSizeBytes } from '../items/values/item-size.ts';

const WRITE_UNIT_BYTES = 1024;

/**
 * The write units of one item of this size, in the table alone: one for each KB begun.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function writeUnits(itemSizeBytes: number): number {
  return Math.max(1, Math.ceil(itemSizeBytes / WRITE_UNIT_BYTES));
}

/** What putting an item costs in the indexes that it is in: each takes an entry where the item has its keys. */
export function indexWriteUnits(item: Item, indexes: readonly IndexSchema[]): number {
  let units = 0;
  for (const index of indexes) {
    const keyNames = [...index.partitionKeys, ...index.sortKeys].map(({ name }) => name);
    if (!keyNames.every((name) => Object.hasOwn(item, name))) continue;
    const projected = new Set([...keyNames, ...index.nonKeyAttributes]);
    const entry =
      index.projection === 'ALL'
        ? item
        : Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name)));
    units += writeUnits(itemSizeBytes(entry));
  }
  return units;
}

/** The write units of putting an item where there is none yet, indexes included. */
export function putUnits(item: Item, indexes: readonly IndexSchema[]): number {
  return writeUnits(itemSizeBytes(item)) + indexWriteUnits(item, indexes);
}

/**
 * The write units of deleting all items of a table, indexes included, from the sizes that DescribeTable tells: each item is
 * taken to be of the average size.
 */
export function deletionUnits(table: TableDescription): number {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const sizes = [
    { items: table.ItemCount ?? 0, bytes: table.TableSizeBytes ?? 0 },
    ...indexes.map(({ ItemCount = 0, IndexSizeBytes = 0 }) => ({ items: ItemCount, bytes: IndexSizeBytes })),
  ];
  return sizes.reduce((sum, { items, bytes }) => sum + items * writeUnits(bytes / Math.max(1, items)), 0);
}
