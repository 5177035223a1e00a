import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFilePath, PARTIAL_SUFFIX } from '../archive/archive-layout.ts';
import { writing } from '../archive/write-failure.ts';
import { type RawPage, rawPages } from '../bulk/raw-pages.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import type { DumpFolder } from './dump-folder.ts';
import { type DumpRun, StopScan } from './dump-run.ts';
import type { SegmentStart } from './resume-plan.ts';
import { dumpScanInput } from './scan-input.ts';
import type { DataFileWriter } from './writer/data-file-writer.ts';
import type { WriterThread } from './writer/writer-thread.ts';

/** A data file is finished at this size (before compression) or this age; see `docs/archive-format.md`, data/. */
export interface DataFileBounds {
  sizeBytes: number;
  ageMs: number;
}

export const DATA_FILE_BOUNDS: DataFileBounds = { sizeBytes: 64 * 1024 * 1024, ageMs: 5 * 60_000 };

export interface SegmentParts {
  client: ServiceClient;
  folder: DumpFolder;
  thread: WriterThread;
  run: DumpRun;
  bounds: DataFileBounds;
  /** The most items to evaluate in one request; DynamoDB's megabyte unless given. */
  pageItems: number | undefined;
}

/**
 * Scans one segment into data files until it ends or the run is to stop; the pages read by then are recorded.
 * @throws the error of reading or writing; before a failed read's error, the pages before it are recorded.
 */
export async function dumpSegment(start: SegmentStart, parts: SegmentParts): Promise<void> {
  const { client, folder, run, thread } = parts;
  const files = new SegmentFiles(start, parts);
  try {
    const pages = rawPages(client, 'Scan', dumpScanInput(folder.request, start, parts.pageItems), {
      beforeRequest: run.beforeRequest,
      signal: run.requestSignal,
      allocate: thread.allocate,
    });
    for await (const page of pages) await files.add(page);
  } catch (error) {
    if (files.isBroken) {
      await files.abort();
      throw error;
    }
    await files.finish().catch(async (failure: unknown) => {
      await files.abort();
      throw failure;
    });
    const isStopped = error instanceof StopScan || run.requestSignal.aborted;
    if (!isStopped) throw error;
  }
}

interface OpenFile {
  writer: DataFileWriter;
  path: string;
  startedAt: number;
  scannedCount: number;
  consumedReadUnits: number;
  lastEvaluatedKey: RawPage['lastEvaluatedKey'];
}

/** The data files of one segment, one after another. */
class SegmentFiles {
  /** Writing failed, so that the open file is of no use. */
  isBroken = false;
  readonly #segment: number;
  readonly #parts: SegmentParts;
  #fileNumber: number;
  #open: OpenFile | undefined;

  constructor(start: SegmentStart, parts: SegmentParts) {
    this.#segment = start.segment;
    this.#fileNumber = start.nextFileNumber;
    this.#parts = parts;
  }

  async add(page: RawPage): Promise<void> {
    await this.#orBroken(async () => {
      const { run, bounds } = this.#parts;
      const file = await this.#opened();
      const { lastEvaluatedKey, scannedCount } = page;
      const consumedReadUnits = page.consumedCapacity?.CapacityUnits ?? 0;
      const wanted = run.wanted(page.count);
      const sizeBefore = file.writer.contentSizeBytes;
      // The page's memory is transferred to the writing thread: nothing of it may be read after this.
      await file.writer.write(
        wanted < page.count ? { ...page, items: page.items.slice(0, wanted * 2) } : page,
      );
      file.scannedCount += scannedCount;
      file.consumedReadUnits += consumedReadUnits;
      file.lastEvaluatedKey = lastEvaluatedKey;
      const contentSizeBytes = file.writer.contentSizeBytes - sizeBefore;
      run.count({ itemCount: wanted, scannedCount, contentSizeBytes, consumedReadUnits });
      const isFull =
        file.writer.contentSizeBytes >= bounds.sizeBytes || Date.now() - file.startedAt >= bounds.ageMs;
      if (isFull || lastEvaluatedKey === undefined) await this.#finishOpen();
    });
  }

  /** Ends and records the open file, if there is one. */
  async finish(): Promise<void> {
    await this.#orBroken(() => this.#finishOpen());
  }

  async abort(): Promise<void> {
    await this.#open?.writer.abort().catch(() => undefined);
  }

  async #opened(): Promise<OpenFile> {
    if (this.#open !== undefined) return this.#open;
    const { folder, thread } = this.#parts;
    const path = dataFilePath(this.#segment, this.#fileNumber, folder.request.compression);
    const partial = join(folder.folder, path) + PARTIAL_SUFFIX;
    const writer = await thread.openDataFile({ path: partial, compression: folder.request.compression });
    this.#open = {
      writer,
      path,
      startedAt: Date.now(),
      scannedCount: 0,
      consumedReadUnits: 0,
      lastEvaluatedKey: undefined,
    };
    return this.#open;
  }

  async #finishOpen(): Promise<void> {
    if (this.#open === undefined) return;
    const { folder } = this.#parts;
    const { writer, path, scannedCount, consumedReadUnits, lastEvaluatedKey } = this.#open;
    const written = await writer.finish();
    const file = join(folder.folder, path);
    await writing(file, () => rename(file + PARTIAL_SUFFIX, file));
    await folder.record({
      path,
      itemCount: written.itemCount,
      md5Base64: written.md5Base64,
      etag: etagOf(written.md5Base64),
      segment: this.#segment,
      sizeBytes: written.sizeBytes,
      contentSizeBytes: written.contentSizeBytes,
      scannedCount,
      consumedReadUnits,
      lastEvaluatedKey,
    });
    this.#open = undefined;
    this.#fileNumber += 1;
  }

  async #orBroken(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.isBroken = true;
      throw error;
    }
  }
}

/** The ETag that S3 gives an object uploaded in one part. */
function etagOf(md5Base64: string): string {
  return `${createHash('md5').update(Buffer.from(md5Base64, 'base64')).digest('hex')}-1`;
}
