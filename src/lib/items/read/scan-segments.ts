import type { ReadPlan } from '../planner/read-request.ts';
import { itemsToKeep, type ReadLimits, stopReason } from './read-limits.ts';
import { type PageFacts, type PageSource, readPages } from './read-pages.ts';
import { segmentLanes, segmentNumbers } from './segment-lanes.ts';

/** A plan to scan, as `planScan` makes it. */
export type ScanPlan = Extract<ReadPlan, { operation: 'Scan' }>;

/**
 * The pages of a scan in `totalSegments` parts that are read at the same time (16 at the most), in the order in which
 * they arrive. Each part has one page at a time, requested when its last one has been consumed: so at most a page for
 * each part being read is in memory. Ended early, it waits for the requests under way.
 * @param totalSegments 1 to 1,000,000
 * @throws AutodyneError as the service fails, in whichever part.
 */
export async function* scanSegments<P extends PageFacts>(
  source: PageSource<P>,
  plan: ScanPlan,
  totalSegments: number,
  limits: Omit<ReadLimits, 'scanLimit'>,
): AsyncGenerator<P, void, undefined> {
  const readLane = async function* (own: Iterable<number>): AsyncGenerator<P, void, undefined> {
    for (const segment of own) {
      const input = { ...plan.input, Segment: segment, TotalSegments: totalSegments };
      yield* readPages(source, { ...plan, input }, limits);
    }
  };
  const underWay = new Map<AsyncGenerator<P, void, undefined>, Promise<Arrival<P>>>();
  const advance = (lane: AsyncGenerator<P, void, undefined>): void => {
    underWay.set(
      lane,
      lane.next().then((result) => ({ lane, result })),
    );
  };
  const progress = { returned: 0, evaluated: 0 };
  try {
    segmentLanes(segmentNumbers(0, totalSegments - 1), readLane).forEach(advance);
    while (underWay.size > 0) {
      const { lane, result } = await Promise.race(underWay.values());
      underWay.delete(lane);
      if (result.done) continue;
      const page = source.cut(result.value, itemsToKeep(limits, progress, result.value.count));
      progress.returned += page.count;
      const stoppedBy = stopReason(limits, progress);
      // There is no one key from which all parts could go on.
      yield { ...page, lastEvaluatedKey: undefined, stoppedBy };
      if (stoppedBy !== undefined) return;
      advance(lane);
    }
  } finally {
    await Promise.allSettled(underWay.values());
  }
}

interface Arrival<P> {
  lane: AsyncGenerator<P, void, undefined>;
  result: IteratorResult<P, void>;
}
