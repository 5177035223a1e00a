import { ColumnSet, columnValues } from '../../../lib/csv/column-set.ts';
import { csvNotes } from '../../../lib/csv/csv-notes.ts';
import { CsvWriter, type CsvWriting } from '../../../lib/csv/csv-writer.ts';
import { AutodyneError } from '../../../lib/errors/autodyne-error.ts';
import { commandText, shellQuote } from '../../../lib/errors/command-text.ts';
import { countOf } from '../../../lib/errors/count-text.ts';
import { valuesAt } from '../../../lib/items/conditions/path-slip.ts';
import { toPlainJsonText } from '../../../lib/items/json/plain-json-text.ts';
import { type AttributePath, formatAttributePath } from '../../../lib/items/keys/attribute-path.ts';
import { keyOf } from '../../../lib/items/keys/key-of.ts';
import type { AttributeValue, Item } from '../../../lib/items/values/attribute-value.ts';
import { cleanText } from '../clean-text.ts';
import { valueAt } from './columns.ts';
import { type FormatOptions, type ItemFormat, MAX_HELD_ITEMS, noRowsNote } from './item-format.ts';

/** Items whose names are known, to find the one that a column without values was meant to be. */
const SAMPLE_ITEMS = 100;

const AS_COLUMNS: CsvWriting = { nested: 'columns', escapesFormulas: false, hasByteOrderMark: false };

/**
 * CSV: a column for each attribute and each member of a map. Streams if the columns are given; otherwise holds all items,
 * because any of them can add a column.
 */
export class CsvFormat implements ItemFormat {
  readonly holdsItems: boolean;
  readonly #options: FormatOptions;
  readonly #writing: CsvWriting;
  readonly #writer: CsvWriter;
  readonly #seen = new ColumnSet();
  readonly #held: Item[] = [];
  /** Of the columns, those without a value so far; `undefined` before the first page. */
  #absent: ReadonlySet<AttributePath> | undefined;
  /** The first items, whose names explain such a column. */
  readonly #sample: Item[] = [];
  #isHeaderDue = true;
  /** Items without a value in any column, before the first one that has one: their rows are written with its row. */
  #blankItems = 0;

  constructor(options: FormatOptions) {
    this.#options = options;
    this.holdsItems = options.columns === undefined;
    this.#writing = options.csv ?? AS_COLUMNS;
    this.#writer = new CsvWriter(this.#writing, options.isTerminal ? cleanText : undefined);
  }

  /** @throws AutodyneError `InvalidUsage` naming column and item, for a map in a column that was chosen. */
  page(items: readonly Item[]): string {
    const { columns } = this.#options;
    if (columns === undefined) {
      for (const item of items) {
        this.#held.push(item);
        for (const [path, value] of columnValues(item, this.#writing.nested)) this.#seen.add(path, value);
      }
      return '';
    }
    this.#absent = new Set(
      [...(this.#absent ?? columns)].filter((path) => !items.some((item) => valueAt(item, path))),
    );
    this.#sample.push(...items.slice(0, SAMPLE_ITEMS - this.#sample.length));
    const header = this.#isHeaderDue ? this.#writer.header(columns) : '';
    this.#isHeaderDue = false;
    if (this.#absent.size === columns.length) {
      this.#blankItems += items.length;
      return header;
    }
    const blank = this.#writer.blankRows(this.#blankItems, columns.length);
    this.#blankItems = 0;
    return header + blank + this.#writer.rows(items, (item) => this.#chosen(item, columns, items));
  }

  async end(): Promise<{ text: string; notes: readonly string[] }> {
    const { columns, isProjected, keyNames } = this.#options;
    const absent = isProjected ? [] : [...(this.#absent ?? [])];
    const slips = absent.flatMap((path) => valuesAt(path, this.#sample, 'item here').slip ?? []);
    const paths = columns ?? (this.#held.length === 0 ? keyNames.map((name) => [name]) : this.#paths);
    let text = '';
    if (this.#isHeaderDue) text += this.#writer.header(paths);
    if (columns === undefined) text += this.#writer.rows(this.#held, (item) => this.#allValues(item, paths));
    const none = this.#blankItems === 0 ? [] : [noRowsNote(this.#blankItems)];
    return { text, notes: [...slips, ...none, ...csvNotes(this.#seen, paths, this.#writer.counts)] };
  }

  /** The error for more items than CSV without named columns may hold. */
  tooMany(): AutodyneError {
    return new AutodyneError(
      'Incomplete',
      `more than ${countOf(MAX_HELD_ITEMS, 'item')}: without --columns, CSV needs all items before it can print the first`,
      {
        suggestions: [
          `to stream the items, specify columns: --columns ${listed(this.#paths)}`,
          'or set a limit: --limit N',
          `or write the whole table to a file: ${commandText('dump', '--out', 'items.csv')}`,
        ],
      },
    );
  }

  get #paths(): AttributePath[] {
    return this.#seen.paths(this.#options.keyNames);
  }

  #allValues(item: Item, paths: readonly AttributePath[]): (AttributeValue | undefined)[] {
    const values = new Map<string, AttributeValue>();
    for (const [path, value] of columnValues(item, this.#writing.nested))
      values.set(JSON.stringify(path), value);
    return paths.map((path) => values.get(JSON.stringify(path)));
  }

  #chosen(
    item: Item,
    columns: readonly AttributePath[],
    page: readonly Item[],
  ): (AttributeValue | undefined)[] {
    return columns.map((path) => {
      const value = valueAt(item, path);
      this.#seen.add(path, value);
      const isMap = value?.M !== undefined && Object.keys(value.M).length > 0;
      if (isMap && this.#writing.nested === 'columns') throw this.#mapInColumn(item, path, columns, page);
      return value;
    });
  }

  #mapInColumn(
    item: Item,
    path: AttributePath,
    columns: readonly AttributePath[],
    page: readonly Item[],
  ): AutodyneError {
    const column = formatAttributePath(path);
    const key = keyOf(item, this.#options.keyNames);
    const isNamed = Object.keys(key).length > 0;
    const row = this.#writer.counts.rows;
    const which = isNamed ? toPlainJsonText(key) : `number ${row} (its key was not requested)`;
    const members = new ColumnSet();
    for (const other of page)
      for (const [inner, value] of columnValues(valueAt(other, path)?.M ?? {}, 'columns', path))
        members.add(inner, value);
    const better = columns.flatMap((one) => (one === path ? members.paths([]) : [one]));
    return new AutodyneError(
      'InvalidUsage',
      `column ${column} is a map in item ${which}: in CSV, each of its members is a column`,
      {
        suggestions: [
          `choose its members: --columns ${listed(better)}`,
          'or write it as JSON: --nested json',
          'or write a column for each attribute and each member: omit --columns and --attributes',
        ],
        details: { column, row, ...(isNamed ? { key: toPlainJsonText(key) } : {}) },
      },
    );
  }
}

/** As `--columns` takes them. */
function listed(paths: readonly AttributePath[]): string {
  return shellQuote(paths.map((path) => formatAttributePath(path)).join(','));
}
