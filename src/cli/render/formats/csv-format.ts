import { stringify } from 'csv-stringify/sync';
import { AutodyneError } from '../../../lib/errors/autodyne-error.ts';
import { countOf } from '../../../lib/errors/count-text.ts';
import { valuesAt } from '../../../lib/items/conditions/path-slip.ts';
import { toPlainJsonText } from '../../../lib/items/json/plain-json-text.ts';
import type { AttributePath } from '../../../lib/items/keys/attribute-path.ts';
import { keyOf } from '../../../lib/items/keys/key-of.ts';
import type { AttributeValue, Item } from '../../../lib/items/values/attribute-value.ts';
import { cleanText } from '../clean-text.ts';
import { allColumns, headerOf, valueAt } from './columns.ts';
import { type FormatOptions, type ItemFormat, MAX_HELD_ITEMS } from './item-format.ts';

/** Printed without quotes: a number, true, false, null, a header. */
interface Bare {
  bare: string;
}

const LOST_TYPES: Readonly<Record<string, string>> = {
  B: 'binary',
  SS: 'a set',
  NS: 'a set',
  BS: 'a set',
  L: 'a list',
  M: 'a map',
};

/**
 * CSV that keeps the type of each value: a string is always quoted; a number (with all its digits), `true`, `false` and
 * `null` never are. A missing attribute is an empty cell, an empty string is `""`. Other types are refused.
 * Streams if the columns are given; otherwise holds all items, because any of them can add a column.
 */
export class CsvFormat implements ItemFormat {
  readonly holdsItems: boolean;
  readonly #options: FormatOptions;
  readonly #held: Item[] = [];
  /** Of the columns, those without a value so far; `undefined` before the first page. */
  #absent: ReadonlySet<AttributePath> | undefined;
  /** The first items, whose names explain such a column. */
  readonly #sample: Item[] = [];
  #isHeaderDue = true;
  #rowCount = 0;

  constructor(options: FormatOptions) {
    this.#options = options;
    this.holdsItems = options.columns === undefined;
  }

  /** @throws AutodyneError `InvalidUsage` naming column and item, for a value that would lose its type. */
  page(items: readonly Item[]): string {
    const { columns } = this.#options;
    if (columns !== undefined) {
      this.#absent = new Set(
        [...(this.#absent ?? columns)].filter((path) => !items.some((item) => valueAt(item, path))),
      );
      this.#sample.push(...items.slice(0, SAMPLE_ITEMS - this.#sample.length));
      return this.#rows(items, columns);
    }
    for (const item of items) this.#held.push(item);
    return '';
  }

  async end(): Promise<{ text: string; notes: readonly string[] }> {
    const columns = this.#options.columns ?? allColumns(this.#held, this.#options.keyNames);
    const absent = this.#options.isProjected ? [] : [...(this.#absent ?? [])];
    const notes = absent.flatMap((path) => valuesAt(path, this.#sample, 'item here').slip ?? []);
    return { text: this.#rows(this.#held, columns), notes };
  }

  #rows(items: readonly Item[], columns: readonly AttributePath[]): string {
    const header = this.#isHeaderDue ? [columns.map((path): Cell => ({ bare: headerOf(path) }))] : [];
    this.#isHeaderDue = false;
    const rows = items.map((item) => {
      this.#rowCount += 1;
      return columns.map((path) => this.#cell(item, path));
    });
    return stringify([...header, ...rows], { quoted_string: true, cast: { object: bareText } });
  }

  #cell(item: Item, path: AttributePath): Cell {
    const value = valueAt(item, path);
    if (value === undefined) return undefined;
    if (value.S !== undefined) return this.#options.isTerminal ? cleanText(value.S) : value.S;
    if (value.N !== undefined) return { bare: value.N };
    if (value.BOOL !== undefined) return { bare: String(value.BOOL) };
    if (value.NULL !== undefined) return { bare: 'null' };
    throw this.#lostType(item, path, value);
  }

  #lostType(item: Item, path: AttributePath, value: AttributeValue): AutodyneError {
    const [type = ''] = Object.keys(value);
    const column = headerOf(path);
    const key = keyOf(item, this.#options.keyNames);
    const isNamed = Object.keys(key).length > 0;
    const which = isNamed ? toPlainJsonText(key) : `number ${this.#rowCount} (its key was not requested)`;
    const suggestions = [
      'choose columns: --columns A,B',
      'or use a format that supports every type: --format plain or typed',
    ];
    if (value.M !== undefined) suggestions.unshift(`choose a member of it: --columns ${column}.NAME`);
    return new AutodyneError(
      'InvalidUsage',
      `CSV cannot keep the type of column ${column}: it is ${LOST_TYPES[type] ?? type} in item ${which}`,
      {
        suggestions,
        details: { column, row: this.#rowCount, ...(isNamed ? { key: toPlainJsonText(key) } : {}) },
      },
    );
  }
}

/** Items whose names are known, to find the one that a column without values was meant to be. */
const SAMPLE_ITEMS = 100;

type Cell = string | Bare | undefined;

function bareText(cell: Record<string, unknown>): { value: string; quoted_string: boolean } {
  return { value: String(cell['bare']), quoted_string: false };
}

/** The error for more items than CSV without named columns may hold. */
export function tooManyForCsv(): AutodyneError {
  return new AutodyneError(
    'Incomplete',
    `more than ${countOf(MAX_HELD_ITEMS, 'item')}: without --columns, CSV needs all items before it can print the first`,
    {
      suggestions: [
        'to stream the items, specify columns: --columns A,B',
        'or set a limit: --limit N',
        'or stream all attributes: --format plain or typed',
      ],
    },
  );
}
