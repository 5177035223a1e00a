import { AutodyneError } from '../../errors/autodyne-error.ts';
import { ownerName, takeLock } from '../../files/lock-file.ts';

/**
 * Takes a data file for this process alone, by a lock beside it, and returns the function that lets it go.
 * @throws AutodyneError `InvalidUsage` when another process has it
 */
export function lockDataFile(dataFile: string): () => void {
  const lockFile = `${dataFile}.lock`;
  const lock = takeLock(lockFile);
  if ('release' in lock) return lock.release;
  const { owner } = lock;
  throw new AutodyneError(
    'InvalidUsage',
    `${dataFile} is in use by ${ownerName(owner)}, another local twin`,
    {
      details: { ...owner },
      suggestions: [
        'use that one, or stop it first',
        `if ${ownerName(owner)} is something else, remove the file ${lockFile}`,
      ],
    },
  );
}
