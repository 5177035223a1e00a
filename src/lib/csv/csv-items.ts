import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import type { SourceFindings } from '../items/elements/source-findings.ts';
import { type AttributeValue, getAttribute, type Item, newItem } from '../items/values/attribute-value.ts';
import { waysOfCell } from './cell-ways.ts';
import { type CsvColumn, type CsvReading, csvColumns } from './csv-reading.ts';
import { type CsvCell, type CsvRow, csvRows } from './csv-rows.ts';
import { shownCell, valueOfCell } from './read-cell.ts';
import { TypeGuess } from './type-guess.ts';
import { unescapeFormula } from './write-cell.ts';

/** An item and the line that its row begins on. */
export interface CsvItem {
  item: Item;
  line: number;
}

/**
 * The items of a file of CSV, in batches. Its first row names the columns. An empty cell is an absent attribute, and a
 * row of nothing but empty cells no item.
 * @throws AutodyneError `InvalidInput` naming file, line and column
 */
export async function* csvItems(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  reading: CsvReading,
  findings: SourceFindings,
): AsyncGenerator<CsvItem[], void> {
  const facts = findings.begin(name);
  let hasCommas = true;
  const onSeparator = (separators: string): void => {
    hasCommas = separators === 'commas';
    if (!hasCommas) facts.readAs.add(`CSV with ${separators}`);
  };
  let rowItems: RowItems | undefined;
  for await (const rows of csvRows(chunks, name, needsQuotes(reading), onSeparator)) {
    const items: CsvItem[] = [];
    for (const row of rows) {
      if (rowItems === undefined) {
        rowItems = new RowItems(csvColumns(row.cells, name, reading), name, reading, hasCommas);
        continue;
      }
      const item = rowItems.itemOf(row);
      if (item !== undefined) items.push({ item, line: row.line });
    }
    facts.itemCount += items.length;
    if (items.length > 0) yield items;
  }
}

/** The columns of a file. @throws AutodyneError `InvalidInput` as {@link csvItems} does for its header */
export async function readCsvColumns(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  reading: CsvReading,
): Promise<readonly CsvColumn[]> {
  for await (const [header] of csvRows(chunks, name, false))
    return header === undefined ? [] : csvColumns(header.cells, name, reading);
  return [];
}

/**
 * Reads a whole file to see whether its columns without a type hold strings only.
 * @returns the headers of these columns
 * @throws AutodyneError `InvalidInput` naming all columns that do not, and the types that they could have
 */
export async function checkCsvTypes(
  open: () => AsyncIterable<Uint8Array>,
  name: string,
  reading: CsvReading,
): Promise<readonly string[]> {
  const found = await guessTypes(open(), name, reading, false);
  if (found === undefined || !found.isDoubtful) return found?.strings ?? [];
  // Quotes decide only which types are suggested.
  const again = await guessTypes(open(), name, reading, true);
  again?.check();
  return again?.strings ?? [];
}

/** True where quotes decide what a cell is. */
function needsQuotes({ columns, isChecked, isText, takesEmptyStrings }: CsvReading): boolean {
  const isMixed = columns.some(({ types }) => types.length > 1);
  return takesEmptyStrings || isMixed || (!isText && !isChecked);
}

/** @returns `undefined` where each column has a type */
async function guessTypes(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  reading: CsvReading,
  looksAtQuotes: boolean,
): Promise<TypeGuess | undefined> {
  let guess: TypeGuess | undefined;
  let hasCommas = true;
  const onSeparator = (separators: string): void => {
    hasCommas = separators === 'commas';
  };
  for await (const rows of csvRows(chunks, name, looksAtQuotes, onSeparator)) {
    for (const row of rows) {
      if (guess === undefined) {
        const columns = csvColumns(row.cells, name, reading);
        if (reading.isText || columns.every(({ types }) => types !== undefined)) return undefined;
        guess = new TypeGuess(columns, name, reading, hasCommas);
      } else guess.add(row);
    }
  }
  return guess;
}

/** Makes items of the rows of one file. */
class RowItems {
  readonly #columns: readonly CsvColumn[];
  readonly #name: string;
  readonly #reading: CsvReading;
  /** Of a file that can be read only once, each row is looked at on its turn. */
  readonly #guess: TypeGuess | undefined;

  constructor(columns: readonly CsvColumn[], name: string, reading: CsvReading, hasCommas: boolean) {
    this.#columns = columns;
    this.#name = name;
    this.#reading = reading;
    if (!reading.isText && !reading.isChecked) this.#guess = new TypeGuess(columns, name, reading, hasCommas);
  }

  itemOf(row: CsvRow): Item | undefined {
    const { cells, line } = row;
    if (cells.every((cell) => this.#isAbsent(cell))) return undefined;
    if (cells.length !== this.#columns.length) {
      const header = countOf(this.#columns.length, 'column');
      throw this.#error(line, undefined, `${countOf(cells.length, 'cell')}, but the header has ${header}`);
    }
    this.#guess?.add(row);
    this.#guess?.check();
    const item = newItem();
    for (const [at, column] of this.#columns.entries()) {
      const cell = cells[at];
      if (cell !== undefined && !this.#isAbsent(cell))
        this.#set(item, column, cell, { line, number: at + 1 });
    }
    for (const [key, { isOfTable }] of this.#reading.keys) {
      if (isOfTable && getAttribute(item, key) === undefined)
        throw this.#error(line, key, 'the cell is empty, but it is a key of the table');
    }
    return item;
  }

  #isAbsent({ isQuoted, text }: CsvCell): boolean {
    return text === '' && !(isQuoted && this.#reading.takesEmptyStrings);
  }

  /** @param number of the column, from 1 */
  #set(
    item: Item,
    column: CsvColumn,
    cell: CsvCell,
    { line, number }: { line: number; number: number },
  ): void {
    const { header, path, types = ['S'] } = column;
    if (path === undefined)
      throw this.#error(
        line,
        undefined,
        `column ${number} has no name, but here a value: ${shownCell(cell.text)}`,
        ['name it in the header, or remove its values'],
      );
    const given = this.#reading.unescapesFormulas ? { ...cell, text: unescapeFormula(cell.text) } : cell;
    const value = valueOfCell(given, types);
    if (typeof value === 'string') throw this.#error(line, header, value, waysOfCell(given.text, types));
    let map = item;
    for (const name of path.slice(0, -1)) {
      const inner: AttributeValue = getAttribute(map, name) ?? { M: newItem() };
      if (inner.M === undefined)
        throw this.#error(line, header, `${name} has a value already, which is not a map`, [dotWay(header)]);
      map[name] = inner;
      map = inner.M;
    }
    const last = path.at(-1) ?? '';
    const before = getAttribute(map, last);
    const isEmptyMap = value.M !== undefined && Object.keys(value.M).length === 0;
    if (before?.M !== undefined && isEmptyMap) return;
    if (before !== undefined) {
      const inner = this.#columns.find((other) => isInside(other.path, path))?.header ?? '';
      throw this.#error(line, header, `column ${inner} has a value inside it`, [dotWay(inner)]);
    }
    map[last] = value.M === undefined ? value : { M: Object.assign(newItem(), value.M) };
  }

  #error(
    line: number,
    column: string | undefined,
    problem: string,
    suggestions: readonly string[] = [],
  ): AutodyneError {
    const where = column === undefined ? '' : `column ${column}: `;
    return new AutodyneError('InvalidInput', `${this.#name}:${line}: ${where}${problem}`, {
      suggestions,
      details: { file: this.#name, line, ...(column === undefined ? {} : { column }) },
    });
  }
}

function isInside(path: readonly string[] | undefined, outer: readonly string[]): boolean {
  return path !== undefined && path.length > outer.length && outer.every((name, at) => name === path[at]);
}

/** For a dot that was not meant to separate a map from its member. */
function dotWay(header: string): string {
  return `if the dot belongs to the name of an attribute, write a backslash before it in the header: ${header.replaceAll('.', '\\.')}`;
}
