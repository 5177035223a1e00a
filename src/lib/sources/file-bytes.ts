import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { readFailure } from '../files/read-failure.ts';
import { openRegular, openRegularSync } from '../files/regular-file.ts';
import type { BytesInput } from './line-blocks.ts';
import type { SourceFile } from './read-source-file.ts';

/** A file to be opened: a regular one, unless a person named it to be read once. */
export type FileToRead = Pick<SourceFile, 'name' | 'isReadOnce' | 'isRealPath'> & { path: string };

/**
 * The bytes of a file, a mebibyte at a time by default.
 * @throws AutodyneError `InvalidInput` when it cannot be read.
 */
export async function* fileBytes(file: FileToRead, pieceBytes = 1024 * 1024): AsyncGenerator<Buffer> {
  const { path, name, isReadOnce } = file;
  try {
    const opened = await (isReadOnce ? open(path) : openRegular(path, file));
    for await (const chunk of opened.createReadStream({ highWaterMark: pieceBytes })) yield chunk as Buffer;
  } catch (error) {
    throw isAutodyneError(error) ? error : readFailure(name, error);
  }
}

/**
 * A file read synchronously, for a thread that has nothing else to do: to wake one of Node's own threads for each piece
 * takes longer than to read it.
 */
export class BlockingFile implements BytesInput {
  readonly #file: number;
  readonly #name: string;

  /** @throws AutodyneError `InvalidInput` when it cannot be read. */
  constructor(file: FileToRead) {
    const { path, name, isReadOnce } = file;
    this.#name = name;
    this.#file = orFail(name, () => (isReadOnce ? openSync(path, 'r') : openRegularSync(path, file)));
  }

  /** Its first bytes, without consuming them. */
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
    throw isAutodyneError(error) ? error : readFailure(name, error);
  }
}

/** As {@link fileBytes}, blocking. */
export async function* fileBytesBlocking(file: FileToRead, pieceBytes: number): AsyncGenerator<Buffer> {
  yield* bytesOfOpen(new BlockingFile(file), pieceBytes);
}

/** The bytes of a file that is open; closes it at the end. */
export async function* bytesOfOpen(file: BlockingFile, pieceBytes: number): AsyncGenerator<Buffer> {
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
