import { writeFailure } from '../../archive/write-failure.ts';
import { EXPORT_LINE, itemLinesSizeBytes } from '../../bulk/item-lines.ts';
import type { PageMemory } from '../../bulk/page-memory.ts';
import type { RawPage } from '../../bulk/raw-pages.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { Semaphore } from '../../threads/semaphore.ts';
import type { ThreadCalls } from '../../threads/thread-calls.ts';
import type { LinesFileFacts } from './lines-file.ts';
import type { WriterCalls } from './writer-messages.ts';

/** A finished data file, as the journal records it. */
export interface WrittenFile extends LinesFileFacts {
  itemCount: number;
  /** Before compression. */
  contentSizeBytes: number;
}

/** Shared by the data files of one thread. */
export interface WriterParts {
  calls: ThreadCalls<WriterCalls>;
  /** Takes a page's memory back when it is written. */
  memory: PageMemory;
  /** For the pages that wait to be written. */
  semaphore: Semaphore;
}

/** A data file that another thread writes: see {@link WriterThread}. */
export class DataFileWriter {
  readonly #parts: WriterParts;
  readonly #file: number;
  readonly #path: string;
  #failure: unknown;
  #itemCount = 0;
  #contentSizeBytes = 0;

  constructor(parts: WriterParts, file: number, path: string) {
    this.#parts = parts;
    this.#file = file;
    this.#path = path;
  }

  /** Items taken so far. */
  get itemCount(): number {
    return this.#itemCount;
  }

  /** Bytes taken so far, before compression; a new file is begun by it. */
  get contentSizeBytes(): number {
    return this.#contentSizeBytes;
  }

  /**
   * Takes a page, and its memory with it: the page is empty afterwards. Resolves when another one may come, which is
   * before this one is written.
   * @throws AutodyneError `Incomplete` when a page before this one could not be written.
   */
  async write(page: RawPage): Promise<void> {
    const { calls, memory, semaphore } = this.#parts;
    await semaphore.acquire();
    if (this.#failure !== undefined) {
      semaphore.release();
      throw this.#failure;
    }
    this.#itemCount += page.items.length / 2;
    this.#contentSizeBytes += itemLinesSizeBytes(page.items, EXPORT_LINE);
    const { body, items } = page;
    void calls
      .call('write', { file: this.#file, body, items }, [body.buffer, items.buffer])
      .then((written) => memory.release(written))
      .catch((error: unknown) => {
        this.#failure ??= this.#writeError(error);
      })
      .finally(() => semaphore.release());
  }

  /**
   * Ends the file: it is complete, and on disk, when this resolves.
   * @throws AutodyneError `Incomplete` when it could not be written.
   */
  async finish(): Promise<WrittenFile> {
    try {
      const facts = await this.#parts.calls.call('finish', { file: this.#file });
      return { ...facts, itemCount: this.#itemCount, contentSizeBytes: this.#contentSizeBytes };
    } catch (error) {
      throw this.#writeError(error);
    }
  }

  /** Abandons the file, and removes it. */
  async abort(): Promise<void> {
    await this.#parts.calls.call('abort', { file: this.#file });
  }

  #writeError(error: unknown): unknown {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined) return writeFailure(this.#path, error);
    return new AutodyneError('Incomplete', `cannot write ${this.#path}: ${message}`, { cause: error });
  }
}
