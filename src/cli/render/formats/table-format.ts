import { countOf } from '../../../lib/errors/count-text.ts';
import { valuesAt } from '../../../lib/items/conditions/path-slip.ts';
import { toPlainJsonText, toPlainJsonValueText } from '../../../lib/items/json/plain-json-text.ts';
import { inReadingOrder } from '../../../lib/items/read/reading-order.ts';
import type { AttributeValue, Item } from '../../../lib/items/values/attribute-value.ts';
import { cleanText } from '../clean-text.ts';
import { columnsByInterest, isUncut, scalarText } from './column-order.ts';
import { headerOf, valueAt } from './columns.ts';
import { type FormatOptions, type ItemFormat, noRowsNote } from './item-format.ts';

/** One row for each item, as wide as the terminal; long values are cut (…). A single item is printed as `get` prints it. */
export class TableFormat implements ItemFormat {
  readonly holdsItems = true;
  readonly #options: FormatOptions;
  readonly #items: Item[] = [];

  constructor(options: FormatOptions) {
    this.#options = options;
  }

  page(items: readonly Item[]): string {
    for (const item of items) this.#items.push(item);
    return '';
  }

  async end(): Promise<{ text: string; notes: readonly string[] }> {
    const { isProjected, keyNames, width } = this.#options;
    const items = this.#items;
    if (items.length === 0) return { text: '', notes: ['no items'] };
    const [first, ...others] = items;
    if (first !== undefined && others.length === 0 && this.#options.columns === undefined) {
      const text = toPlainJsonText(inReadingOrder(first, keyNames), { indent: 2 });
      return { text: `${cleanText(text)}\n`, notes: [countOf(1, 'item')] };
    }
    const columns = this.#options.columns ?? columnsByInterest(items, keyNames);
    const absent = (isProjected ? [] : columns).flatMap(
      (path) => valuesAt(path, items, 'item here').slip ?? [],
    );
    const isBlank = columns.every((path) => items.every((item) => valueAt(item, path) === undefined));
    if (isBlank) return { text: '', notes: [...absent, noRowsNote(items.length)] };
    // Loaded when there is something to draw: it is the slowest part to load.
    const { drawTable } = await import('../draw-table.ts');
    const { lines, hidden } = drawTable(
      columns.map((path) => ({
        header: headerOf(path),
        isKey: path.length === 1 && keyNames.includes(String(path[0])),
        isUncut: isUncut(path, items),
        isNumber: items.every((item) => isNumberOrAbsent(valueAt(item, path))),
        cells: items.map((item) => cellText(valueAt(item, path), width)),
      })),
      width,
    );
    const text = lines.map((line) => `${line}\n`).join('');
    return { text, notes: [...absent, ...hiddenNote(hidden), countOf(items.length, 'item')] };
  }
}

function isNumberOrAbsent(value: AttributeValue | undefined): boolean {
  return value === undefined || value.N !== undefined;
}

/** A string unchanged, a set as its elements, a map `{3}` or list `[2]` as its size; cut to what the terminal can show. */
function cellText(value: AttributeValue | undefined, width: number): string {
  if (value === undefined) return '';
  return wholeText(value).slice(0, width + 1);
}

function wholeText(value: AttributeValue): string {
  if (value.S === '') return '""';
  if (value.M !== undefined) return `{${Object.keys(value.M).length}}`;
  if (value.L !== undefined) return `[${value.L.length}]`;
  return scalarText(value) ?? toPlainJsonValueText(value);
}

function hiddenNote(hidden: readonly string[]): string[] {
  if (hidden.length === 0) return [];
  return [
    `columns not shown: ${hidden.join(', ')} (choose columns with --attributes, or show all with --format plain)`,
  ];
}
