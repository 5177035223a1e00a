import { takeLockOrRefuse } from '../../files/lock-file.ts';

/**
 * Locks a data file for this process, by a lock file beside it; returns the function that unlocks it.
 * @throws AutodyneError `InvalidUsage` when another process has it
 */
export function lockDataFile(dataFile: string): () => void {
  const lockFile = `${dataFile}.lock`;
  return takeLockOrRefuse(lockFile, (owner) => ({
    code: 'InvalidUsage',
    message: `${dataFile} is in use by ${owner}, another local twin`,
    suggestions: [
      'use that one, or stop it first',
      `if ${owner} is something else, remove the file ${lockFile}`,
    ],
  }));
}
