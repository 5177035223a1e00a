import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { irregular, irregularKind } from '../files/read-small-file.ts';
import { mapInOrder } from '../items/map-in-order.ts';
import type { DataFile } from './journal.ts';
import { realPathInside } from './read-archive.ts';
import type { SourceFile } from './sources/read-source-file.ts';

/** A data file where it lies. */
export type LocatedFile = SourceFile & { path: string };

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
 * A data file as it is named, or as it lies there after it was unpacked by another program: without the ending of its
 * compression, or under its old name. Of such a file the checksum is not known.
 * @throws AutodyneError `InvalidInput` when it is missing or no regular file, or a symbolic link leads out of the folder.
 */
export async function locateDataFile(
  folder: string,
  file: DataFile & { contentSizeBytes?: number },
): Promise<LocatedFile> {
  const { itemCount, contentSizeBytes, md5Base64 } = file;
  const found = { layout: 'lines', itemCount } as const;
  const unpacked = {
    ...found,
    isUnpacked: true,
    ...(contentSizeBytes === undefined ? {} : { contentSizeBytes }),
  };
  try {
    const path = await regularPathInside(folder, file.path);
    const name = join(folder, file.path);
    const isUnpacked = unpackedPath(file.path) !== undefined && (await isLines(path, itemCount));
    return isUnpacked ? { ...unpacked, name, path } : { ...found, name, path, md5Base64 };
  } catch (error) {
    const plain = unpackedPath(file.path);
    if (plain === undefined || !isMissing(error)) throw error;
    const path = await regularPathInside(folder, plain).catch((other: unknown) => {
      throw isMissing(other) ? error : other;
    });
    return { ...unpacked, name: join(folder, plain), path };
  }
}

async function regularPathInside(folder: string, name: string): Promise<string> {
  const path = await realPathInside(folder, name);
  const kind = irregularKind(await stat(path));
  if (kind !== undefined) throw irregular(join(folder, name), kind);
  return path;
}

/** What a data file is called once it was unpacked; undefined for one that is not compressed. */
export function unpackedPath(path: string): string | undefined {
  return /\.(gz|zst)$/.test(path) ? path.replace(/\.\w+$/, '') : undefined;
}

/** Whether a file begins as lines of items do, and nothing that is compressed; one without items is empty. */
async function isLines(path: string, itemCount: number): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  try {
    const head = await file?.read(Buffer.alloc(1), 0, 1, 0).catch(() => undefined);
    if (head?.bytesRead === 0) return itemCount === 0;
    return head?.buffer[0] === '{'.charCodeAt(0);
  } finally {
    await file?.close();
  }
}

function isMissing(error: unknown): boolean {
  return isAutodyneError(error) && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
