import { countOf } from '../../../lib/errors/count-text.ts';
import { toPlainJsonValueText } from '../../../lib/items/json/plain-json-text.ts';
import type { AttributeValue, Item } from '../../../lib/items/values/attribute-value.ts';
import { allColumns, headerOf, valueAt } from './columns.ts';
import type { FormatOptions, ItemFormat } from './item-format.ts';

/** One row for each item, as wide as the terminal; long values are cut (…). */
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
    const { keyNames, width } = this.#options;
    const items = this.#items;
    if (items.length === 0) return { text: '', notes: ['no items'] };
    const columns = this.#options.columns ?? allColumns(items, keyNames);
    // Loaded when there is something to draw: it is the slowest part to load.
    const { drawTable } = await import('../draw-table.ts');
    const { lines, hidden } = drawTable(
      columns.map((path) => ({
        header: headerOf(path),
        isKey: path.length === 1 && keyNames.includes(String(path[0])),
        isNumber: items.every((item) => isNumberOrAbsent(valueAt(item, path))),
        cells: items.map((item) => cellText(valueAt(item, path), width)),
      })),
      width,
    );
    const text = lines.map((line) => `${line}\n`).join('');
    return { text, notes: [...hiddenNote(hidden), countOf(items.length, 'item')] };
  }
}

function isNumberOrAbsent(value: AttributeValue | undefined): boolean {
  return value === undefined || value.N !== undefined;
}

/** A string unchanged, everything else as plain JSON; cut to what the terminal can show. */
function cellText(value: AttributeValue | undefined, width: number): string {
  if (value === undefined) return '';
  const text = value.S === undefined ? toPlainJsonValueText(value) : value.S === '' ? '""' : value.S;
  return text.slice(0, width + 1);
}

function hiddenNote(hidden: readonly string[]): string[] {
  if (hidden.length === 0) return [];
  return [
    `columns not shown: ${hidden.join(', ')} (choose columns with --attributes, or show all with --format plain)`,
  ];
}
