import { AutodyneError } from '../../errors/autodyne-error.ts';
import { shellQuote } from '../../errors/command-text.ts';
import { BYTE } from '../../json/json-scanner.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { withFile } from './foreign-json.ts';

/**
 * A format that is not JSON, recognised by its first bytes, and the commands that convert it; `FILE` stands for the
 * file.
 */
interface ForeignFormat {
  what: string;
  /** Readable text, which CSV is too. */
  isText?: true;
  isIt(head: Buffer): boolean;
  wayOut: readonly string[];
}

/** The first bytes, which are enough to recognise a format by: those of tar, whose mark comes latest. */
export const FORMAT_HEAD_BYTES = 512;
const EXPORT_JSON =
  'export again as DynamoDB JSON: aws dynamodb export-table-to-point-in-time --export-format DYNAMODB_JSON …';
const PRINTS_JSON = "write it with Python's json.dumps, not with print";

const startsWith =
  (...starts: (string | number[])[]) =>
  (head: Buffer): boolean =>
    starts.some((start) => {
      const bytes = typeof start === 'string' ? Buffer.from(start, 'latin1') : Buffer.from(start);
      return head.subarray(0, bytes.length).equals(bytes);
    });
const matches =
  (pattern: RegExp) =>
  (head: Buffer): boolean =>
    pattern.test(head.toString('utf8').replace(/^\ufeff/, ''));

const isOpening = (byte: number | undefined): boolean => byte === BYTE.openBrace || byte === BYTE.openBracket;

const FORMATS: readonly ForeignFormat[] = [
  {
    what: 'UTF-32 text',
    isIt: startsWith([0xff, 0xfe, 0, 0], [0, 0, 0xfe, 0xff]),
    wayOut: ['iconv -f UTF-32 -t UTF-8 FILE > FILE.utf8'],
  },
  {
    what: 'UTF-16 text, as PowerShell writes with >, and spreadsheets as Unicode text',
    isIt: startsWith([0xff, 0xfe], [0xfe, 0xff]),
    wayOut: ['iconv -f UTF-16 -t UTF-8 FILE > FILE.utf8'],
  },
  {
    what: 'UTF-16 text',
    isIt: (head) => head[1] === 0 && head[0] !== 0 && (head[3] === 0 || isOpening(head[0])),
    wayOut: ['iconv -f UTF-16LE -t UTF-8 FILE > FILE.utf8'],
  },
  {
    what: 'UTF-16 text',
    isIt: (head) => head[0] === 0 && head[1] !== 0 && (head[2] === 0 || isOpening(head[1])),
    wayOut: ['iconv -f UTF-16BE -t UTF-8 FILE > FILE.utf8'],
  },
  {
    what: 'a workbook of a spreadsheet',
    isIt: (head) =>
      startsWith('PK\x03\x04')(head) && /\[Content_Types\]\.xml|opendocument/.test(head.toString('latin1')),
    wayOut: ['save it as CSV UTF-8 in the spreadsheet, then: autodyne put FILE.csv'],
  },
  { what: 'a zip archive', isIt: startsWith('PK\x03\x04', 'PK\x05\x06'), wayOut: ['unzip FILE -d FOLDER'] },
  {
    what: 'a tar archive',
    isIt: (head) => head.toString('latin1', 257, 262) === 'ustar',
    wayOut: ['tar -xf FILE'],
  },
  {
    what: 'compressed with gzip',
    isIt: startsWith([0x1f, 0x8b]),
    wayOut: ['gunzip -c FILE | autodyne put -', 'or restore it: autodyne restore FILE'],
  },
  {
    what: 'compressed with zstd',
    isIt: startsWith([0x28, 0xb5, 0x2f, 0xfd]),
    wayOut: ['zstd -dc FILE | autodyne put -', 'or restore it: autodyne restore FILE'],
  },
  { what: 'compressed with bzip2', isIt: startsWith('BZh'), wayOut: ['bunzip2 --keep FILE'] },
  { what: 'compressed with xz', isIt: startsWith('\xfd7zXZ\0'), wayOut: ['xz --decompress --keep FILE'] },
  { what: 'compressed with lz4', isIt: startsWith([0x04, 0x22, 0x4d, 0x18]), wayOut: ['lz4 -d FILE'] },
  { what: 'a 7z archive', isIt: startsWith("7z\xbc\xaf'\x1c"), wayOut: ['7z x FILE'] },
  { what: 'Amazon Ion, binary', isIt: startsWith([0xe0, 0x01, 0x00, 0xea]), wayOut: [EXPORT_JSON] },
  {
    what: 'Amazon Ion, text',
    isText: true,
    isIt: matches(/^\s*(?:\$ion_1_0\b|\{\s*(?:Item|'Item')\s*:)/),
    wayOut: [EXPORT_JSON],
  },
  {
    what: 'Parquet',
    isIt: startsWith('PAR1'),
    wayOut: [`duckdb -c "COPY (FROM 'FILE') TO 'FILE.jsonl' (FORMAT json)"`],
  },
  { what: 'Avro', isIt: startsWith('Obj\x01'), wayOut: ['avro-tools tojson FILE > FILE.jsonl'] },
  {
    what: "an SQLite database, as DynamoDB Local's is",
    isIt: startsWith('SQLite format 3\0'),
    wayOut: ['start DynamoDB Local with it, then: autodyne dump --endpoint-url http://127.0.0.1:8000'],
  },
  {
    what: 'lines of AWS Data Pipeline',
    isText: true,
    isIt: (head) => /^[^\n{[]{1,255}$/.test(head.toString('utf8', 0, Math.max(0, head.indexOf('\x03{"')))),
    wayOut: [
      `convert them to JSON, which autodyne can explain further: sed 's/\\x02/,"/g; s/\\x03/":/g; s/^/{"/; s/$/}/' FILE > FILE.jsonl`,
    ],
  },
  {
    what: 'a web page (HTML)',
    isText: true,
    isIt: matches(/^\s*<(?:!doctype html|html)\b/i),
    wayOut: ['it may be a sign-in page: sign in and download the file again'],
  },
  {
    what: 'XML',
    isText: true,
    isIt: matches(/^\s*<[?!A-Za-z]/),
    wayOut: ['convert it to JSON, and then to items (xq is part of yq): xq . FILE > FILE.json'],
  },
  {
    what: 'a Git LFS pointer',
    isText: true,
    isIt: matches(/^version https:\/\/git-lfs\./),
    wayOut: ['git lfs pull'],
  },
  {
    what: 'the output of print in Python',
    isText: true,
    isIt: matches(/^\s*[[{]\s*(?:\{\s*)?'/),
    wayOut: [PRINTS_JSON],
  },
  {
    what: 'YAML',
    isText: true,
    isIt: matches(/^\s*(?:---\s|- [\w'"]|[\w-]+:\s)/),
    wayOut: ['yq -o json FILE > FILE.json'],
  },
  {
    what: 'CSV or text in columns',
    isText: true,
    isIt: matches(/^[^\n{}[\]]*[^\n{}[\],;\t][,;\t][^\n{}[\]]*(?:\n|$)/),
    wayOut: ['put and restore read CSV, if it is that: autodyne put FILE --csv'],
  },
];

/**
 * Refuses a file that is no JSON, naming its format. Reads no further than it must: the first bytes are enough.
 * @throws AutodyneError `InvalidInput` with the commands that convert it
 */
export async function assertReadableBytes(cursor: ByteCursor): Promise<void> {
  const start = await cursor.ahead(2);
  if (start.length === 0 || (await startsLikeJson(cursor, start))) return;
  const head = Buffer.from(await cursor.ahead(FORMAT_HEAD_BYTES));
  const found = FORMATS.find(({ isIt }) => isIt(head));
  if (found !== undefined) throw otherFormat(found, cursor.name, 'JSON');
}

/**
 * Refuses a file that is no text, and so no CSV, by its first bytes.
 * @throws AutodyneError `InvalidInput` with the commands that convert it
 */
export function assertNoOtherFormat(bytes: Buffer, name: string): void {
  const head = bytes.subarray(0, FORMAT_HEAD_BYTES);
  const found = FORMATS.find(({ isIt, isText }) => isText === undefined && isIt(head));
  if (found !== undefined) throw otherFormat(found, name, 'CSV');
}

function otherFormat({ what, wayOut }: ForeignFormat, name: string, expected: string): AutodyneError {
  // The converted text is recognised as CSV by its name, or because that is said.
  const converted = (line: string): string =>
    expected === 'CSV' ? line.replace(/\bput -$/, 'put - --csv').replace('FILE.utf8', utf8Name(name)) : line;
  return new AutodyneError('InvalidInput', `${name}: this is ${what}, not ${expected}`, {
    suggestions: wayOut.map((line) => withFile(converted(line), name)),
    details: { file: name, format: what },
  });
}

/** The name for a file of CSV as UTF-8, as a shell takes it; `FILE` stands for the file. */
export function utf8Name(name: string): string {
  return /\.[ct]sv$/i.test(name) ? shellQuote(name.replace(/(?=\.[ct]sv$)/i, '.utf8')) : 'FILE.utf8.csv';
}

async function startsLikeJson(cursor: ByteCursor, start: Buffer): Promise<boolean> {
  if (start[0] === 0 || start[1] === 0) return false;
  const mark = start[0] === 0xef ? 3 : 0;
  const first = await cursor.tokenAhead(mark);
  const byte = cursor.byteAhead(first);
  if (byte === undefined) return true;
  if (byte !== BYTE.openBrace && byte !== BYTE.openBracket) return false;
  const second = cursor.byteAhead(await cursor.tokenAhead(first + 1));
  const closing = byte === BYTE.openBrace ? BYTE.closeBrace : BYTE.closeBracket;
  if (second === undefined || second === BYTE.quote || second === closing) return true;
  if (byte === BYTE.openBrace || second !== BYTE.openBrace) return false;
  const third = cursor.byteAhead(await cursor.tokenAhead((await cursor.tokenAhead(first + 1)) + 1));
  return third === undefined || third === BYTE.quote || third === BYTE.closeBrace;
}
