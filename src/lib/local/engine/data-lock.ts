import { dirname } from 'node:path';
import { takeLockOrRefuse } from '../../files/lock-file.ts';
import { localCommand } from './twin-folder.ts';

/** The lock of a file in a twin's folder. */
export function lockFileOf(file: string): string {
  return `${file}.lock`;
}

/**
 * Locks a file in a twin's folder for this process, by a lock file beside it; returns the function that unlocks it.
 * @throws AutodyneError `InvalidUsage` when another process has it
 */
export function lockTwinFile(file: string): () => void {
  const lockFile = lockFileOf(file);
  return takeLockOrRefuse(lockFile, (owner) => ({
    code: 'InvalidUsage',
    message: `${file} is in use by ${owner}, another local twin`,
    suggestions: [
      `to run a command with its table: ${localCommand(dirname(file), '--', 'COMMAND')}`,
      'or stop it first, or start another twin: --data FOLDER, or --memory',
      `if ${owner} is something else, remove the file ${lockFile}`,
    ],
  }));
}
