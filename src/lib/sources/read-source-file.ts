import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { tableOfJson } from '../archive/table-description.ts';
import type { CsvReading } from '../csv/csv-reading.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { jsonElements } from '../items/elements/json-elements.ts';
import { SourceFindings } from '../items/elements/source-findings.ts';
import { toTypedJsonText } from '../items/json/typed-json.ts';
import { parseJson } from '../json/parse-json.ts';
import { checkedBytes } from './checked-bytes.ts';
import { decompress } from './decompress.ts';
import { type ElementOptions, itemOfElement, type RepairCounts } from './element-item.ts';
import { type FileToRead, fileBytes } from './file-bytes.ts';
import { dataFileItems, type SourceItem } from './item-lines.ts';

/** Bytes of a file that are read at a time. */
export const READ_BYTES = 32 * 1024;

/** The least bytes of a batch of items, except for the last one. */
const BATCH_BYTES = 64 * 1024;

/** One file of a source, or its standard input. */
export interface SourceFile {
  /** As a person would name it. */
  name: string;
  /** `undefined` for a stream that was passed in. */
  path: string | undefined;
  /** A pipe or a device that a person named, to be read once. */
  isReadOnce?: boolean;
  /** Its path had no links when it was resolved, so that a link in it now is new and not followed. */
  isRealPath?: boolean;
  /** `lines` for a data file of ours or AWS's; `json` for any other JSON; `csv`, with `csv`, where that was said. */
  layout: 'lines' | 'json' | 'csv';
  csv?: CsvReading;
  /** By its manifest. */
  itemCount?: number;
  md5Base64?: string;
  /** Another program decompressed it since it was dumped; its MD5 is not known, its size may be. */
  isUnpacked?: boolean;
  contentSizeBytes?: number;
  /** The table whose items are wanted, where the file has those of several. */
  sourceTable?: string | undefined;
}

/** False for a stream that was passed in. */
export function hasPath(file: SourceFile): file is SourceFile & FileToRead {
  return file.path !== undefined;
}

export interface ReadOptions {
  isRepairingBinary: boolean;
  repairs: RepairCounts;
  /** The bytes of a file without a path. */
  stdin?: AsyncIterable<Buffer> | undefined;
  /** Reads a file; by default without blocking the thread. */
  bytesOf?: (file: FileToRead, pieceBytes: number) => AsyncIterable<Buffer>;
  /** Compare the file with the MD5 that its manifest has of it, while it is read. */
  isChecked?: boolean;
  /** Collects other facts about the files; one for all files of a source. */
  findings?: SourceFindings | undefined;
  /** Called with a schema that the file begins with (dyno's first line). */
  onTable?: ((table: TableDescription) => void) | undefined;
}

/**
 * The items of one file, in batches, compressed or not, as DynamoDB JSON. Memory does not grow with the file.
 * @throws AutodyneError `InvalidInput` naming file and line.
 */
export async function* readSourceFile(file: SourceFile, options: ReadOptions): AsyncGenerator<SourceItem[]> {
  const { bytesOf = fileBytes } = options;
  const raw = hasPath(file) ? bytesOf(file, READ_BYTES) : options.stdin;
  if (raw === undefined) throw new TypeError('a source without a path needs a stream');
  const chunks = decompress(options.isChecked === true ? checkedBytes(raw, file) : raw, file.name);
  const elementOptions: ElementOptions = {
    name: file.name,
    isRepairingBinary: options.isRepairingBinary,
    repairs: options.repairs,
  };
  const findings = options.findings ?? new SourceFindings(file.sourceTable);
  if (file.layout === 'lines') yield* dataFileItems(chunks, elementOptions);
  else if (file.csv !== undefined) yield* itemsOfRows(chunks, file.name, file.csv, findings);
  else {
    yield* jsonItems(chunks, elementOptions, { findings, onTable: options.onTable });
  }
}

async function* itemsOfRows(
  chunks: AsyncIterable<Buffer>,
  name: string,
  reading: CsvReading,
  findings: SourceFindings,
): AsyncGenerator<SourceItem[]> {
  // Only CSV needs its parser.
  const { csvItems } = await import('../csv/csv-items.ts');
  for await (const items of csvItems(chunks, name, reading, findings))
    yield items.map(({ item, line }) => ({ bytes: Buffer.from(toTypedJsonText(item)), line }));
}

async function* jsonItems(
  chunks: AsyncIterable<Buffer>,
  options: ElementOptions,
  { findings, onTable }: Pick<ReadOptions, 'findings' | 'onTable'>,
): AsyncGenerator<SourceItem[]> {
  let items: SourceItem[] = [];
  let sizeBytes = 0;
  let isFirst = true;
  for await (const elements of jsonElements(chunks, options.name, { findings })) {
    for (const element of elements) {
      const table = isFirst ? schemaOf(element.bytes) : undefined;
      isFirst = false;
      if (table !== undefined) {
        onTable?.(table);
        continue;
      }
      const bytes = itemOfElement(element, options);
      items.push({ bytes, line: element.line, column: element.column });
      sizeBytes += bytes.length;
    }
    if (sizeBytes < BATCH_BYTES) continue;
    yield items;
    items = [];
    sizeBytes = 0;
  }
  if (items.length > 0) yield items;
}

function schemaOf(bytes: Buffer): TableDescription | undefined {
  if (!bytes.includes('"KeySchema"')) return undefined;
  try {
    return tableOfJson(parseJson(bytes.toString()));
  } catch {
    return undefined;
  }
}

/** The command for all CSV files of a folder; the shell puts their names in. */
export function csvFilesWay(folder: string): string {
  return `specify its files: ${commandText('restore', pathArg(folder.replace(/\/+$/, '')))}/*.csv`;
}
