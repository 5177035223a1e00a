import { countOf } from '../../../lib/errors/count-text.ts';
import type { PageFacts } from '../../../lib/items/read/read-pages.ts';

/** For where nobody waits to read it, so that nothing is read to find out more. */
export const NOTHING_HINT =
  'names, and types of values, must be those of the items; to see some items: autodyne scan --limit 3';

/** The notes on a few items that were read because nothing was found. */
export function lookedNotes(
  { consumedCapacity, count }: Pick<PageFacts, 'consumedCapacity' | 'count'>,
  slips: readonly string[],
): string[] {
  const cost = countOf(consumedCapacity?.CapacityUnits ?? 0, 'read unit');
  const read = `read ${countOf(count, 'item')} to find out why (${cost})`;
  if (slips.length === 0) return [`${read}: they have these attributes, with values of these types`];
  return [`${read}:`, ...slips.map((slip) => `  ${slip}`)];
}
