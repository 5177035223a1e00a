import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { keyOf } from './key-input.ts';
import { matchesKeyCondition } from './match-condition.ts';
import { itemsToKeep, nextPageLimit, type ReadLimits, type StopReason, stopReason } from './read-limits.ts';
import type { ReadPlan } from './read-request.ts';
import { inReadingOrder } from './reading-order.ts';

/** One answer of Query or Scan, as far as it is to be returned. */
export interface Page {
  items: readonly Item[];
  /** Items that met the conditions: the number of `items`, or what was counted when counting. */
  count: number;
  /** Items evaluated, before filters. */
  scannedCount: number;
  /** Where to go on; `undefined` when there is nothing more. */
  lastEvaluatedKey: Item | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
  /** On the last page: the limit because of which there is none after it, though there may be more items. */
  stoppedBy: StopReason | undefined;
}

/** What Query and Scan answer alike. */
export interface PageAnswer {
  Items?: Item[] | undefined;
  Count?: number | undefined;
  ScannedCount?: number | undefined;
  LastEvaluatedKey?: Item | undefined;
  ConsumedCapacity?: ConsumedCapacity | undefined;
}

/** What differs from one request to the next. */
export interface PageRequest {
  Limit?: number;
  ExclusiveStartKey?: Item;
}

/**
 * Asks for page after page until there is none, or a limit is reached. A page is asked for only when the one before
 * has been consumed. Pages may be empty.
 */
export async function* readPages(
  plan: ReadPlan,
  limits: ReadLimits,
  ask: (request: PageRequest) => Promise<PageAnswer>,
): AsyncGenerator<Page, void, undefined> {
  const progress = { returned: 0, evaluated: 0 };
  let startKey = plan.input.ExclusiveStartKey;
  do {
    const request = pageRequest(plan, limits, progress, startKey);
    const page = toPage(plan, await ask(request), (found) => itemsToKeep(limits, progress, found));
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
): PageRequest {
  const Limit = nextPageLimit(limits, progress, plan.isFiltered);
  return {
    ...(Limit === undefined ? {} : { Limit }),
    ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
  };
}

function toPage(plan: ReadPlan, answer: PageAnswer, keep: (found: number) => number): Page {
  const keyNames = plan.startKeyAttributes.map(({ name }) => name);
  const { Items, LastEvaluatedKey } = answer;
  const page = {
    items: [],
    count: answer.Count ?? 0,
    scannedCount: answer.ScannedCount ?? 0,
    lastEvaluatedKey: LastEvaluatedKey && inReadingOrder(LastEvaluatedKey, keyNames),
    consumedCapacity: answer.ConsumedCapacity,
    stoppedBy: undefined,
  };
  if (Items === undefined) return page;
  const found = Items.filter((item) => plan.local.every((local) => matchesKeyCondition(item, local)));
  const items = found.slice(0, keep(found.length));
  const last = items.at(-1);
  const isCut = items.length < found.length && last !== undefined;
  const lastEvaluatedKey = isCut ? keyOf(last, keyNames) : page.lastEvaluatedKey;
  for (const item of items) for (const name of plan.hiddenAttributes) delete item[name];
  return { ...page, items, count: items.length, lastEvaluatedKey };
}
