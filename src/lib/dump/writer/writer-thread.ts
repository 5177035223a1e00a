import type { Compression } from '../../archive/archive-layout.ts';
import { writeFailure } from '../../archive/write-failure.ts';
import { PageMemory } from '../../bulk/page-memory.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { Semaphore } from '../../threads/semaphore.ts';
import { ThreadCalls } from '../../threads/thread-calls.ts';
import { checkCompression } from './compress-chunk.ts';
import { DataFileWriter } from './data-file-writer.ts';
import type { WriterCalls } from './writer-messages.ts';

/** Pages that may wait to be written; more are not taken, which slows their scans down. */
const MAX_WAITING_PAGES = 4;

export interface DataFileOptions {
  /** Nothing may exist there. */
  path: string;
  compression: Compression;
}

/**
 * A thread that makes lines of pages, compresses, hashes and writes them, while the calling one reads the next pages.
 * One serves any number of data files at once. It must be closed, or the process does not end.
 * @example
 * const file = await thread.openDataFile({ path, compression: 'gzip' });
 * for await (const page of rawPages(client, 'Scan', input, { allocate: thread.allocate })) await file.write(page);
 * const { itemCount, md5Base64 } = await file.finish();
 */
export class WriterThread {
  readonly #calls = new ThreadCalls<WriterCalls>(new URL('./writer-worker.js', import.meta.url));
  readonly #memory = new PageMemory();
  readonly #semaphore = new Semaphore(MAX_WAITING_PAGES);
  #lastFile = 0;

  /** Gives pages the memory of those that are written. */
  readonly allocate = this.#memory.allocate;

  /**
   * Creates a data file, mode 0600.
   * @throws AutodyneError `AlreadyExists` when something exists there, `Incomplete` when it cannot be created;
   *   `InvalidUsage` for a compression that this Node does not have.
   */
  async openDataFile({ path, compression }: DataFileOptions): Promise<DataFileWriter> {
    checkCompression(compression);
    this.#lastFile += 1;
    const file = this.#lastFile;
    try {
      await this.#calls.call('open', { file, path, compression });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeFailure(path, error);
      throw new AutodyneError('AlreadyExists', `${path} already exists`, {
        suggestions: ['remove it, if it was left by a dump that was killed'],
        cause: error,
      });
    }
    return new DataFileWriter(
      { calls: this.#calls, memory: this.#memory, semaphore: this.#semaphore },
      file,
      path,
    );
  }

  /** Ends the thread. Files that are not finished are left as they are. */
  close(): Promise<void> {
    return this.#calls.close();
  }
}
