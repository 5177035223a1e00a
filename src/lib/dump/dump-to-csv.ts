import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Compression, PARTIAL_SUFFIX } from '../archive/archive-layout.ts';
import type { DumpRequest } from '../archive/dump-request.ts';
import { syncFolder } from '../archive/durable-file.ts';
import { writeFailure, writing } from '../archive/write-failure.ts';
import { ITEM_LINE, itemLines } from '../bulk/item-lines.ts';
import { pageItems } from '../bulk/page-items.ts';
import type { RawPage } from '../bulk/raw-pages.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { ColumnSet, columnValues } from '../csv/column-set.ts';
import { type CsvCounts, CsvWriter, type CsvWriting, type NestedMaps } from '../csv/csv-writer.ts';
import type { TypedJsonItem } from '../digest/canonical-item.ts';
import { decodeTypedJson } from '../digest/typed-json-item.ts';
import { moveIfAbsent } from '../files/link-if-absent.ts';
import { SpillFile } from '../files/spill-file.ts';
import type { AttributePath } from '../items/keys/attribute-path.ts';
import type { AttributeValue, Item } from '../items/values/attribute-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { chunksInput, lineBlocks } from '../sources/line-blocks.ts';
import type { DumpProgress } from './dump-run.ts';
import { type DumpStreamOptions, dumpPages, interruptedDump } from './dump-stream.ts';
import { assertAbsent, beingWritten, madeMeanwhile } from './dump-to-file.ts';
import { createCompressor } from './writer/compress-chunk.ts';

/** The sums, columns and counts of a finished dump into CSV, from which the flags that read it are made. */
export interface CsvDump {
  progress: DumpProgress;
  columns: ColumnSet;
  paths: readonly AttributePath[];
  counts: CsvCounts;
}

export interface CsvDumpOptions extends Omit<DumpStreamOptions, 'allocate' | 'stoppedWay'> {
  keyNames: readonly string[];
  writing: CsvWriting;
  /** Called with the unfinished file once it is ours. */
  onBegun?: ((partial: string) => void) | undefined;
}

const STOPPED_WAY =
  'dump to a folder, which can be resumed; scan --from DIR --format csv then writes CSV, at no cost';

/**
 * Dumps into one file of CSV, compressed as the request says. Any item can add a column, so all are kept in a temporary
 * file until the last one is read; memory grows with the columns alone. The file appears complete or not at all, and
 * replaces no other; it is begun before the table is read, so that a folder which cannot be written to costs nothing.
 * @throws AutodyneError `AlreadyExists` when it exists, or another dump writes it; `InvalidInput` when it or the
 *   temporary file cannot be created, `Incomplete` when it cannot be written to its end; or as {@link dumpPages}.
 */
export async function dumpToCsv(
  client: ServiceClient,
  request: DumpRequest,
  path: string,
  options: CsvDumpOptions,
): Promise<CsvDump> {
  await assertAbsent(path);
  const items = await SpillFile.open();
  try {
    return await inNewFile(path, options.onBegun, async (file) => {
      const columns = new ColumnSet();
      const { nested } = options.writing;
      const keep = async (page: RawPage): Promise<void> => {
        for (const item of pageItems(page))
          for (const [column, value] of columnValues(decodeTypedJson(item), nested))
            columns.add(column, value);
        await items.write(itemLines(page, ITEM_LINE));
      };
      const reading = { ...options, stoppedWay: STOPPED_WAY };
      const progress = await dumpPages(client, request, keep, reading);
      const { itemCount } = progress;
      const paths =
        itemCount === 0 ? options.keyNames.map((name) => [name]) : columns.paths(options.keyNames);
      const writer = new CsvWriter(options.writing);
      const assertGoing = (): void => {
        if (options.signal?.aborted === true) throw interruptedDump(itemCount, STOPPED_WAY);
      };
      const texts = csvTexts(items, paths, writer, { nested, assertGoing });
      const contentSizeBytes = await writeAll(path, file, request.compression, texts);
      return { progress: { ...progress, contentSizeBytes }, columns, paths, counts: writer.counts };
    });
  } finally {
    await items.close();
  }
}

function itemOf(json: Buffer): Item {
  return decodeTypedJson(parseJson(json.toString()) as TypedJsonItem);
}

async function* csvTexts(
  spilled: SpillFile,
  paths: readonly AttributePath[],
  writer: CsvWriter,
  { assertGoing, nested }: { assertGoing: () => void; nested: NestedMaps },
): AsyncGenerator<string> {
  const names = paths.map((path) => JSON.stringify(path));
  yield writer.header(paths);
  for await (const { memory, lines } of lineBlocks(chunksInput(spilled.chunks()), 'temporary file')) {
    assertGoing();
    const items = lines.map(({ start, end }) => itemOf(memory.subarray(start, end)));
    yield writer.rows(items, (item) => {
      const values = new Map<string, AttributeValue>();
      for (const [path, value] of columnValues(item, nested)) values.set(JSON.stringify(path), value);
      return names.map((name) => values.get(name));
    });
  }
}

/** Gives a file its name once all of it was written, else removes it. */
async function inNewFile<T>(
  path: string,
  onBegun: ((partial: string) => void) | undefined,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const partial = path + PARTIAL_SUFFIX;
  const file = await openNew(path);
  onBegun?.(partial);
  let written: T;
  try {
    // Checked again: another dump may have ended before the unfinished file was ours.
    await assertAbsent(path);
    written = await write(file);
    await writing(path, async () => {
      await file.sync();
      await file.close();
    });
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
  if (!moveIfAbsent(partial, path)) throw madeMeanwhile(path);
  await writing(path, () => syncFolder(dirname(path)));
  return written;
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path + PARTIAL_SUFFIX, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw beingWritten(path);
    throw writeFailure(path, error, 'InvalidInput');
  }
}

/** @returns bytes before compression */
async function writeAll(
  path: string,
  file: FileHandle,
  compression: Compression,
  texts: AsyncIterable<string>,
): Promise<number> {
  const compressor = createCompressor(compression);
  let sizeBytes = 0;
  const write = (bytes: Buffer): Promise<void> => writing(path, () => file.writeFile(bytes));
  await write(compressor.start);
  for await (const text of texts) {
    const bytes = Buffer.from(text);
    sizeBytes += bytes.length;
    await write(await compressor.compress(bytes));
  }
  await write(await compressor.end());
  return sizeBytes;
}
