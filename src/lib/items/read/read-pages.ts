import type { BatchGetItemCommandInput, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { StartKeys } from '../../wire/start-keys.ts';
import type { PagedPlan, ReadPlan } from '../planner/read-request.ts';
import type { Item } from '../values/attribute-value.ts';
import { batchGetInput } from './batch-get.ts';
import {
  itemsToKeep,
  nextPageLimit,
  type ReadLimits,
  type ReadStopReason,
  stopReason,
} from './read-limits.ts';
import { sumConsumed } from './sum-consumed.ts';

/** The facts of one response of Query or Scan other than its items, as far as they are to be returned. */
export interface PageFacts {
  /** Items that met the conditions: those on the page, or what was counted when counting. */
  count: number;
  /** Items evaluated, before filters. */
  scannedCount: number;
  /** The key to go on from; `undefined` when there is nothing more. */
  lastEvaluatedKey: Item | undefined;
  /** Of a statement, in place of that key. */
  nextToken?: string | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
  /** On the last page: the limit because of which there is none after it, though there may be more items. */
  stoppedBy: ReadStopReason | undefined;
}

/** One response of Query or Scan, as far as it is to be returned. */
export interface Page extends PageFacts {
  items: readonly Item[];
}

/** The source of pages, as items or as bytes. */
export interface PageSource<P extends PageFacts, R extends ReadPlan = ReadPlan> {
  /** Sends one request. @throws AutodyneError as the service fails. */
  ask(input: R['input']): Promise<P>;
  /** A page that was asked for, with the first `count` of its items: as it is to be returned. */
  cut(page: P, count: number): P;
  /** The key of the last item of a page that is not cut yet; `undefined` where it has none. */
  lastKey(page: P): Item | undefined;
}

/**
 * Asks for page after page (up to 1 MB read each, before filters) until there is none, or a limit is reached. A page is
 * asked for only when the one before has been consumed. Pages may be empty. Each but the last has the key to go on from,
 * of whichever of several requests, except where items are only counted.
 * @throws AutodyneError as the source fails; `Unreachable` where a page says to start again from one before.
 */
export async function* readPages<P extends PageFacts, R extends ReadPlan>(
  source: PageSource<P, R>,
  plan: R,
  limits: ReadLimits,
): AsyncGenerator<P, void, undefined> {
  const read = new Reading(source, plan, limits);
  yield* plan.operation === 'BatchGetItem' ? read.keys(plan.input.Keys) : read.requests(requestsOf(plan));
}

type Progress = Parameters<typeof stopReason>[1];

class Reading<P extends PageFacts, R extends ReadPlan> {
  readonly #source: PageSource<P, R>;
  readonly #plan: R;
  readonly #limits: ReadLimits;
  readonly #progress: Progress = { returned: 0, evaluated: 0 };
  #goOnFrom: Item | undefined;
  #held: P | undefined;

  constructor(source: PageSource<P, R>, plan: R, limits: ReadLimits) {
    this.#source = source;
    this.#plan = plan;
    this.#limits = limits;
  }

  /** All keys in one request, unless a limit wants less. */
  async *keys(keys: readonly Item[]): AsyncGenerator<P, void, undefined> {
    let rest = keys;
    while (rest.length > 0) {
      const count = nextPageLimit(this.#limits, this.#progress, this.#plan.isFiltered) ?? rest.length;
      const Keys = rest.slice(0, count);
      rest = rest.slice(count);
      const asked = await this.#source.ask({ ...this.#plan.input, Keys });
      const page = this.#taken({ ...asked, lastEvaluatedKey: rest.length === 0 ? undefined : Keys.at(-1) });
      const stoppedBy = page.lastEvaluatedKey && stopReason(this.#limits, this.#progress);
      yield { ...page, stoppedBy };
      if (stoppedBy !== undefined) return;
    }
  }

  async *requests(inputs: readonly PagedPlan['input'][]): AsyncGenerator<P, void, undefined> {
    this.#goOnFrom = inputs[0]?.ExclusiveStartKey;
    const startKeys = new StartKeys(this.#plan.operation, this.#goOnFrom);
    for (const [position, input] of inputs.entries()) {
      let startKey = input.ExclusiveStartKey;
      do {
        const request = pageRequest(this.#plan, this.#limits, this.#progress, startKey);
        const asked = await this.#source.ask({ ...input, ...request });
        startKey = asked.lastEvaluatedKey;
        if (startKey !== undefined) startKeys.add(startKey);
        const page = this.#pageOf(asked, position === inputs.length - 1);
        if (page !== undefined) yield page;
        if (page?.stoppedBy !== undefined) return;
      } while (startKey !== undefined);
    }
  }

  /** The page to return; `undefined` for one that counts with the next, since nothing could go on from it. */
  #pageOf(asked: P, isLastRequest: boolean): P | undefined {
    const isLastOfRequest = asked.lastEvaluatedKey === undefined;
    const end = isLastOfRequest && !isLastRequest ? this.#source.lastKey(asked) : undefined;
    const page = this.#taken(asked);
    const isEnd = isLastRequest && page.lastEvaluatedKey === undefined;
    // Where a value has no more, the next one begins behind the last item that was seen.
    this.#goOnFrom = isEnd ? undefined : (page.lastEvaluatedKey ?? end ?? this.#goOnFrom);
    const stoppedBy = isEnd ? undefined : stopReason(this.#limits, this.#progress);
    const whole: P = { ...withFactsOf(this.#held, page), lastEvaluatedKey: this.#goOnFrom, stoppedBy };
    const isHeld = !isEnd && whole.count === 0 && this.#goOnFrom === undefined && stoppedBy === undefined;
    this.#held = isHeld ? whole : undefined;
    return isHeld ? undefined : whole;
  }

  #taken(asked: P): P {
    const page = this.#source.cut(asked, itemsToKeep(this.#limits, this.#progress, asked.count));
    this.#progress.returned += page.count;
    this.#progress.evaluated += page.scannedCount;
    return page;
  }
}

/** A page that nothing could go on from, since its value has no items, counts with the one after it. */
function withFactsOf<P extends PageFacts>(held: P | undefined, page: P): P {
  if (held === undefined) return page;
  return {
    ...page,
    scannedCount: held.scannedCount + page.scannedCount,
    consumedCapacity: sumConsumed([held.consumedCapacity, page.consumedCapacity]),
  };
}

/** The requests of a read, each with its first page's: what `--explain` shows. */
export function plannedRequests(
  plan: ReadPlan,
  limits: ReadLimits,
): [BatchGetItemCommandInput | PagedPlan['input'], ...PagedPlan['input'][]] {
  const progress = { returned: 0, evaluated: 0 };
  if (plan.operation === 'BatchGetItem') {
    const { input, attributes } = plan;
    const Keys = input.Keys.slice(0, nextPageLimit(limits, progress, plan.isFiltered));
    return [batchGetInput(input.TableName, Keys, { isConsistent: input.ConsistentRead, attributes })];
  }
  const [first, ...others] = requestsOf(plan).map((input) => ({
    ...input,
    ...pageRequest(plan, limits, progress, input.ExclusiveStartKey),
  }));
  return [first ?? plan.input, ...others];
}

function requestsOf(plan: PagedPlan): PagedPlan['input'][] {
  return plan.operation === 'Query' ? [plan.input, ...plan.others] : [plan.input];
}

function pageRequest(
  plan: ReadPlan,
  limits: ReadLimits,
  progress: Progress,
  startKey: Item | undefined,
): Pick<PagedPlan['input'], 'Limit' | 'ExclusiveStartKey'> {
  const Limit = nextPageLimit(limits, progress, plan.isFiltered);
  return {
    ...(Limit === undefined ? {} : { Limit }),
    ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
  };
}
