import { itemsToKeep, type ReadLimits, stopReason } from './read-limits.ts';
import { type PageFacts, type PageSource, readPages } from './read-pages.ts';
import type { ReadPlan } from './read-request.ts';

/** A plan to scan, as `planScan` makes it. */
export type ScanPlan = Extract<ReadPlan, { operation: 'Scan' }>;

/** The most segments that are read at a time; the others wait for one to end. */
const MAX_SEGMENTS_AT_A_TIME = 16;

/**
 * The pages of a scan in `totalSegments` parts that are read at the same time (16 at the most), in the order in which
 * they arrive. Each part has one page at a time, asked for when its last one has been consumed: so what is held is
 * at most a page for each part being read. Ended early, it waits for the requests under way.
 * @param totalSegments 1 to 1,000,000
 * @throws AutodyneError as the service fails, in whichever part.
 */
export async function* scanSegments<P extends PageFacts>(
  source: PageSource<P>,
  plan: ScanPlan,
  totalSegments: number,
  limits: Omit<ReadLimits, 'scanLimit'>,
): AsyncGenerator<P, void, undefined> {
  const underWay = new Map<number, Promise<Arrival<P>>>();
  const progress = { returned: 0, evaluated: 0 };
  let nextSegment = 0;
  const advance = (segment: number, pages: AsyncGenerator<P, void, undefined>): void => {
    underWay.set(
      segment,
      pages.next().then((result) => ({ segment, pages, result })),
    );
  };
  const startOne = (): void => {
    if (nextSegment === totalSegments) return;
    const input = { ...plan.input, Segment: nextSegment, TotalSegments: totalSegments };
    advance(nextSegment, readPages(source, { ...plan, input }, limits));
    nextSegment += 1;
  };
  try {
    while (underWay.size < Math.min(totalSegments, MAX_SEGMENTS_AT_A_TIME)) startOne();
    while (underWay.size > 0) {
      const { segment, pages, result } = await Promise.race(underWay.values());
      underWay.delete(segment);
      if (result.done) startOne();
      else {
        const page = source.cut(result.value, itemsToKeep(limits, progress, result.value.count));
        progress.returned += page.count;
        const stoppedBy = stopReason(limits, progress);
        // There is no one key from which all parts could go on.
        yield { ...page, lastEvaluatedKey: undefined, stoppedBy };
        if (stoppedBy !== undefined) return;
        advance(segment, pages);
      }
    }
  } finally {
    await Promise.allSettled(underWay.values());
  }
}

interface Arrival<P> {
  segment: number;
  pages: AsyncGenerator<P, void, undefined>;
  result: IteratorResult<P, void>;
}
