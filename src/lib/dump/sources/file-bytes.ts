import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { readFailure } from '../read-failure.ts';

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
 * The same for a thread that has nothing else to do: to wake one of Node's own threads for each piece takes longer than
 * to read it.
 */
export async function* fileBytesBlocking(
  path: string,
  name: string,
  pieceBytes: number,
): AsyncGenerator<Buffer> {
  const orFail = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw readFailure(name, error);
    }
  };
  const file = orFail(() => openSync(path, 'r'));
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(pieceBytes);
      const size = orFail(() => readSync(file, piece, 0, pieceBytes, null));
      if (size === 0) return;
      yield piece.subarray(0, size);
    }
  } finally {
    closeSync(file);
  }
}
