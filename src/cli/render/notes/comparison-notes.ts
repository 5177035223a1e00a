import { countOf } from '../../../lib/errors/count-text.ts';
import type { Comparison } from '../../../lib/verify/compare-items.ts';
import { cleanText } from '../clean-text.ts';

/** Which items of a comparison could not be compared, and why: the first few. */
export function uncomparedLines({ uncompared }: Pick<Comparison, 'uncompared'>): string[] {
  return uncompared.map((reason) => cleanText(`not compared: ${reason}`));
}

/** What a person is to know of a comparison beside the differences. */
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

/** What a person is to know of a source, or undefined where there is nothing. */
export function repeatedKeysNote(name: string, count: number | undefined): string | undefined {
  if (count === undefined || count === 0) return undefined;
  return cleanText(`${name}: ${repeatedKeysText(count)}: it is not certain which of them is kept`);
}

/** `2 items have the same key as an earlier one`. */
export function repeatedKeysText(count: number): string {
  return `${countOf(count, 'item')} ${count === 1 ? 'has' : 'have'} the same key as an earlier one`;
}
