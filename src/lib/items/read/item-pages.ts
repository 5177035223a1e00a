import type { ConsumedCapacity, QueryOutput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { localFilter } from '../expressions/condition-filter.ts';
import { projector } from '../expressions/project-item.ts';
import { keyOf } from '../keys/key-of.ts';
import type { KeysPlan, PagedPlan, ReadPlan } from '../planner/read-request.ts';
import type { Item } from '../values/attribute-value.ts';
import { type BatchGetOptions, batchGet } from './batch-get.ts';
import type { ReadLimits } from './read-limits.ts';
import { type Page, type PageSource, readPages } from './read-pages.ts';
import { inReadingOrder } from './reading-order.ts';
import { sumConsumed } from './sum-consumed.ts';

/** The pages of a planned read, one request each, in order; see {@link readPages}. */
export function queryPages(
  client: ServiceClient,
  plan: ReadPlan,
  limits: ReadLimits,
  batches: BatchGetOptions = {},
): AsyncGenerator<Page, void, undefined> {
  return readPages(itemPages(client, plan, batches), plan, limits);
}

/**
 * Pages of items, read by a plan: conditions that only autodyne can evaluate are evaluated, attributes that only it
 * needs are taken out.
 * @param batches how keys are got, where the plan gets items by their keys
 */
export function itemPages(
  client: ServiceClient,
  plan: ReadPlan,
  batches: BatchGetOptions = {},
): PageSource<Page> {
  const keyNames = plan.startKeyAttributes.map(({ name }) => name);
  const project = plan.shown && projector(plan.shown);
  return {
    ask:
      plan.operation === 'BatchGetItem'
        ? keysAsker(client, plan, batches)
        : pageAsker(client, plan, keyNames),
    cut(page, count) {
      const items = page.items.slice(0, count);
      const last = items.at(-1);
      const isCut = items.length < page.items.length && last !== undefined;
      const lastEvaluatedKey = isCut ? keyOf(last, keyNames) : page.lastEvaluatedKey;
      for (const item of items) for (const name of plan.hiddenAttributes) delete item[name];
      const shown = project === undefined ? items : items.map(project);
      return { ...page, items: shown, count: Math.min(count, page.count), lastEvaluatedKey };
    },
    lastKey({ items }) {
      const last = items.at(-1);
      return last && keyOf(last, keyNames);
    },
  };
}

function pageAsker(client: ServiceClient, { operation, local }: PagedPlan, keyNames: readonly string[]) {
  const isFound = localFilter(local);
  return async (input: ReadPlan['input']): Promise<Page> =>
    toPage(await callOperation(client, operation, input), isFound, keyNames);
}

/** A page of the items that are there for some keys, in their order. */
function keysAsker(client: ServiceClient, plan: KeysPlan, batches: BatchGetOptions) {
  return async (input: ReadPlan['input']): Promise<Page> => {
    const { Keys, TableName, ConsistentRead } = 'Keys' in input ? input : plan.input;
    const consumed: (ConsumedCapacity | undefined)[] = [];
    const found: Item[] = [];
    const keys = Keys.map((item) => ({ item, location: 'key' }));
    for await (const { item } of batchGet(client, TableName, keys, {
      ...batches,
      isConsistent: ConsistentRead,
      attributes: plan.attributes,
      onConsumed: (units) => consumed.push(...(units ?? [])),
    })) {
      if (item !== undefined) found.push(item);
    }
    const items = found.filter((item) => plan.isFound(item));
    const facts = {
      count: items.length,
      scannedCount: found.length,
      consumedCapacity: sumConsumed(consumed),
    };
    return { items, ...facts, lastEvaluatedKey: undefined, stoppedBy: undefined };
  };
}

function toPage(response: QueryOutput, isFound: (item: Item) => boolean, keyNames: readonly string[]): Page {
  const { Items, LastEvaluatedKey } = response;
  const items = (Items ?? []).filter(isFound);
  return {
    items,
    count: Items === undefined ? (response.Count ?? 0) : items.length,
    scannedCount: response.ScannedCount ?? 0,
    lastEvaluatedKey: LastEvaluatedKey && inReadingOrder(LastEvaluatedKey, keyNames),
    consumedCapacity: response.ConsumedCapacity,
    stoppedBy: undefined,
  };
}
