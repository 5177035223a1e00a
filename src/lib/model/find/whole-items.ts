import type { Condition } from '../../items/conditions/condition.ts';
import { filterOf } from '../../items/expressions/condition-filter.ts';
import { keyOf } from '../../items/keys/key-of.ts';
import { keyAttributesOf } from '../../items/keys/key-schema.ts';
import type { ReadPlan } from '../../items/planner/read-request.ts';
import { batchGet } from '../../items/read/batch-get.ts';
import { queryPages } from '../../items/read/item-pages.ts';
import type { ReadLimits } from '../../items/read/read-limits.ts';
import type { Page } from '../../items/read/read-pages.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchesOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import type { ReadyTable } from '../tables/ready-table.ts';

/**
 * The pages of a read of an index that has only a part of the items: the whole ones are got by their keys, and what the
 * index cannot tell is evaluated on them. An item that the index still shows, and that is another one now, is left out.
 */
export async function* wholeItemPages(
  model: Model,
  { client, tableName }: ReadyTable,
  plan: ReadPlan,
  conditions: readonly Condition[],
  { limit = Number.POSITIVE_INFINITY, ...limits }: ReadLimits,
): AsyncGenerator<Page, void, undefined> {
  const isFound = filterOf(conditions);
  const keyNames = keyAttributesOf(model.table.schema.key).map(({ name }) => name);
  const startNames = plan.startKeyAttributes.map(({ name }) => name);
  const options = batchesOf(model);
  let left = limit;
  for await (const page of queryPages(client, plan, limits)) {
    const keys = page.items.map((item) => ({ item: keyOf(item, keyNames), location: model.name }));
    const items: Item[] = [];
    for await (const { item } of batchGet(client, tableName, keys, options)) {
      if (item !== undefined && isFound(item)) items.push(item);
    }
    const kept = items.slice(0, left);
    const last = kept.at(-1);
    const isCut = kept.length < items.length && last !== undefined;
    const lastEvaluatedKey = isCut ? keyOf(last, startNames) : page.lastEvaluatedKey;
    left -= kept.length;
    yield { ...page, items: kept, count: kept.length, lastEvaluatedKey };
    if (left === 0) return;
  }
}
