import type { DumpRequest } from '../archive/dump-request.ts';
import { rawPages } from '../bulk/raw-pages.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import type { UnitLimiter } from '../usage/unit-limiter.ts';

/** The item count of a table's description, against which a dump without items is checked. */
export interface DescribedItems {
  /** Up to six hours old. */
  itemCount: number;
  /** The person confirmed that the table may be empty. */
  mayBeEmpty: boolean;
  /** The command with which a person confirms it. */
  allowCommand?: string | undefined;
}

/**
 * Makes sure that a dump which found no items is right: where the table's description has items, the table is counted,
 * by consistent reads, until one is found. Costs one read unit for each 4 KB that are read.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html (ItemCount)
 * @throws AutodyneError `Incomplete` when there are items, or when there are none and that was not confirmed
 */
export async function assertIsEmpty(
  client: ServiceClient,
  request: DumpRequest,
  described: DescribedItems | undefined,
  options: { signal?: AbortSignal | undefined; limiter?: UnitLimiter | undefined },
): Promise<void> {
  if (described === undefined || described.itemCount === 0 || !readsAllItems(request)) return;
  const { tableName } = request;
  const counted = await countUntilFound(client, tableName, options);
  const details = { itemCount: 0, describedItemCount: described.itemCount, countedItemCount: counted };
  const finding = `the dump found no items in "${tableName}", but DescribeTable reports ${countOf(described.itemCount, 'item')}`;
  if (counted > 0) {
    const message = `${finding}; a second count, with consistent reads, found ${countOf(counted, 'item')} on one page. Do not use this dump`;
    throw new AutodyneError('Incomplete', message, {
      suggestions: ['check the server: autodyne doctor', 'then dump again, to a new folder or file'],
      details,
    });
  }
  if (described.mayBeEmpty) return;
  const { allowCommand = 'the same command with --allow-empty' } = described;
  throw new AutodyneError('Incomplete', `${finding}; a second count, with consistent reads, found 0 items`, {
    suggestions: [
      `if the table was emptied (DescribeTable is up to six hours old): ${allowCommand}`,
      'otherwise, check the server: autodyne doctor',
    ],
    details,
  });
}

/** All items of the table are wanted, even if without some attributes. */
function readsAllItems({
  contents,
  firstSegment,
  lastSegment,
  limit,
  scan,
  totalSegments,
}: DumpRequest): boolean {
  const isAllSegments = firstSegment === 0 && lastSegment === totalSegments - 1;
  return contents !== 'schema' && isAllSegments && limit === undefined && scan.FilterExpression === undefined;
}

/** The items on the first page that has any; 0 when none has. */
async function countUntilFound(
  client: ServiceClient,
  tableName: string,
  { signal, limiter }: { signal?: AbortSignal | undefined; limiter?: UnitLimiter | undefined },
): Promise<number> {
  const input = { TableName: tableName, Select: 'COUNT', ConsistentRead: true } as const;
  const beforeRequest = async (): Promise<void> => limiter?.ready(signal);
  for await (const page of rawPages(client, 'Scan', input, { beforeRequest, signal })) {
    limiter?.spend(page.consumedCapacity?.CapacityUnits ?? 0);
    if (page.count > 0) return page.count;
  }
  return 0;
}
