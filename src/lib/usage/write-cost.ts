import type { TableDescription, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type IndexSchema,
  type KeyAttribute,
  keyAttributesOf,
  type TableSchema,
} from '../items/keys/key-schema.ts';
import { type Item, newItem } from '../items/values/attribute-value.ts';
import { itemSizeBytes } from '../items/values/item-size.ts';

const WRITE_UNIT_BYTES = 1024;

/**
 * The write units of one item of this size, in the table alone: one for each KB begun.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function writeUnits(itemSizeBytes: number): number {
  return Math.max(1, Math.ceil(itemSizeBytes / WRITE_UNIT_BYTES));
}

/** Names of the attributes that an index projects, the keys of the table among them; all of them where `undefined`. */
export function projectedNames(
  index: Pick<IndexSchema, 'projection' | 'partitionKeys' | 'sortKeys' | 'nonKeyAttributes'>,
  tableKeys: readonly KeyAttribute[],
): ReadonlySet<string> | undefined {
  if (index.projection === 'ALL') return undefined;
  const keys = [...tableKeys, ...index.partitionKeys, ...index.sortKeys];
  return new Set([...keys.map(({ name }) => name), ...index.nonKeyAttributes]);
}

/** The attributes of an item that are in an index's entry. */
export function indexEntry(item: Item, projected: ReadonlySet<string> | undefined): Item {
  if (projected === undefined) return item;
  const entry = newItem();
  for (const [name, value] of Object.entries(item)) if (projected.has(name)) entry[name] = value;
  return entry;
}

/**
 * The write units that putting an item takes in the indexes that it is in: an entry where the item has the index's
 * keys.
 */
export function indexWriteUnits(item: Item, { key, indexes }: Pick<TableSchema, 'key' | 'indexes'>): number {
  let units = 0;
  for (const index of indexes) {
    const keys = [...index.partitionKeys, ...index.sortKeys];
    if (!keys.every(({ name }) => Object.hasOwn(item, name))) continue;
    const entry = indexEntry(item, projectedNames(index, keyAttributesOf(key)));
    units += writeUnits(itemSizeBytes(entry));
  }
  return units;
}

/**
 * The write units of putting an item where there is none yet.
 * @param schema its indexes are counted; without it, the table alone
 */
export function putUnits(item: Item, schema?: Pick<TableSchema, 'key' | 'indexes'>): number {
  return writeUnits(itemSizeBytes(item)) + (schema === undefined ? 0 : indexWriteUnits(item, schema));
}

/**
 * The write units of deleting all items of a table, indexes included, from the sizes that DescribeTable reports: each
 * item is assumed to have the average size.
 */
export function deletionUnits(table: TableDescription): number {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const sizes = [
    { items: table.ItemCount ?? 0, bytes: table.TableSizeBytes ?? 0 },
    ...indexes.map(({ ItemCount = 0, IndexSizeBytes = 0 }) => ({ items: ItemCount, bytes: IndexSizeBytes })),
  ];
  return sizes.reduce((sum, { items, bytes }) => sum + items * writeUnits(bytes / Math.max(1, items)), 0);
}

/**
 * The least write units of a transaction: two for each KB of an item that is put, in its indexes too, and two of any
 * other action, whose item is not known.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export function transactionUnits(actions: readonly TransactWriteItem[], schema: TableSchema): number {
  return actions.reduce(
    (sum, { Put }) => sum + 2 * (Put?.Item === undefined ? 1 : putUnits(Put.Item, schema)),
    0,
  );
}
