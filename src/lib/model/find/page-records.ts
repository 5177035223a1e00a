import { keyOf } from '../../items/keys/key-of.ts';
import { plannedRequests } from '../../items/read/read-pages.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import { hydrateAll } from '../record/hydrate.ts';
import type { CursorPage, ReadExplanation, RecordPage } from '../types/chain-types.ts';
import { type ChainQuery, checkCount, limitsOf } from './chain-query.ts';
import { cursorText, keyOfCursor } from './cursor.ts';
import { conditionsOf, planRead } from './plan-read.ts';
import { atMost, chainPages, planChain, recordPagesOf } from './read-chain.ts';
import { plainKey } from './start-of-chain.ts';

/** A chain's records, a page of DynamoDB's at a time; pages may be empty. */
export async function* recordPages(
  model: Model,
  query: ChainQuery,
): AsyncGenerator<RecordPage<object>, void> {
  const chain = await planChain(model, query);
  for await (const { items, lastEvaluatedKey } of recordPagesOf(chain)) {
    yield {
      items: await hydrateAll(model, items, query),
      lastEvaluatedKey: lastEvaluatedKey === undefined ? null : plainKey(lastEvaluatedKey),
    };
  }
}

/**
 * So many records, and the cursor for those after them. Where conditions leave items out, a cursor may lead to an empty
 * page, since it is not known whether another one matches; else there is none at the end.
 * @throws InvalidQuery for a cursor of another query
 */
export async function cursorPage(
  model: Model,
  query: ChainQuery,
  { size, after }: { size: number; after?: string | null },
): Promise<CursorPage<object>> {
  checkCount(model, 'page({ size })', size);
  const first = await planChain(model, query);
  const conditions = conditionsOf(model, query);
  const startKey =
    after === undefined || after === null ? undefined : keyOfCursor(model, first.plan, conditions, after);
  const chain = startKey === undefined ? first : { ...first, plan: planRead(model, query, { startKey }) };
  const { plan } = chain;
  // One more than the page has: so it is known whether it is the last.
  const isKnown = !plan.isFiltered;
  const limits = atMost(chain.limits, isKnown ? size + 1 : size);
  const items: Item[] = [];
  let lastKey: Item | undefined;
  for await (const page of chainPages(chain, limits)) {
    items.push(...page.items);
    lastKey = page.lastEvaluatedKey;
  }
  const shown = items.slice(0, size);
  const last = shown.at(-1);
  if (items.length > size && last !== undefined) {
    lastKey = keyOf(
      last,
      plan.startKeyAttributes.map(({ name }) => name),
    );
  }
  return {
    items: await hydrateAll(model, shown, query),
    cursor: lastKey === undefined ? null : cursorText(model, plan, conditions, lastKey),
  };
}

/** What a chain would ask first, and why; nothing is sent. */
export function explainChain(model: Model, query: ChainQuery): ReadExplanation {
  const plan = planRead(model, query);
  const [first] = plannedRequests(plan, limitsOf(model, query));
  return {
    operation: plan.operation,
    request: { ...first },
    index: plan.index?.name,
    why: plan.why,
  };
}
