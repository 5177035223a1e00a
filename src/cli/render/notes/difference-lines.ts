import { toPlainJsonValueText } from '../../../lib/items/json/plain-json-text.ts';
import { formatAttributePath } from '../../../lib/items/keys/attribute-path.ts';
import { type ValueChange, valueChanges } from '../../../lib/items/update/value-changes.ts';
import type { AttributeValue, Item } from '../../../lib/items/values/attribute-value.ts';

/** A longer text of a value is cut around the first character in which the two differ. */
const MOST_CHARACTERS = 120;

/** Characters before that one that are shown. */
const BEFORE = 30;

/**
 * A line for each value in which two items differ, in the order of their names: its path, and what each side has.
 * @param sides how the two are called: `in dump`, `in table`
 */
export function differenceLines(first: Item, second: Item, sides: readonly [string, string]): string[] {
  return valueChanges(first, second)
    .map((change) => `    ${changeText(change, sides)}`)
    .sort();
}

function changeText(
  { path, before, after }: ValueChange,
  [first, second]: readonly [string, string],
): string {
  const name = formatAttributePath(path);
  if (before === undefined) return `${name}: not ${first}, ${cut(textOf(after), 0)} ${second}`;
  if (after === undefined) return `${name}: ${cut(textOf(before), 0)} ${first}, not ${second}`;
  const [one, other] = [textOf(before), textOf(after)];
  const from = firstDifference(one, other);
  return `${name}: ${cut(one, from)} ${first}, ${cut(other, from)} ${second}`;
}

function textOf(value: AttributeValue | undefined): string {
  return value === undefined ? '' : toPlainJsonValueText(value);
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** What is cut off at either side is a `…`; no character of two UTF-16 units is cut through. */
function cut(text: string, around: number): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const start = Math.max(0, Math.min(around - BEFORE, text.length - MOST_CHARACTERS));
  const part = text.slice(start, start + MOST_CHARACTERS).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  return `${start > 0 ? '…' : ''}${part}${start + MOST_CHARACTERS < text.length ? '…' : ''}`;
}
