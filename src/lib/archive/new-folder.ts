import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { isOfLock } from '../files/lock-file.ts';
import { ARCHIVE_FILES, PARTIAL_SUFFIX } from './archive-layout.ts';
import { lockDump } from './dump-lock.ts';
import { isLeftBehind } from './foreign-files.ts';
import { writeFailure } from './write-failure.ts';

/** A folder that only one dump uses. */
export interface NewFolder {
  /** Releases the lock. */
  unlock: () => void;
  /** Removes the files that a dump writes before its first data file, and at last the lock. */
  removeBeginning: () => Promise<void>;
}

/**
 * Creates a dump's folder, mode 0700, or takes an empty one, unless it must be new; and locks it. Of several dumps that
 * want one folder at once, one gets it, and the others change nothing.
 * @throws AutodyneError `AlreadyExists` when it exists and is not empty or another dump begins in it, `InvalidInput`
 *   when it cannot be created.
 */
export async function takeNewFolder(folder: string, mustBeNew = false): Promise<NewFolder> {
  const isMade = await makeEmptyFolder(folder, mustBeNew);
  const unlock = await lockOrRemove(folder, isMade);
  // Checked again: another dump may have begun in it, and even ended, before the lock was ours.
  if (!(await isEmpty(folder).catch(() => false))) {
    unlock();
    throw notEmpty(folder);
  }
  return { unlock, removeBeginning: () => removeBeginning(folder, unlock, isMade) };
}

/** @returns true if it was created */
async function makeEmptyFolder(folder: string, mustBeNew: boolean): Promise<boolean> {
  let firstMade: string | undefined;
  try {
    if (mustBeNew) {
      await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
      await mkdir(folder, { mode: 0o700 });
      firstMade = folder;
    } else firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (await isEmpty(folder)) return firstMade !== undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && mustBeNew) throw notEmpty(folder);
    if (code === 'EEXIST')
      throw new AutodyneError('InvalidInput', `${folder} is not a folder`, { cause: error });
    throw writeFailure(folder, error, 'InvalidInput');
  }
  throw notEmpty(folder);
}

async function lockOrRemove(folder: string, isMade: boolean): Promise<() => void> {
  try {
    return lockDump(folder);
  } catch (error) {
    // With another one's lock in it, it is not empty, and stays.
    if (isMade) await rmdir(folder).catch(() => undefined);
    throw error;
  }
}

/**
 * Checks, and creates nothing.
 * @throws AutodyneError `AlreadyExists` when the folder exists and is not empty.
 */
export async function assertNoFolder(folder: string): Promise<void> {
  const isFree = await isEmpty(folder).catch(() => true);
  if (!isFree) throw notEmpty(folder);
}

/** Files that a system leaves in each folder that it shows are not the user's; a lock is checked by itself. */
async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder)).every((name) => isLeftBehind(name) || isOfLock(name, ARCHIVE_FILES.lock));
}

function notEmpty(folder: string): AutodyneError {
  return new AutodyneError(
    'AlreadyExists',
    `${folder} exists and is not empty; a dump does not overwrite data`,
    {
      suggestions: [
        'specify a folder that does not exist',
        `or, to continue an unfinished dump: ${commandText('dump', '--resume', pathArg(folder))}`,
      ],
    },
  );
}

/** Removes only these files, by name: no others are expected, and if there are any, they stay. */
async function removeBeginning(folder: string, unlock: () => void, isMade: boolean): Promise<void> {
  for (const name of [ARCHIVE_FILES.request, ARCHIVE_FILES.table]) {
    await rm(join(folder, name), { force: true });
    await rm(join(folder, name + PARTIAL_SUFFIX), { force: true });
  }
  await rmdir(join(folder, ARCHIVE_FILES.data)).catch(() => undefined);
  unlock();
  // With another one's lock in it by now, it is not empty, and stays.
  if (isMade) await rmdir(folder).catch(() => undefined);
}
