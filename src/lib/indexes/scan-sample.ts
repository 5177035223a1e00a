import { callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import type { Item } from '../items/values/attribute-value.ts';
import type { UnitMeter } from '../usage/unit-meter.ts';
import { StartKeys } from '../wire/start-keys.ts';

/** Items that a sample reads unless told. */
export const DEFAULT_SAMPLE_ITEMS = 1000;

/**
 * Reads the first `maxItems` items of a scan, a page in memory at a time. Costs half a read unit for each 4 KB read.
 * @returns true where these are all items of the table
 * @throws AutodyneError as the service fails
 */
export async function scanSample(
  client: ServiceClient,
  tableName: string,
  { maxItems, meter }: { maxItems: number; meter?: UnitMeter | undefined },
  onItem: (item: Item) => void,
): Promise<boolean> {
  const startKeys = new StartKeys('Scan', undefined);
  let startKey: Item | undefined;
  for (let left = maxItems; left > 0; ) {
    const page = await callOperation(client, 'Scan', {
      TableName: tableName,
      Limit: left,
      ReturnConsumedCapacity: 'INDEXES',
      ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
    });
    meter?.addRead(page.ConsumedCapacity);
    for (const item of page.Items ?? []) onItem(item);
    left -= page.Items?.length ?? 0;
    startKey = page.LastEvaluatedKey;
    if (startKey === undefined) return true;
    startKeys.add(startKey);
  }
  return false;
}
