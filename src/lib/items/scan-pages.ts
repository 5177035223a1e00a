import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { clientEndpointUrl, withAwsErrors } from '../client/send.ts';
import { itemsToKeep, type ReadLimits, stopReason } from './read-limits.ts';
import { type Page, readPages } from './read-pages.ts';
import type { ReadPlan } from './read-request.ts';

/** A plan to scan, as `planScan` makes it. */
export type ScanPlan = Extract<ReadPlan, { operation: 'Scan' }>;

/** The most segments that are read at a time; the others wait for one to end. */
const MAX_SEGMENTS_AT_A_TIME = 16;

/**
 * The pages of a scan, one request each (up to 1 MB read, before filters); a page is asked for only when the one
 * before has been consumed.
 * @throws AutodyneError as the service fails.
 */
export async function* scanPages(
  client: DynamoDBClient,
  plan: ScanPlan,
  limits: ReadLimits,
): AsyncGenerator<Page, void, undefined> {
  const { input } = plan;
  const context = {
    operation: 'Scan',
    tableName: input.TableName ?? '',
    indexName: input.IndexName,
    endpointUrl: await clientEndpointUrl(client),
  };
  yield* readPages(plan, limits, (request) =>
    withAwsErrors(context, () => client.send(new ScanCommand({ ...input, ...request }))),
  );
}

/**
 * The pages of a scan in `totalSegments` parts that are read at the same time (16 at the most), in the order in which
 * they arrive. Each part has one page at a time, asked for when its last one has been consumed: so what is held is
 * at most a page for each part being read. Ended early, it waits for the requests under way.
 * @param totalSegments 1 to 1,000,000
 * @throws AutodyneError as the service fails, in whichever part.
 */
export async function* scanSegments(
  client: DynamoDBClient,
  plan: ScanPlan,
  totalSegments: number,
  limits: Omit<ReadLimits, 'scanLimit'>,
): AsyncGenerator<Page, void, undefined> {
  const underWay = new Map<number, Promise<Arrival>>();
  const progress = { returned: 0, evaluated: 0 };
  let nextSegment = 0;
  const advance = (segment: number, pages: AsyncGenerator<Page>): void => {
    underWay.set(
      segment,
      pages.next().then((result) => ({ segment, pages, result })),
    );
  };
  const startOne = (): void => {
    if (nextSegment === totalSegments) return;
    const input = { ...plan.input, Segment: nextSegment, TotalSegments: totalSegments };
    advance(nextSegment, scanPages(client, { ...plan, input }, limits));
    nextSegment += 1;
  };
  try {
    while (underWay.size < Math.min(totalSegments, MAX_SEGMENTS_AT_A_TIME)) startOne();
    while (underWay.size > 0) {
      const { segment, pages, result } = await Promise.race(underWay.values());
      underWay.delete(segment);
      if (result.done) startOne();
      else {
        const page = cutPage(result.value, itemsToKeep(limits, progress, result.value.count));
        progress.returned += page.count;
        const stoppedBy = stopReason(limits, progress);
        yield { ...page, stoppedBy };
        if (stoppedBy !== undefined) return;
        advance(segment, pages);
      }
    }
  } finally {
    await Promise.allSettled(underWay.values());
  }
}

/** A part's page with so many of its items; there is no one key from which all parts could go on. */
function cutPage(page: Page, count: number): Page {
  const items = page.items.slice(0, count);
  return { ...page, items, count, lastEvaluatedKey: undefined };
}

interface Arrival {
  segment: number;
  pages: AsyncGenerator<Page, void, undefined>;
  result: IteratorResult<Page, void>;
}
