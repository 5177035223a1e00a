import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHIVE_FILES } from '../archive/archive-layout.ts';
import type { DumpSummary } from '../archive/dump-summary.ts';
import { type Archive, readArchive } from '../archive/read-archive.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { DumpFolder } from './dump-folder.ts';

/** A dump that is complete: no process writes it any more. */
type FinishedArchive = Archive & { summary: DumpSummary };

/**
 * A dump to resume, locked; or the record of one that is complete.
 * @throws AutodyneError as {@link DumpFolder.resume}
 */
export async function openUnfinished(folder: string): Promise<DumpFolder | FinishedArchive> {
  if (await isComplete(folder)) return readFinished(folder);
  try {
    return await DumpFolder.resume(folder);
  } catch (error) {
    // Another process may have completed it before the lock was ours.
    if (isAutodyneError(error, 'InvalidInput') && (await isComplete(folder))) return readFinished(folder);
    throw error;
  }
}

async function readFinished(folder: string): Promise<FinishedArchive> {
  const archive = await readArchive(folder);
  const { summary } = archive;
  if (summary !== undefined) return { ...archive, summary };
  throw new AutodyneError('InvalidInput', `the ${ARCHIVE_FILES.summary} of ${folder} was removed`);
}

/** By the file that is written last. */
function isComplete(folder: string): Promise<boolean> {
  return access(join(folder, ARCHIVE_FILES.summary)).then(
    () => true,
    () => false,
  );
}
