import type { AttributePath } from '../../../lib/items/keys/attribute-path.ts';
import type { Item } from '../../../lib/items/values/attribute-value.ts';

/** How many items are printed. */
export const FORMAT_NAMES = ['table', 'typed', 'plain', 'csv'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** The most items that are held to be printed together, unless a `--limit` says otherwise. */
export const MAX_HELD_ITEMS = 10_000;

/** Turns items into text, page by page. Nothing is printed here. */
export interface ItemFormat {
  /** Whether items are held until the end, since all must be seen before the first can be printed. */
  readonly holdsItems: boolean;
  /** Text to print for these items now; may be empty. */
  page(items: readonly Item[]): string;
  /** Text to print after the last page, and what to tell the person about it. */
  end(): Promise<{ text: string; notes: readonly string[] }>;
}

export interface FormatOptions {
  /** The table's key attributes: shown first, and named in errors. */
  keyNames: readonly string[];
  /** Places in the items to show, in this order; all attributes of all items unless given. */
  columns: readonly AttributePath[] | undefined;
  /** Columns of the terminal. */
  width: number;
  /** Whether a terminal shows it, which would act on control characters. */
  isTerminal: boolean;
}
