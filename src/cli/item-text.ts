import type { Item } from '../lib/items/attribute-value.ts';
import { toPlainJsonText } from '../lib/items/plain-json-text.ts';
import { inReadingOrder } from '../lib/items/reading-order.ts';

/** One item for a person: lossless plain JSON over several lines, the key first, without a line break at the end. */
export function itemText(item: Item, keyNames: readonly string[]): string {
  return toPlainJsonText(inReadingOrder(item, keyNames), { indent: 2 });
}
