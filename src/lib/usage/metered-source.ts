import type { ReadPlan } from '../items/planner/read-request.ts';
import type { PageFacts, PageSource } from '../items/read/read-pages.ts';
import type { UnitMeter } from './unit-meter.ts';

/** The same source of pages, with each one counted when it arrives, before it is decided whether to request another. */
export function meteredSource<P extends PageFacts, R extends ReadPlan>(
  source: PageSource<P, R>,
  meter: UnitMeter,
): PageSource<P, R> {
  return {
    async ask(input) {
      const page = await source.ask(input);
      meter.addRead(page.consumedCapacity);
      return page;
    },
    cut: (page, count) => source.cut(page, count),
    lastKey: (page) => source.lastKey(page),
  };
}
