import type { AttributePath } from '../../../lib/items/keys/attribute-path.ts';
import { type AttributeValue, getAttribute, type Item } from '../../../lib/items/values/attribute-value.ts';
import { displayWidth } from '../../text/text-width.ts';
import { allColumns, valueAt } from './columns.ts';

/**
 * The columns of a table in the order in which people need them, since those at the right may find no room: the key's;
 * scalars that half of the items or more have and that are not all the same, short ones and words before prose; other
 * scalars; maps, lists and binary; last those without a value in any item. By name where that is equal.
 */
export function columnsByInterest(items: readonly Item[], keyNames: readonly string[]): AttributePath[] {
  const columns = allColumns(items, keyNames);
  const ranks = new Map(columns.map((path) => [path, rankOf(path, items, keyNames)]));
  return columns.sort((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0));
}

function rankOf(path: AttributePath, items: readonly Item[], keyNames: readonly string[]): number {
  const name = String(path[0]);
  if (keyNames.includes(name)) return 0;
  const values = items.flatMap((item) => getAttribute(item, name) ?? []).filter((value) => !isEmpty(value));
  if (values.length === 0) return 5;
  const texts = values.map(scalarText);
  if (texts.includes(undefined)) return 4;
  const isFilled = values.length * 2 >= items.length;
  if (!isFilled || new Set(texts).size === 1) return 3;
  return isUncut(path, items) ? 1 : 2;
}

/** Prose of more columns is cut before anything else is. */
const SHORT_WIDTH = 24;
/** A word that is longer says as much when it is cut: an address, a token. */
const UNBROKEN_WIDTH = 40;

/** True of a column whose values lose their meaning when they are cut: dates, ids, numbers, single words, short names. */
export function isUncut(path: AttributePath, items: readonly Item[]): boolean {
  return items.every((item) => {
    const value = valueAt(item, path);
    if (value === undefined) return true;
    const text = scalarText(value);
    if (text === undefined) return value.M !== undefined || value.L !== undefined;
    return displayWidth(text) <= (/\s/.test(text) ? SHORT_WIDTH : UNBROKEN_WIDTH);
  });
}

/** The text of a string, number, boolean, null or set; `undefined` for other types. */
export function scalarText(value: AttributeValue): string | undefined {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return value.N;
  if (value.BOOL !== undefined) return String(value.BOOL);
  if (value.NULL !== undefined) return 'null';
  return (value.SS ?? value.NS)?.join(', ');
}

function isEmpty({ L, M, NULL, S }: AttributeValue): boolean {
  return NULL === true || S === '' || L?.length === 0 || (M !== undefined && Object.keys(M).length === 0);
}
