import { join } from 'node:path';
import { takeLockOrRefuse } from '../files/lock-file.ts';
import { ARCHIVE_FILES } from './archive-layout.ts';
import { writeFailure } from './write-failure.ts';

/**
 * Locks a dump's folder, so that two processes never write it at once. Returns the function that releases the lock.
 * @throws AutodyneError `AlreadyExists` while another process writes the dump, `InvalidInput` when it cannot be
 *   written.
 */
export function lockDump(folder: string): () => void {
  const path = join(folder, ARCHIVE_FILES.lock);
  try {
    return takeLockOrRefuse(path, (owner) => ({
      code: 'AlreadyExists',
      message: `${folder} is being written by ${owner}`,
      suggestions: [`if that process no longer exists, remove ${path}`],
    }));
  } catch (error) {
    throw writeFailure(path, error, 'InvalidInput');
  }
}
