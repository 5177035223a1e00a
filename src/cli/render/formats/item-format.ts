import type { CsvWriting } from '../../../lib/csv/csv-writer.ts';
import type { AutodyneError } from '../../../lib/errors/autodyne-error.ts';
import { countOf } from '../../../lib/errors/count-text.ts';
import type { AttributePath } from '../../../lib/items/keys/attribute-path.ts';
import type { Item } from '../../../lib/items/values/attribute-value.ts';

export const FORMAT_NAMES = ['table', 'typed', 'plain', 'csv'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** The maximum number of items held in memory for output, unless `--limit` is given. */
export const MAX_HELD_ITEMS = 10_000;

/** Items that a terminal shows, unless `--all` or `--limit` is given. */
export const SCREEN_ITEMS = 100;

/** Turns items into text, page by page. Nothing is printed here. */
export interface ItemFormat {
  /** All items are held in memory until the end. */
  readonly holdsItems: boolean;
  /** Text to print for these items now; may be empty. */
  page(items: readonly Item[]): string;
  /** Text to print after the last page, and notes for stderr. */
  end(): Promise<{ text: string; notes: readonly string[] }>;
  /** The error for more items than it may hold; without it, those that it holds are printed. */
  tooMany?(): AutodyneError;
}

export interface FormatOptions {
  /** The table's key attributes: shown first, and named in errors. */
  keyNames: readonly string[];
  /** Paths to show, in this order; `undefined` for all attributes of all items. */
  columns: readonly AttributePath[] | undefined;
  /** Only these were requested, so that the items do not show which names they have. */
  isProjected?: boolean;
  /** Columns of the terminal. */
  width: number;
  /** The output goes to a terminal, so control characters are escaped. */
  isTerminal: boolean;
  /** Maps as columns, and nothing else, by default. */
  csv?: CsvWriting;
}

/** The note in place of rows, where no item has a value in any of the columns that were chosen. */
export function noRowsNote(itemCount: number): string {
  return `${countOf(itemCount, 'item')} read; no rows are printed, because every cell would be empty`;
}
