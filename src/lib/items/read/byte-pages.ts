import type { ItemEnd, ItemSpans } from '../../bulk/page-scanner.ts';
import { rawPage } from '../../bulk/raw-pages.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import type { AllocateBody } from '../../http/http-exchange.ts';
import { parseTypedItem } from '../json/typed-json.ts';
import { keyOf } from '../keys/key-of.ts';
import type { PagedPlan, ReadPlan } from '../planner/read-request.ts';
import type { Item } from '../values/attribute-value.ts';
import type { PageFacts, PageSource } from './read-pages.ts';
import { inReadingOrder } from './reading-order.ts';

/** One response of Query or Scan whose items are the DynamoDB JSON that was received. */
export interface BytePage extends PageFacts {
  body: Buffer<ArrayBuffer>;
  /** Offsets in {@link body}. */
  items: ItemSpans;
}

/** True where a plan's items are returned as DynamoDB sends them, so that they need not be parsed. */
export function isPrintedAsItCame(plan: ReadPlan): plan is PagedPlan {
  return plan.operation !== 'BatchGetItem' && plan.local.length === 0 && plan.hiddenAttributes.length === 0;
}

/**
 * Pages whose items stay bytes; for plans that {@link isPrintedAsItCame}.
 * @param allocate gives the memory of their bodies
 * @param itemEnd walks over each item, see {@link scanPage}
 */
export function bytePages(
  client: ServiceClient,
  plan: PagedPlan,
  allocate: AllocateBody | undefined,
  itemEnd?: ItemEnd,
): PageSource<BytePage, PagedPlan> {
  const keyNames = plan.startKeyAttributes.map(({ name }) => name);
  return {
    async ask(input) {
      const page = await rawPage(client, plan.operation, input, { allocate, itemEnd });
      const { body, items, count, scannedCount, startKey, consumedCapacity } = page;
      const lastEvaluatedKey = startKey && inReadingOrder(startKey, keyNames);
      return { body, items, count, scannedCount, lastEvaluatedKey, consumedCapacity, stoppedBy: undefined };
    },
    cut(page, count) {
      if (count >= page.count) return page;
      const items = page.items.slice(0, count * 2);
      const last = count === 0 ? undefined : itemAt({ ...page, items }, count - 1);
      const lastEvaluatedKey = last === undefined ? page.lastEvaluatedKey : keyOf(last, keyNames);
      return { ...page, items, count, lastEvaluatedKey };
    },
    lastKey(page) {
      const last = page.items.length === 0 ? undefined : itemAt(page, page.items.length / 2 - 1);
      return last && keyOf(last, keyNames);
    },
  };
}

function itemAt({ body, items }: BytePage, index: number): Item {
  return parseTypedItem(body.toString('utf8', items[index * 2], items[index * 2 + 1]), 'the response');
}
