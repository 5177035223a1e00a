import type { QueryOutput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { localFilter } from '../expressions/condition-filter.ts';
import { projector } from '../expressions/project-item.ts';
import { keyOf } from '../keys/key-of.ts';
import type { ReadPlan } from '../planner/read-request.ts';
import type { Item } from '../values/attribute-value.ts';
import type { ReadLimits } from './read-limits.ts';
import { type Page, type PageSource, readPages } from './read-pages.ts';
import { inReadingOrder } from './reading-order.ts';

/** The pages of a planned read, one request each, in order; see {@link readPages}. */
export function queryPages(
  client: ServiceClient,
  plan: ReadPlan,
  limits: ReadLimits,
): AsyncGenerator<Page, void, undefined> {
  return readPages(itemPages(client, plan), plan, limits);
}

/**
 * Pages of items, read by a plan: conditions that only autodyne can evaluate are evaluated, attributes that only it
 * needs are taken out.
 */
export function itemPages(client: ServiceClient, plan: ReadPlan): PageSource<Page> {
  const { operation } = plan;
  const keyNames = plan.startKeyAttributes.map(({ name }) => name);
  const isFound = localFilter(plan.local);
  const project = plan.shown && projector(plan.shown);
  return {
    async ask(input) {
      return toPage(await callOperation(client, operation, input), isFound, keyNames);
    },
    cut(page, count) {
      const items = page.items.slice(0, count);
      const last = items.at(-1);
      const isCut = items.length < page.items.length && last !== undefined;
      const lastEvaluatedKey = isCut ? keyOf(last, keyNames) : page.lastEvaluatedKey;
      for (const item of items) for (const name of plan.hiddenAttributes) delete item[name];
      const shown = project === undefined ? items : items.map(project);
      return { ...page, items: shown, count: Math.min(count, page.count), lastEvaluatedKey };
    },
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
