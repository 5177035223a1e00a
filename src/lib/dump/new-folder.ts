import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathWord } from '../errors/command-text.ts';
import { ARCHIVE_FILES, PARTIAL_SUFFIX } from './archive-layout.ts';
import { isLeftBehind } from './foreign-files.ts';
import { writeFailure } from './write-failure.ts';

/**
 * Makes a dump's folder, mode 0700, or takes one that is empty, unless it must be new.
 * @returns how to take back what a dump does before its first data file
 * @throws AutodyneError `AlreadyExists` when it exists and is not empty, `InvalidInput` when it cannot be made.
 */
export async function makeEmptyFolder(folder: string, mustBeNew = false): Promise<() => Promise<void>> {
  let firstMade: string | undefined;
  try {
    if (mustBeNew) {
      await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
      await mkdir(folder, { mode: 0o700 });
      firstMade = folder;
    } else firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (await isEmpty(folder)) return () => removeBeginning(folder, firstMade !== undefined);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && mustBeNew) throw notEmpty(folder);
    if (code === 'EEXIST')
      throw new AutodyneError('InvalidInput', `${folder} is no folder`, { cause: error });
    throw writeFailure(folder, error, 'InvalidInput');
  }
  throw notEmpty(folder);
}

/** Looks, and makes nothing. @throws AutodyneError `AlreadyExists` when the folder exists and is not empty. */
export async function assertNoFolder(folder: string): Promise<void> {
  const isFree = await isEmpty(folder).catch(() => true);
  if (!isFree) throw notEmpty(folder);
}

/** What a system leaves in each folder that it shows to someone is nothing of theirs. */
async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder)).every(isLeftBehind);
}

function notEmpty(folder: string): AutodyneError {
  return new AutodyneError('AlreadyExists', `${folder} exists and is not empty; a dump overwrites nothing`, {
    suggestions: [
      'name a folder that does not exist',
      `or, if it is an unfinished dump: ${commandText('dump', '--resume', pathWord(folder))}`,
    ],
  });
}

/** Removes these files only, by name: nothing else can be there, and if it is, it stays. */
async function removeBeginning(folder: string, isOurs: boolean): Promise<void> {
  for (const name of [ARCHIVE_FILES.request, ARCHIVE_FILES.table]) {
    await rm(join(folder, name), { force: true });
    await rm(join(folder, name + PARTIAL_SUFFIX), { force: true });
  }
  await rmdir(join(folder, ARCHIVE_FILES.data)).catch(() => undefined);
  await rm(join(folder, ARCHIVE_FILES.lock), { force: true });
  if (isOurs) await rmdir(folder).catch(() => undefined);
}
