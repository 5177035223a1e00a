import type { ServiceClient } from '../client/client-sender.ts';
import type { ReadPlan } from '../items/planner/read-request.ts';
import { itemPages } from '../items/read/item-pages.ts';
import type { PageFacts } from '../items/read/read-pages.ts';
import { itemSizeBytes } from '../items/values/item-size.ts';
import type { ScanSize } from './scan-cost.ts';

/** The size of what a scan reads, by a few of its items. */
export interface MeasuredScan {
  /** `undefined` where there are more items, and nobody knows how many. */
  size: ScanSize | undefined;
  facts: PageFacts;
}

const SAMPLE_ITEMS = 10;

/**
 * Reads a few items of a table or index whose size the server does not report, in one request of a read unit or so for
 * items of usual size.
 * @param itemCount as the server reports it; 0 where it is not known
 * @throws AutodyneError as the service fails
 */
export async function measuredScan(
  client: ServiceClient,
  plan: Extract<ReadPlan, { operation: 'Scan' }>,
  itemCount: number,
): Promise<MeasuredScan> {
  const { TableName, IndexName, ReturnConsumedCapacity } = plan.input;
  const unfiltered = { ...plan, local: [], isFiltered: false };
  const input = { TableName, IndexName, ReturnConsumedCapacity, Limit: SAMPLE_ITEMS };
  const facts = await itemPages(client, unfiltered).ask(input);
  const sizeBytes = facts.items.reduce((sum, item) => sum + itemSizeBytes(item), 0);
  if (facts.lastEvaluatedKey === undefined) return { size: { itemCount: facts.count, sizeBytes }, facts };
  if (itemCount < facts.count) return { size: undefined, facts };
  return { size: { itemCount, sizeBytes: Math.ceil((sizeBytes / facts.count) * itemCount) }, facts };
}
