import { join } from 'node:path';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { type Lock, ownerName, takeLock } from '../files/lock-file.ts';
import { ARCHIVE_FILES } from './archive-layout.ts';
import { writeFailure } from './write-failure.ts';

/**
 * Takes the lock of a dump's folder, so that two processes never write it at once. Returns what gives it back.
 * @throws AutodyneError `AlreadyExists` while another process writes the dump, `InvalidInput` when it cannot be written.
 */
export function lockDump(folder: string): () => void {
  const path = join(folder, ARCHIVE_FILES.lock);
  const lock = takeLockAt(path);
  if ('release' in lock) return lock.release;
  throw new AutodyneError('AlreadyExists', `${folder} is being written by ${ownerName(lock.owner)}`, {
    details: { ...lock.owner },
    suggestions: [`if that process no longer exists, remove ${path}`],
  });
}

function takeLockAt(path: string): Lock {
  try {
    return takeLock(path);
  } catch (error) {
    throw writeFailure(path, error, 'InvalidInput');
  }
}
