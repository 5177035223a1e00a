import { createReadStream } from 'node:fs';
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
