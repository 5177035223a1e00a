import { ColumnSet, columnValues } from '../../../src/lib/csv/column-set.ts';
import { parseTypedColumns } from '../../../src/lib/csv/column-type.ts';
import { csvItems } from '../../../src/lib/csv/csv-items.ts';
import { readingFlags } from '../../../src/lib/csv/csv-notes.ts';
import type { CsvReading } from '../../../src/lib/csv/csv-reading.ts';
import { CsvWriter, type CsvWriting } from '../../../src/lib/csv/csv-writer.ts';
import { SourceFindings } from '../../../src/lib/items/elements/source-findings.ts';
import type { Item } from '../../../src/lib/items/values/attribute-value.ts';

export const PLAIN_READING: CsvReading = {
  keys: new Map([['id', { type: 'S', isOfTable: true }]]),
  columns: [],
  isText: false,
  takesEmptyStrings: false,
  unescapesFormulas: false,
  command: ['put', 'f.csv'],
  isChecked: false,
  isOneOfSeveral: false,
};

/** The text as a file that comes in pieces of a few bytes. */
export async function* inPieces(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function readCsv(
  text: string | Uint8Array,
  reading: Partial<CsvReading> = {},
): Promise<{ items: Item[]; lines: number[]; notes: string[] }> {
  const findings = new SourceFindings();
  const batches = csvItems(inPieces(text), 'f.csv', { ...PLAIN_READING, ...reading }, findings);
  const items: Item[] = [];
  const lines: number[] = [];
  for await (const batch of batches) {
    items.push(...batch.map(({ item }) => item));
    lines.push(...batch.map(({ line }) => line));
  }
  return { items, lines, notes: findings.notes() };
}

/** CSV with a column for each attribute of the items, and the flags that it is said to be read with. */
export function writeCsv(
  items: readonly Item[],
  writing: Partial<CsvWriting> = {},
): { text: string; flags: string[]; problems: string[] } {
  const all: CsvWriting = { nested: 'columns', escapesFormulas: false, hasByteOrderMark: false, ...writing };
  const columns = new ColumnSet();
  const values = items.map((item) => [...columnValues(item, all.nested)]);
  for (const [path, value] of values.flat()) columns.add(path, value);
  const paths = columns.paths(['id']);
  const writer = new CsvWriter(all);
  const rows = writer.rows(items, (item) => {
    const own = values[items.indexOf(item)] ?? [];
    return paths.map((path) => own.find(([other]) => JSON.stringify(other) === JSON.stringify(path))?.[1]);
  });
  return {
    text: writer.header(paths) + rows,
    flags: readingFlags(columns, paths, writer.counts),
    problems: columns.problems(paths),
  };
}

/** The reading that `put` and `restore` make of the flags. */
export function readingOf(flags: readonly string[]): Partial<CsvReading> {
  const at = flags.indexOf('--columns');
  return {
    columns: at === -1 ? [] : parseTypedColumns(flags[at + 1] ?? ''),
    takesEmptyStrings: flags.includes('--empty-strings'),
    unescapesFormulas: flags.includes('--unescape-formulas'),
  };
}
