import { chmodSync, closeSync, openSync, readdirSync, statSync } from 'node:fs';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts } from '../errors/from-aws-error.ts';

/** What SQLite keeps beside a data file; it gives a new one the data file's own mode. */
const BESIDE_DATA = ['-wal', '-shm', '-journal'];

/**
 * Makes a file for its owner alone (0600): an absent one empty, one that was made with a looser mode in place. Windows
 * has no such modes, and each user's files are that user's.
 * @throws the file system's error when the file cannot be made, or is another user's.
 */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  closeToOthers(file, 0o600);
}

/**
 * {@link makePrivateFile} for an engine's data file, with what SQLite left beside it.
 * @throws AutodyneError `InvalidInput` when that cannot be done.
 */
export function makePrivateDataFile(dataFile: string): void {
  try {
    makePrivateFile(dataFile);
    for (const ending of BESIDE_DATA) ifThere(() => closeToOthers(dataFile + ending, 0o600));
  } catch (error) {
    const { code, message } = errorFacts(error);
    throw new AutodyneError('InvalidInput', `cannot keep data in ${dataFile}: ${code ?? message}`, {
      cause: error,
    });
  }
}

/**
 * Makes a folder for its owner alone (0700), unless it holds files that `isOwn` does not know: then it is someone's
 * folder for other things too (`--data .`), and stays open to whom it was open.
 */
export function makePrivateFolder(folder: string, isOwn: (name: string) => boolean): void {
  if (readdirSync(folder).every(isOwn)) closeToOthers(folder, 0o700);
}

function closeToOthers(path: string, mode: number): void {
  if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode);
}

function ifThere(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (errorFacts(error).code !== 'ENOENT') throw error;
  }
}
