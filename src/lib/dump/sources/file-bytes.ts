import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { readFailure } from '../read-failure.ts';
import type { BytesInput } from './line-blocks.ts';

/**
 * The bytes of a file, a mebibyte at a time unless told.
 * @param name the file, as a person knows it
 * @throws AutodyneError `InvalidInput` when it cannot be read.
 */
export async function* fileBytes(
  path: string,
  name: string,
  pieceBytes = 1024 * 1024,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes })) yield chunk as Buffer;
  } catch (error) {
    throw isAutodyneError(error) ? error : readFailure(name, error);
  }
}

/**
 * A file for a thread that has nothing else to do: to wake one of Node's own threads for each piece takes longer than
 * to read it.
 */
export class BlockingFile implements BytesInput {
  readonly #file: number;
  readonly #name: string;

  /**
   * @param name the file, as a person knows it
   * @throws AutodyneError `InvalidInput` when it cannot be read.
   */
  constructor(path: string, name: string) {
    this.#name = name;
    this.#file = orFail(name, () => openSync(path, 'r'));
  }

  /** Its first bytes, which are still to be read. */
  head(sizeBytes: number): Buffer {
    const head = Buffer.alloc(sizeBytes);
    return head.subarray(
      0,
      orFail(this.#name, () => readSync(this.#file, head, 0, sizeBytes, 0)),
    );
  }

  read(memory: Buffer, from: number): number {
    return orFail(this.#name, () => readSync(this.#file, memory, from, memory.length - from, null));
  }

  close(): void {
    closeSync(this.#file);
  }
}

function orFail<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw readFailure(name, error);
  }
}

/** As {@link fileBytes}, blocking. */
export async function* fileBytesBlocking(
  path: string,
  name: string,
  pieceBytes: number,
): AsyncGenerator<Buffer> {
  const file = new BlockingFile(path, name);
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(pieceBytes);
      const size = file.read(piece, 0);
      if (size === 0) return;
      yield piece.subarray(0, size);
    }
  } finally {
    file.close();
  }
}
