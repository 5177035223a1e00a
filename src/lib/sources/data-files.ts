import { join } from 'node:path';
import type { DataFile } from '../archive/journal.ts';
import { realPathInside } from '../archive/read-archive.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { readFailure } from '../files/read-failure.ts';
import { openRegular } from '../files/regular-file.ts';
import { mapInOrder } from '../threads/map-in-order.ts';
import type { SourceFile } from './read-source-file.ts';

/** A data file with its path and the size that it has there. */
export type LocatedFile = SourceFile & { path: string; sizeBytes: number };

const FILES_AT_ONCE = 16;

/**
 * The data files that a manifest names, in its order.
 * @throws AutodyneError `InvalidInput` as {@link locateDataFile}
 */
export async function locateDataFiles(folder: string, files: readonly DataFile[]): Promise<LocatedFile[]> {
  const located: LocatedFile[] = [];
  for await (const file of mapInOrder(files, (one) => locateDataFile(folder, one), FILES_AT_ONCE))
    located.push(file);
  return located;
}

/**
 * A data file under its name in the manifest, or as another program decompressed it: without the suffix of its
 * compression, or under its old name. The checksum of such a file is not known.
 * @throws AutodyneError `InvalidInput` when it is missing or no regular file, or a symbolic link leads out of the
 *   folder.
 */
export async function locateDataFile(
  folder: string,
  file: DataFile & { contentSizeBytes?: number },
): Promise<LocatedFile> {
  const { itemCount, contentSizeBytes, md5Base64 } = file;
  const found = { layout: 'lines', itemCount, isRealPath: true } as const;
  const unpacked = {
    ...found,
    isUnpacked: true,
    ...(contentSizeBytes === undefined ? {} : { contentSizeBytes }),
  };
  try {
    const { first, ...location } = await lookAt(folder, file.path);
    const isUnpacked = unpackedPath(file.path) !== undefined && isLines(first, itemCount);
    return isUnpacked ? { ...unpacked, ...location } : { ...found, ...location, md5Base64 };
  } catch (error) {
    const plain = unpackedPath(file.path);
    if (plain === undefined || !isMissing(error)) throw error;
    const { first: _, ...location } = await lookAt(folder, plain).catch((other: unknown) => {
      throw isMissing(other) ? error : other;
    });
    return { ...unpacked, ...location };
  }
}

interface DataFileLocation {
  name: string;
  path: string;
  sizeBytes: number;
  /** Its first byte; `undefined` when it is empty. */
  first: number | undefined;
}

async function lookAt(folder: string, path: string): Promise<DataFileLocation> {
  const real = await realPathInside(folder, path);
  const name = join(folder, path);
  try {
    const file = await openRegular(real, { name, isRealPath: true });
    try {
      const { size: sizeBytes } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, 0);
      return { name, path: real, sizeBytes, first: bytesRead === 0 ? undefined : buffer[0] };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw isAutodyneError(error) ? error : readFailure(name, error);
  }
}

/** The path of a data file once it is decompressed; `undefined` for one that is not compressed. */
export function unpackedPath(path: string): string | undefined {
  return /\.(gz|zst)$/.test(path) ? path.replace(/\.\w+$/, '') : undefined;
}

/** True for a file that begins as lines of items do, and so is not compressed; one without items must be empty. */
function isLines(first: number | undefined, itemCount: number): boolean {
  return first === undefined ? itemCount === 0 : first === '{'.charCodeAt(0);
}

function isMissing(error: unknown): boolean {
  return isAutodyneError(error) && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
