import { toTypedJsonText } from '../lib/items/json/typed-json.ts';
import { itemPages } from '../lib/items/read/item-pages.ts';
import { type PageFacts, readPages } from '../lib/items/read/read-pages.ts';
import { meteredSource } from '../lib/usage/metered-source.ts';
import { UnitBudget } from '../lib/usage/unit-budget.ts';
import type { ItemsEnd } from './api-types.ts';
import { type DashboardContext, usedUnits } from './dashboard-context.ts';
import type { PlannedItems } from './plan-items.ts';
import { jsonText } from './responses.ts';

/**
 * JSON Lines while pages arrive: `{"Item": …}`, then `{"end": …}`, or `{"error": …}`. A page is asked for when the lines before it
 * are taken, and none once nobody takes them any more.
 */
export function streamItems(dashboard: DashboardContext, planned: PlannedItems): ReadableStream<Uint8Array> {
  const lines = itemLinesOf(dashboard, planned);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await lines.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await lines.return();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The lines of a page at a time. Its failure is a line too: the status was sent long ago. */
async function* itemLinesOf(
  dashboard: DashboardContext,
  { plan, limit, maxUnits }: PlannedItems,
): AsyncGenerator<string, void, undefined> {
  const meter = dashboard.newMeter();
  const budget = new UnitBudget(maxUnits, meter);
  const source = meteredSource(itemPages(dashboard.options.context.client, plan), meter);
  let last: PageFacts | undefined;
  let [Count, ScannedCount] = [0, 0];
  try {
    for await (const page of readPages(source, plan, { limit, isSpent: () => budget.isSpent })) {
      last = page;
      Count += page.count;
      ScannedCount += page.scannedCount;
      const lines = page.items.map((item) => `{"Item":${toTypedJsonText(item)}}\n`);
      // An empty chunk would be taken for the end by some.
      if (lines.length > 0) yield lines.join('');
    }
  } catch (error) {
    yield `${jsonText(dashboard.errorJson(error))}\n`;
    return;
  }
  const key = last?.stoppedBy === undefined ? undefined : last.lastEvaluatedKey;
  const end: Omit<ItemsEnd, 'LastEvaluatedKey'> = {
    Count,
    ScannedCount,
    stoppedBy: key === undefined ? null : last?.stoppedBy === 'limit' ? 'limit' : 'max-units',
    units: usedUnits(meter),
    used: usedUnits(dashboard.options.meter),
  };
  const LastEvaluatedKey = key === undefined ? 'null' : toTypedJsonText(key);
  yield `{"end":${jsonText(end, { LastEvaluatedKey })}}\n`;
}
