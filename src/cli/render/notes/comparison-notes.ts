import { countOf } from '../../../lib/errors/count-text.ts';
import type { Comparison } from '../../../lib/verify/compare-items.ts';
import { cleanText } from '../clean-text.ts';

/** The first items that could not be compared, with the reason; the count is in the comparison. */
export function uncomparedLines({ uncompared }: Pick<Comparison, 'uncompared'>): string[] {
  return uncompared.map((reason) => cleanText(`not compared: ${reason}`));
}

/** Notes in addition to the differences: items that could not be compared, and repeated keys. */
export function comparisonNotes(comparison: Comparison, firstName: string, secondName: string): string[] {
  const { firstRepeatedKeys, secondRepeatedKeys, uncomparedCount } = comparison;
  const lines = uncomparedLines(comparison);
  if (uncomparedCount > 0) lines.push(`${countOf(uncomparedCount, 'item')} could not be compared`);
  for (const [name, count] of [
    [firstName, firstRepeatedKeys],
    [secondName, secondRepeatedKeys],
  ] as const) {
    if (count > 0)
      lines.push(`${name}: ${repeatedKeysText(count)}; only the last item of each key was compared`);
  }
  return lines;
}

/** `undefined` if no key is repeated, or keys were not counted. */
export function repeatedKeysNote(name: string, count: number | undefined): string | undefined {
  if (count === undefined || count === 0) return undefined;
  return cleanText(`${name}: ${repeatedKeysText(count)}: it is not certain which of them is kept`);
}

/** `2 items have the same key as an earlier one`. */
export function repeatedKeysText(count: number): string {
  return `${countOf(count, 'item')} ${count === 1 ? 'has' : 'have'} the same key as an earlier one`;
}
