import { closeSync, fstatSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { irregular, irregularKind, openRegular, openRegularSync } from './regular-file.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** The largest file of ours: a manifest of 200,000 data files takes 60 MB. */
const SMALL_FILE_BYTES = 64 * MEBIBYTE;

const PIECE_BYTES = 256 * KIBIBYTE;

export interface SmallFileOptions {
  maxBytes?: number;
  /** A file named by a person may be a pipe, such as the shell's `<(command)`; a file of ours never is. */
  mayBePipe?: boolean;
}

/**
 * The content of a file that is small by nature, read whole. A symbolic link is followed, but only to a regular file: a
 * named pipe might be waited for for ever, a device never ends.
 * @throws AutodyneError `InvalidInput` for what is no regular file, or has more than `maxBytes`; the system's error
 *   where it cannot be opened.
 */
export async function readSmallFile(
  path: string,
  { maxBytes = SMALL_FILE_BYTES, mayBePipe = false }: SmallFileOptions = {},
): Promise<Buffer> {
  const file = await (mayBePipe ? open(path) : openRegular(path));
  try {
    const stats = await file.stat();
    const kind = irregularKind(stats);
    if (kind !== undefined && !stats.isFIFO()) throw irregular(path, kind);
    if (stats.size > maxBytes) throw tooLarge(path, maxBytes);
    return await readAll(file, path, maxBytes);
  } finally {
    await file.close();
  }
}

/** As {@link readSmallFile}, blocking, of a file that is no pipe. */
export function readSmallFileSync(path: string, maxBytes = SMALL_FILE_BYTES): Buffer {
  const descriptor = openRegularSync(path);
  try {
    return readSmallDescriptor(descriptor, path, maxBytes);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The content of a small regular file that is open, and is left open.
 * @throws AutodyneError `InvalidInput` when it is larger than `maxBytes`.
 */
export function readSmallDescriptor(descriptor: number, path: string, maxBytes: number): Buffer {
  if (fstatSync(descriptor).size > maxBytes) throw tooLarge(path, maxBytes);
  const pieces = new Pieces(path, maxBytes);
  for (;;) {
    const piece = pieces.next();
    if (!pieces.take(readSync(descriptor, piece, 0, piece.length, null))) return pieces.all();
  }
}

async function readAll(file: FileHandle, path: string, maxBytes: number): Promise<Buffer> {
  const pieces = new Pieces(path, maxBytes);
  for (;;) {
    const piece = pieces.next();
    const { bytesRead } = await file.read(piece, 0, piece.length, null);
    if (!pieces.take(bytesRead)) return pieces.all();
  }
}

/** The bytes read so far: a file may grow while it is read, and some report no size. */
class Pieces {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #piece = Buffer.alloc(0);

  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /** Memory for the next piece. */
  next(): Buffer {
    this.#piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, this.#maxBytes + 1));
    return this.#piece;
  }

  /** Keeps `sizeBytes` bytes of it; false when there are none, which is the end. */
  take(sizeBytes: number): boolean {
    this.#size += sizeBytes;
    if (this.#size > this.#maxBytes) throw tooLarge(this.#path, this.#maxBytes);
    this.#pieces.push(this.#piece.subarray(0, sizeBytes));
    return sizeBytes > 0;
  }

  all(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

function tooLarge(path: string, maxBytes: number): AutodyneError {
  const limit = maxBytes < MEBIBYTE ? `${maxBytes / KIBIBYTE} KiB` : `${maxBytes / MEBIBYTE} MiB`;
  return new AutodyneError(
    'InvalidInput',
    `cannot read ${path}: it is larger than ${limit}, the limit for such a file`,
    { details: { maxBytes } },
  );
}

export function isTooLarge(error: unknown): boolean {
  return isAutodyneError(error, 'InvalidInput') && error.details.maxBytes !== undefined;
}
