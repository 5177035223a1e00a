import { type UnpackedItem, unpackItems } from './packed-items.ts';
import type { PackedItems, ReaderCalls } from './reader-messages.ts';
import { checkChecksums } from './sources/check-checksums.ts';
import { type ReadOptions, readSourceFile, type SourceFile } from './sources/read-source-file.ts';
import { ThreadCalls } from './thread-calls.ts';

/**
 * A thread that reads a source's files, while the calling one sends what they hold. One serves any number of files at
 * once.
 */
export class ReaderThread {
  readonly #calls = new ThreadCalls<ReaderCalls>('reader-worker');
  /** Memory that comes and goes; fresh pieces for each batch would leave holes that nothing fits into. */
  readonly #spare: ArrayBuffer[] = [];
  #lastFile = 0;

  /**
   * The items of one file as {@link readSourceFile} gives them; a batch is read ahead. What has no path (standard
   * input) is read here.
   * @throws AutodyneError `InvalidInput` naming file and line.
   */
  async *items(source: SourceFile, options: ReadOptions): AsyncGenerator<UnpackedItem[]> {
    if (source.path === undefined) {
      for await (const items of readSourceFile(source, options)) yield items.map(unshared);
      return;
    }
    this.#lastFile += 1;
    const file = this.#lastFile;
    const { isRepairingBinary, repairs } = options;
    await this.#calls.call('open', { file, source, isRepairingBinary });
    let next = this.#next(file);
    try {
      for (;;) {
        const packed = await next;
        if (packed === undefined) return;
        next = this.#next(file);
        repairs.bufferObjects += packed.repairs.bufferObjects;
        repairs.doubleBase64 += packed.repairs.doubleBase64;
        yield unpackItems(packed, (memory) => this.#spare.push(memory));
      }
    } finally {
      // Whatever became of the batch that was read ahead, nobody waits for it.
      await next.catch(() => undefined);
      await this.#calls.call('close', { file }).catch(() => undefined);
    }
  }

  /**
   * Compares files with the MD5 that a manifest has of them: every second one here, the others there.
   * @throws AutodyneError `InvalidInput` naming a file that was changed.
   */
  async check(sources: readonly SourceFile[]): Promise<void> {
    const there = sources.filter((_, index) => index % 2 === 1);
    const checks = await Promise.allSettled([
      checkChecksums(sources.filter((_, index) => index % 2 === 0)),
      there.length === 0 ? undefined : this.#calls.call('check', { sources: there }),
    ]);
    for (const check of checks) if (check.status === 'rejected') throw check.reason;
  }

  close(): Promise<void> {
    return this.#calls.close();
  }

  #next(file: number): Promise<PackedItems | undefined> {
    const spare = this.#spare.pop();
    return this.#calls.call('next', { file, spare }, spare === undefined ? [] : [spare]);
  }
}

function unshared(item: { bytes: Buffer; line: number }): UnpackedItem {
  return { ...item, release: () => undefined };
}
