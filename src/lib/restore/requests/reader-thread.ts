import { statSync } from 'node:fs';
import { checkFileChecksum } from '../../sources/check-checksums.ts';
import { noRepairs, type RepairCounts } from '../../sources/element-item.ts';
import type { SourceFile } from '../../sources/read-source-file.ts';
import { ThreadCalls } from '../../threads/thread-calls.ts';
import type { FileToRestore } from './item-blocks.ts';
import type { ReaderCalls, ReadPack, RequestOrder } from './reader-messages.ts';
import { RepeatedKeys } from './repeated-keys.ts';
import { type ReadyBatch, unpackRequests } from './request-pack.ts';
import { requestPacks } from './request-packs.ts';

export interface RequestReadOptions extends RequestOrder {
  /** Counts the repairs in the batches that were taken. */
  repairs: RepairCounts;
  /** Called at the end with the number of items that have the same key as an earlier one, if they are to be counted. */
  onRepeatedKeys?: ((count: number | undefined) => void) | undefined;
  /** The bytes of a file without a path. */
  stdin?: AsyncIterable<Buffer> | undefined;
}

/** Packs that are requested before they are needed: one is built while another is being transferred. */
const READ_AHEAD = 2;

/** The calling thread has read as much before another one has started. */
const SMALL_BYTES = 128 * 1024;

/**
 * A thread that reads a source's files and builds requests from their items, while the calling thread sends them. One
 * serves one source at a time.
 */
export class ReaderThread {
  /** Undefined where the calling thread reads. */
  readonly #calls: ThreadCalls<ReaderCalls> | undefined;
  /** Memory to be used again; new pieces for each pack would fragment memory. */
  readonly #spares: ArrayBuffer[] = [];

  /** @param source of which it is known before; where it is small, or standard input, no thread is started */
  constructor(source?: readonly SourceFile[]) {
    if (source === undefined || !isReadHere(source))
      this.#calls = new ThreadCalls<ReaderCalls>(new URL('./reader-worker.js', import.meta.url));
  }

  get isThread(): boolean {
    return this.#calls !== undefined;
  }

  /**
   * The requests that put the items of a source's files, some at a time. A file without a path (standard input) is read
   * here.
   * @throws AutodyneError `InvalidInput` naming file and line.
   */
  async *batches(
    files: readonly FileToRestore[],
    options: RequestReadOptions,
  ): AsyncGenerator<Iterable<ReadyBatch>> {
    const { frame, repairs } = options;
    const calls = files.some(({ source }) => source.path === undefined) ? undefined : this.#calls;
    const packs =
      calls === undefined ? this.#readHere(files, options) : this.#readThere(calls, files, options);
    for await (const pack of packs) {
      repairs.bufferObjects += pack.repairs.bufferObjects;
      repairs.doubleBase64 += pack.repairs.doubleBase64;
      yield unpackRequests(pack, frame, (memory) => this.#spares.push(memory));
    }
  }

  /**
   * Compares files with the MD5 that a manifest has of them, on both threads at once.
   * @throws AutodyneError `InvalidInput` naming a file that was changed.
   */
  async check(files: readonly SourceFile[]): Promise<void> {
    const left = [...files];
    const checkWith = async (check: (file: SourceFile) => Promise<void>): Promise<void> => {
      try {
        for (let file = left.pop(); file !== undefined; file = left.pop()) await check(file);
      } catch (error) {
        // The other thread has nothing left to do either.
        left.length = 0;
        throw error;
      }
    };
    const calls = this.#calls;
    await Promise.all([
      calls && checkWith((file) => calls.call('check', { file })),
      checkWith(checkFileChecksum),
    ]);
  }

  async close(): Promise<void> {
    await this.#calls?.close();
  }

  async *#readThere(
    calls: ThreadCalls<ReaderCalls>,
    files: readonly FileToRestore[],
    order: RequestReadOptions,
  ): AsyncGenerator<ReadPack> {
    const { frame, isShuffling, isRepairingBinary, key } = order;
    await calls.call('open', { files, order: { frame, isShuffling, isRepairingBinary, key } });
    const asked: Promise<ReadPack | undefined>[] = [];
    try {
      for (;;) {
        while (asked.length <= READ_AHEAD) asked.push(this.#next(calls));
        const pack = await asked.shift();
        if (pack === undefined) {
          if (key !== undefined) order.onRepeatedKeys?.(await calls.call('repeatedKeys', undefined));
          return;
        }
        yield pack;
      }
    } finally {
      // The packs that were read ahead are dropped, and so are their failures.
      await Promise.allSettled(asked);
      await calls.call('close', undefined).catch(() => undefined);
    }
  }

  #next(calls: ThreadCalls<ReaderCalls>): Promise<ReadPack | undefined> {
    const spare = this.#spares.pop();
    const pack = calls.call('next', { spare }, spare === undefined ? [] : [spare]);
    // It may fail before it is awaited, which is when the failure is thrown.
    pack.catch(() => undefined);
    return pack;
  }

  async *#readHere(files: readonly FileToRestore[], options: RequestReadOptions): AsyncGenerator<ReadPack> {
    const takeSpare = (): ArrayBuffer | undefined => this.#spares.pop();
    const repeatedKeys = options.key && new RepeatedKeys(options.key);
    try {
      // Repairs made here are counted at once.
      for await (const pack of requestPacks(files, { ...options, repeatedKeys, takeSpare }))
        yield { ...pack, repairs: noRepairs() };
      if (repeatedKeys !== undefined) options.onRepeatedKeys?.(await repeatedKeys.repeatedCount());
    } finally {
      await repeatedKeys?.close();
    }
  }
}

function isReadHere(source: readonly SourceFile[]): boolean {
  let sizeBytes = 0;
  for (const { path, isReadOnce = false } of source) {
    if (path === undefined) return true;
    const stats = isReadOnce ? undefined : statSync(path, { throwIfNoEntry: false });
    // What is no file, or not there, is refused in the words of whoever reads it.
    if (stats?.isFile() !== true) return false;
    sizeBytes += stats.size;
    if (sizeBytes > SMALL_BYTES) return false;
  }
  return true;
}
