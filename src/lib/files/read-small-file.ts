import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AutodyneError } from '../errors/autodyne-error.ts';

const MEBIBYTE = 1024 * 1024;

/** What a file of ours has at most: a manifest of 200,000 data files takes 60 MB. */
export const SMALL_FILE_BYTES = 64 * MEBIBYTE;

const FOLDER = 'a folder';

const PIECE_BYTES = 256 * 1024;

export interface SmallFileOptions {
  maxBytes?: number;
  /** Whether what a person named may be a pipe, such as the shell's `<(command)`; a file of ours never is. */
  mayBePipe?: boolean;
}

/**
 * The content of a file that is small by nature, read whole. A symbolic link is followed, and only to a regular file:
 * a named pipe would be waited for for ever, a device never ends.
 * @throws AutodyneError `InvalidInput` for what is no regular file, or has more than `maxBytes`; the system's error where
 *   it cannot be opened.
 */
export async function readSmallFile(
  path: string,
  { maxBytes = SMALL_FILE_BYTES, mayBePipe = false }: SmallFileOptions = {},
): Promise<Buffer> {
  // Else opening a named pipe waits until somebody writes into it. Windows has none of this.
  const flags = constants.O_RDONLY | (mayBePipe ? 0 : (constants.O_NONBLOCK ?? 0));
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENXIO' ? irregular(path, 'a socket') : error;
  });
  try {
    const stats = await file.stat();
    const kind = irregularKind(stats);
    if (kind !== undefined && !(mayBePipe && stats.isFIFO())) throw irregular(path, kind);
    if (stats.size > maxBytes) throw tooLarge(path, maxBytes);
    return await readAll(file, path, maxBytes);
  } finally {
    await file.close();
  }
}

/** What a file is that is no regular one, in words. */
export function irregularKind(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return FOLDER;
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** The error for a file that is none. */
export function irregular(path: string, kind: string): AutodyneError {
  return new AutodyneError(
    'InvalidInput',
    `cannot read ${path}: it is ${kind}${kind === FOLDER ? '' : ', and no regular file'}`,
  );
}

/** A file may grow while it is read, and some tell no size. */
async function readAll(file: FileHandle, path: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, null);
    if (bytesRead === 0) return Buffer.concat(pieces);
    size += bytesRead;
    if (size > maxBytes) throw tooLarge(path, maxBytes);
    pieces.push(buffer.subarray(0, bytesRead));
  }
}

function tooLarge(path: string, maxBytes: number): AutodyneError {
  return new AutodyneError(
    'InvalidInput',
    `cannot read ${path}: it has more than ${maxBytes / MEBIBYTE} MiB, which no such file has`,
  );
}
