import { stringify } from 'csv-stringify/sync';
import type { AttributePath } from '../items/keys/attribute-path.ts';
import type { AttributeValue, Item } from '../items/values/attribute-value.ts';
import { csvHeader } from './column-name.ts';
import { type BareCell, escapeFormula, type WrittenCell, writtenCell } from './write-cell.ts';

/** A byte order mark: without it, older spreadsheets take UTF-8 for the system's own encoding. */
export const BYTE_ORDER_MARK = '\ufeff';

/** How maps are written: each member as a column, or as JSON in one cell. */
export type NestedMaps = 'columns' | 'json';

export interface CsvWriting {
  nested: NestedMaps;
  escapesFormulas: boolean;
  hasByteOrderMark: boolean;
}

/** Counts of what a reader of the file should know. */
export interface CsvCounts {
  rows: number;
  /** Of an empty string, or empty binary. */
  emptyCells: number;
  escaped: number;
}

/**
 * Writes rows of CSV: a string is always in quotes; a number (with all its digits), `true`, `false` and `null` never. A
 * missing attribute is an empty cell, an empty string is `""`.
 */
export class CsvWriter {
  readonly counts: CsvCounts = { rows: 0, emptyCells: 0, escaped: 0 };
  readonly #writing: CsvWriting;
  /** The form in which strings are shown, for a terminal. */
  readonly #shown: (text: string) => string;

  constructor(writing: CsvWriting, shown: (text: string) => string = (text) => text) {
    this.#writing = writing;
    this.#shown = shown;
  }

  /** The first line, and the byte order mark. */
  header(columns: readonly AttributePath[]): string {
    const cells = columns.map((path): BareCell => ({ bare: this.#text(csvHeader(path)) }));
    const mark = this.#writing.hasByteOrderMark ? BYTE_ORDER_MARK : '';
    return mark + this.#lines([cells]);
  }

  /** @param valuesOf the values of an item, one for each column */
  rows(items: readonly Item[], valuesOf: (item: Item) => readonly (AttributeValue | undefined)[]): string {
    return this.#lines(
      items.map((item) => {
        this.counts.rows += 1;
        return valuesOf(item).map((value) => this.#cell(value));
      }),
    );
  }

  /** Rows of empty cells. */
  blankRows(count: number, columnCount: number): string {
    this.counts.rows += count;
    return this.#lines([Array.from({ length: columnCount }, () => undefined)]).repeat(count);
  }

  #cell(value: AttributeValue | undefined): WrittenCell {
    if (value === undefined) return undefined;
    if (value.S === '' || value.B?.length === 0) this.counts.emptyCells += 1;
    return writtenCell(value, (text) => this.#text(text));
  }

  #text(text: string): string {
    if (!this.#writing.escapesFormulas) return this.#shown(text);
    const escaped = escapeFormula(text);
    if (escaped !== text) this.counts.escaped += 1;
    return this.#shown(escaped);
  }

  #lines(rows: WrittenCell[][]): string {
    return stringify(rows, { quoted_string: true, cast: { object: bareText } });
  }
}

function bareText(cell: Record<string, unknown>): { value: string; quoted_string: boolean } {
  return { value: String(cell['bare']), quoted_string: false };
}
