import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openRegular } from '../files/regular-file.ts';
import { PARTIAL_SUFFIX } from './archive-layout.ts';
import { writing } from './write-failure.ts';

/**
 * Writes a small file so that it exists complete or not at all, also after a power cut: under another name, synced,
 * renamed, and the folder synced. Mode 0600.
 * @throws AutodyneError `Incomplete` when it cannot be written.
 */
export function writeDurableFile(path: string, content: string): Promise<void> {
  return writing(path, async () => {
    const partial = `${path}${PARTIAL_SUFFIX}`;
    // The rest of an earlier attempt, or anything else at that path, is neither written into nor followed.
    await rm(partial, { force: true });
    await withFile(await open(partial, 'wx', 0o600), async (file) => {
      await file.writeFile(content);
      await file.sync();
    });
    await rename(partial, path);
    await syncFolder(dirname(path));
  });
}

/**
 * Appends to a file that must be on disk before anything that follows. Mode 0600 when it creates it.
 * @throws AutodyneError `Incomplete` when it cannot be written, or only a part of it.
 */
export function appendDurably(path: string, content: string): Promise<void> {
  return writing(path, async () =>
    withFile(await openRegular(path, { flags: APPENDING }), async (file) => {
      await file.writeFile(content);
      await file.datasync();
    }),
  );
}

const APPENDING = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;

/** Makes the names in a folder durable; on a system that cannot, does nothing. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await withFile(await open(folder), (handle) => handle.sync());
  } catch (error) {
    // Windows cannot open a folder, and some file systems refuse to sync one.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'].includes(code)) throw error;
  }
}

async function withFile(file: FileHandle, use: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
