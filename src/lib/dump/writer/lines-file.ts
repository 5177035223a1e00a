import { createHash } from 'node:crypto';
import { closeSync, fsync, openSync, unlinkSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Compression } from '../../archive/archive-layout.ts';
import { freeMemory } from '../../threads/free-memory.ts';
import { createCompressor } from './compress-chunk.ts';

/** The bytes of a finished file, as they are on disk. */
export interface LinesFileFacts {
  sizeBytes: number;
  md5Base64: string;
  md5Hex: string;
}

/**
 * A data file's bytes being written: compressed, hashed, and synced at its end. Hashes and writes on the thread that
 * calls it, which is meant to be one that has nothing else to do; compresses on Node's own threads.
 */
export class LinesFile {
  readonly #path: string;
  readonly #file: number;
  readonly #compressor;
  readonly #md5 = createHash('md5');
  #sizeBytes = 0;
  /** Settles when everything passed in so far is written. */
  #written: Promise<void>;

  /**
   * Creates the file, mode 0600.
   * @throws the system's error, `EEXIST` where something exists at the path.
   */
  constructor(path: string, compression: Compression) {
    this.#compressor = createCompressor(compression);
    this.#path = path;
    this.#file = openSync(path, 'wx', 0o600);
    this.#written = Promise.resolve();
    try {
      this.#append(this.#compressor.start);
    } catch (error) {
      this.#remove();
      throw error;
    }
  }

  /** Resolves when the lines are written, and their memory may be used again. */
  write(lines: Buffer<ArrayBuffer>): Promise<void> {
    const compressed = this.#compressor.compress(lines);
    this.#written = Promise.all([compressed, this.#written]).then(([bytes]) => {
      this.#append(bytes);
      if (bytes !== lines) freeMemory(bytes);
    });
    return this.#written;
  }

  /** Ends the file; it is on disk when this resolves. */
  async finish(): Promise<LinesFileFacts> {
    await this.#written;
    this.#append(await this.#compressor.end());
    // Not on this thread: the other files of a dump are written meanwhile, and synced at the same time.
    await promisify(fsync)(this.#file);
    closeSync(this.#file);
    const md5 = this.#md5.digest();
    return { sizeBytes: this.#sizeBytes, md5Base64: md5.toString('base64'), md5Hex: md5.toString('hex') };
  }

  /** Abandons the file, and removes it. */
  async abort(): Promise<void> {
    await this.#written.catch(() => undefined);
    this.#remove();
  }

  #remove(): void {
    closeSync(this.#file);
    unlinkSync(this.#path);
  }

  #append(bytes: Buffer): void {
    this.#md5.update(bytes);
    this.#sizeBytes += bytes.length;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }
}
