import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { isOfLock } from '../files/lock-file.ts';
import { ARCHIVE_FILES, PARTIAL_SUFFIX } from './archive-layout.ts';
import { lockDump } from './dump-lock.ts';
import { isLeftBehind } from './foreign-files.ts';
import { writeFailure } from './write-failure.ts';

/** A folder that is one dump's alone. */
export interface NewFolder {
  /** Gives the lock back. */
  unlock: () => void;
  /** Takes back what a dump does before its first data file, and the lock at last. */
  removeBeginning: () => Promise<void>;
}

/**
 * Makes a dump's folder, mode 0700, or takes one that is empty, unless it must be new; and its lock. Of several that want
 * one folder at once, one gets it, and the others touch nothing.
 * @throws AutodyneError `AlreadyExists` when it exists and is not empty or another dump begins in it, `InvalidInput` when it
 *   cannot be made.
 */
export async function takeNewFolder(folder: string, mustBeNew = false): Promise<NewFolder> {
  const isMade = await makeEmptyFolder(folder, mustBeNew);
  const unlock = await lockOrRemove(folder, isMade);
  // Looked at once more: another dump may have begun in it, and even ended, before the lock was ours.
  if (!(await isEmpty(folder).catch(() => false))) {
    unlock();
    throw notEmpty(folder);
  }
  return { unlock, removeBeginning: () => removeBeginning(folder, unlock, isMade) };
}

/** @returns whether it was made */
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

/** Looks, and makes nothing. @throws AutodyneError `AlreadyExists` when the folder exists and is not empty. */
export async function assertNoFolder(folder: string): Promise<void> {
  const isFree = await isEmpty(folder).catch(() => true);
  if (!isFree) throw notEmpty(folder);
}

/** What a system leaves in each folder that it shows to someone is nothing of theirs; a lock is asked for by itself. */
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

/** Removes these files only, by name: nothing else can be there, and if it is, it stays. */
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
