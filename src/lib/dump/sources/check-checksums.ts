import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { readFailure } from '../read-failure.ts';
import { changedBytes } from './checked-bytes.ts';
import type { SourceFile } from './read-source-file.ts';

const READ_BYTES = 256 * 1024;

/**
 * Compares each file that has an MD5 in a manifest with it, so that nothing of a damaged dump is written.
 * @throws AutodyneError `InvalidInput` naming the first file that was changed.
 */
export async function checkChecksums(files: readonly SourceFile[]): Promise<void> {
  for (const { name, path, md5Base64 } of files) {
    if (md5Base64 === undefined || path === undefined) continue;
    const actual = await md5Of(path).catch((error: unknown) => {
      throw readFailure(name, error);
    });
    if (actual !== md5Base64) throw changedBytes(name);
  }
}

async function md5Of(path: string): Promise<string> {
  const file = await open(path);
  try {
    return await md5OfBytes(file);
  } finally {
    await file.close();
  }
}

/** Reads a piece while the one before it is hashed, and into the same memory again and again: fresh one costs as much. */
async function md5OfBytes(file: FileHandle): Promise<string> {
  const md5 = createHash('md5');
  const read = (memory: Buffer): Promise<Buffer> =>
    file.read(memory, 0, memory.length).then(({ bytesRead }) => memory.subarray(0, bytesRead));
  let [memory, spare] = [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)];
  for (let piece = await read(memory); piece.length > 0; ) {
    [memory, spare] = [spare, memory];
    const next = read(memory);
    md5.update(piece);
    piece = await next;
  }
  return md5.digest('base64');
}
