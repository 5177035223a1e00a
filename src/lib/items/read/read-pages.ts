import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { StartKeys } from '../../wire/start-keys.ts';
import type { ReadPlan } from '../planner/read-request.ts';
import type { Item } from '../values/attribute-value.ts';
import {
  itemsToKeep,
  nextPageLimit,
  type ReadLimits,
  type ReadStopReason,
  stopReason,
} from './read-limits.ts';

/** The facts of one response of Query or Scan other than its items, as far as they are to be returned. */
export interface PageFacts {
  /** Items that met the conditions: those on the page, or what was counted when counting. */
  count: number;
  /** Items evaluated, before filters. */
  scannedCount: number;
  /** The key to go on from; `undefined` when there is nothing more. */
  lastEvaluatedKey: Item | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
  /** On the last page: the limit because of which there is none after it, though there may be more items. */
  stoppedBy: ReadStopReason | undefined;
}

/** One response of Query or Scan, as far as it is to be returned. */
export interface Page extends PageFacts {
  items: readonly Item[];
}

/** The source of pages, as items or as bytes. */
export interface PageSource<P extends PageFacts> {
  /** Sends one request. @throws AutodyneError as the service fails. */
  ask(input: ReadPlan['input']): Promise<P>;
  /** A page that was asked for, with the first `count` of its items: as it is to be returned. */
  cut(page: P, count: number): P;
}

/**
 * Asks for page after page (up to 1 MB read each, before filters) until there is none, or a limit is reached. A page is
 * asked for only when the one before has been consumed. Pages may be empty.
 * @throws AutodyneError as the source fails; `Unreachable` where a page says to start again from one before.
 */
export async function* readPages<P extends PageFacts>(
  source: PageSource<P>,
  plan: ReadPlan,
  limits: ReadLimits,
): AsyncGenerator<P, void, undefined> {
  const progress = { returned: 0, evaluated: 0 };
  let startKey = plan.input.ExclusiveStartKey;
  const startKeys = new StartKeys(plan.operation, startKey);
  do {
    const asked = await source.ask({ ...plan.input, ...pageRequest(plan, limits, progress, startKey) });
    if (asked.lastEvaluatedKey !== undefined) startKeys.add(asked.lastEvaluatedKey);
    const page = source.cut(asked, itemsToKeep(limits, progress, asked.count));
    progress.returned += page.count;
    progress.evaluated += page.scannedCount;
    const stoppedBy = page.lastEvaluatedKey === undefined ? undefined : stopReason(limits, progress);
    startKey = stoppedBy === undefined ? page.lastEvaluatedKey : undefined;
    yield { ...page, stoppedBy };
  } while (startKey !== undefined);
}

/** The first request of a read, whole: what `--explain` shows. */
export function firstRequest(plan: ReadPlan, limits: ReadLimits): ReadPlan['input'] {
  const progress = { returned: 0, evaluated: 0 };
  return { ...plan.input, ...pageRequest(plan, limits, progress, plan.input.ExclusiveStartKey) };
}

function pageRequest(
  plan: ReadPlan,
  limits: ReadLimits,
  progress: { returned: number; evaluated: number },
  startKey: Item | undefined,
): Pick<ReadPlan['input'], 'Limit' | 'ExclusiveStartKey'> {
  const Limit = nextPageLimit(limits, progress, plan.isFiltered);
  return {
    ...(Limit === undefined ? {} : { Limit }),
    ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
  };
}
