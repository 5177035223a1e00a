import { toPlainJsonText } from '../../lib/items/json/plain-json-text.ts';
import { inReadingOrder } from '../../lib/items/read/reading-order.ts';
import type { Item } from '../../lib/items/values/attribute-value.ts';

/** One item as lossless plain JSON, indented, the key first, without a line break at the end. */
export function itemText(item: Item, keyNames: readonly string[]): string {
  return toPlainJsonText(inReadingOrder(item, keyNames), { indent: 2 });
}
