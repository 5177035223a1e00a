import { takeLockOrRefuse } from '../../files/lock-file.ts';

/**
 * Takes a data file for this process alone, by a lock beside it, and returns the function that lets it go.
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
