import { Readable } from 'node:stream';
import { CsvError, Parser } from 'csv-parse';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { assertUtf8Text } from './utf8-text.ts';

export interface CsvCell {
  text: string;
  /** In quotes: the file has them for a string, or for all cells, or where they were needed. False if not looked at. */
  isQuoted: boolean;
}

export interface CsvRow {
  cells: readonly CsvCell[];
  /** The line that it begins on, from 1; a cell in quotes can have several lines. */
  line: number;
}

/** Rows are passed on in batches of this size: to wait for each takes longer than to read it. */
const BATCH_ROWS = 256;
/** Or of this many characters. */
const BATCH_LENGTH = 256 * 1024;

/** More than an item can have, in characters: a quote that is not closed ends here, not at the end of memory. */
const MOST_ROW_LENGTH = 16 * 1024 * 1024;

const SEPARATORS: ReadonlyMap<string, string> = new Map([
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
]);

/** A first line with which spreadsheets name the separator. */
const SEPARATOR_LINE = /^\ufeff?sep=([,;\t|])(?:\r\n?|\n)/i;

/**
 * The rows of CSV as RFC 4180 has it, the header among them; lines without any cell are left out. Separated by commas,
 * or by semicolons or tabs if the header has no comma and only one of these, or as a first line `sep=;` says.
 * @param looksAtQuotes says of each cell whether it is in quotes, which takes five times as long
 * @param onSeparator is called once with `commas`, `semicolons`, `tabs` or `vertical bars`
 * @throws AutodyneError `InvalidInput` naming file and line: not UTF-8, empty, or quotes that are not closed
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  looksAtQuotes: boolean,
  onSeparator: (separators: string) => void = () => undefined,
): AsyncGenerator<CsvRow[], void> {
  const { head, rest } = await withHead(assertUtf8Text(chunks, name));
  if (head.toString().trim() === '') {
    await rest.return?.();
    throw fileError(name, 'the file is empty: the command that wrote it probably failed');
  }
  const named = SEPARATOR_LINE.exec(head.toString());
  const delimiter = named?.[1] ?? separatorOf(head.toString());
  onSeparator(SEPARATORS.get(delimiter) ?? 'vertical bars');
  let line = named === null ? 1 : 2;
  const parser = new Parser({
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: MOST_ROW_LENGTH,
    ...(looksAtQuotes && { cast: (text, { quoting }) => ({ text, isQuoted: quoting }) satisfies CsvCell }),
    // Counted while it parses: where it fails, rows are not passed on any more.
    on_record: (record) => {
      const cells: CsvCell[] = looksAtQuotes
        ? (record as unknown as CsvCell[])
        : record.map((text) => ({ text, isQuoted: false }));
      const row: CsvRow = { cells, line };
      line += linesOf(row.cells);
      // The types know only of rows that are arrays of strings.
      return row as unknown as string[];
    },
  });
  const source = Readable.from(joined(head.subarray(Buffer.byteLength(named?.[0] ?? '')), rest));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let rows: CsvRow[] = [];
  let length = 0;
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      if (!isBlank(row.cells)) rows.push(row);
      length += row.cells.reduce((sum, { text }) => sum + text.length, 0);
      if (rows.length < BATCH_ROWS && length < BATCH_LENGTH) continue;
      yield rows;
      rows = [];
      length = 0;
    }
  } catch (error) {
    if (rows.length > 0) yield rows;
    throw error instanceof CsvError ? rowError(error, name, line) : error;
  } finally {
    source.destroy();
  }
  if (rows.length > 0) yield rows;
}

/** The lines of a row. (The parser counts CRLF in quotes twice.) */
function linesOf(cells: readonly CsvCell[]): number {
  return cells.reduce(
    (sum, { text }) => (/[\r\n]/.test(text) ? sum + (text.match(/\r\n|\n|\r/g)?.length ?? 0) : sum),
    1,
  );
}

function isBlank(cells: readonly CsvCell[]): boolean {
  return cells.length === 1 && cells[0]?.text === '' && !cells[0].isQuoted;
}

/** The bytes up to the end of the header, and those after them. */
async function withHead(
  chunks: AsyncIterable<Buffer>,
): Promise<{ head: Buffer; rest: AsyncIterator<Buffer> }> {
  const rest = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < MOST_ROW_LENGTH && bareHeader(head.toString()) === undefined) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, rest };
}

/**
 * The header without its quoted cells: the first line that is not blank, to the first end of a line that is not in
 * quotes; `undefined` where it does not end.
 */
function bareHeader(text: string): string | undefined {
  let bare = '';
  let isInQuotes = false;
  for (const character of text) {
    if (character === '"') isInQuotes = !isInQuotes;
    else if (!isInQuotes && /[\r\n]/.test(character)) {
      if (bare.trim() !== '') return bare;
    } else if (!isInQuotes) bare += character;
    // A header may have nothing but quoted cells.
    else if (bare === '') bare = '"';
  }
  return undefined;
}

function separatorOf(head: string): string {
  const bare = bareHeader(`${head}\n`) ?? '';
  const found = [...SEPARATORS.keys()].filter((separator) => bare.includes(separator));
  return found.length === 1 && found[0] !== undefined ? found[0] : ',';
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** @param line where the row begins that could not be read */
function rowError(error: CsvError, name: string, line: number): AutodyneError {
  const column = typeof error['index'] === 'number' ? `cell ${error['index'] + 1}: ` : '';
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return fileError(`${name}:${line}`, `${column}a quote is not closed`, [
        'a quote inside a quoted cell is written twice: "say ""hi"""',
      ]);
    case 'CSV_MAX_RECORD_SIZE':
      return fileError(
        `${name}:${line}`,
        `${column}the row is longer than an item can be: is a quote not closed?`,
      );
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return fileError(`${name}:${line}`, `${column}a quote in the middle of a cell`, [
        'write a cell that contains a quote in quotes, and the quote itself twice: "say ""hi"""',
      ]);
    default:
      return fileError(`${name}:${line}`, `${column}${error.message}`);
  }
}

function fileError(location: string, problem: string, suggestions: readonly string[] = []): AutodyneError {
  const [, file = location, line] = /^(.*):(\d+)$/s.exec(location) ?? [];
  return new AutodyneError('InvalidInput', `${location}: ${problem}`, {
    suggestions,
    details: { file, ...(line === undefined ? {} : { line: Number(line) }) },
  });
}
