import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { itemSizeBytes } from '../items/values/item-size.ts';

/** The approximate size of a table. */
export interface TableMeasure {
  itemCount: number;
  sizeBytes: number;
  /** AWS's own figures, which are up to six hours old, or those and a sample of items. */
  source: 'description' | 'sample';
}

const SAMPLE_ITEMS = 100;
/** DynamoDB stores this much with each item in addition to its attributes. */
const ITEM_OVERHEAD_BYTES = 100;

/**
 * The size of a table by its description. Where that is 0 (a new table, a server that does not count), from a sample of
 * 100 items, which costs some read units.
 * @throws AutodyneError as the service fails.
 */
export async function measureTable(client: ServiceClient, table: TableDescription): Promise<TableMeasure> {
  const { ItemCount: itemCount = 0, TableSizeBytes: sizeBytes = 0, TableName: tableName = '' } = table;
  if (sizeBytes > 0) return { itemCount, sizeBytes, source: 'description' };
  const sample = await callOperation(client, 'Scan', { TableName: tableName, Limit: SAMPLE_ITEMS });
  const items = sample.Items ?? [];
  const sampleBytes = items.reduce((total, item) => total + itemSizeBytes(item) + ITEM_OVERHEAD_BYTES, 0);
  const isAll = sample.LastEvaluatedKey === undefined;
  const estimatedCount = isAll ? items.length : Math.max(itemCount, items.length);
  const averageBytes = items.length === 0 ? 0 : sampleBytes / items.length;
  return {
    itemCount: estimatedCount,
    sizeBytes: Math.round(averageBytes * estimatedCount),
    source: 'sample',
  };
}
