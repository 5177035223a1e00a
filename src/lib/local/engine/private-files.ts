import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { errorFacts } from '../../errors/from-aws-error.ts';
import { openRegularSync } from '../../files/regular-file.ts';

/** The files that SQLite keeps beside a data file; it creates them with the data file's mode. */
const BESIDE_DATA = ['-wal', '-shm', '-journal'];

/**
 * Makes a file private to its owner (0600): an absent one is created empty, one with a looser mode is changed in place.
 * Windows has no such modes, and each user's files are that user's.
 * @throws AutodyneError `InvalidInput` for what is no regular file; the file system's error when the file cannot be
 *   created, or is another user's.
 */
export function makePrivateFile(file: string): void {
  closeFileToOthers(file, constants.O_RDWR | constants.O_CREAT);
}

/**
 * {@link makePrivateFile} for an engine's data file, and for SQLite's files beside it.
 * @throws AutodyneError `InvalidInput` when that cannot be done.
 */
export function makePrivateDataFile(dataFile: string): void {
  try {
    makePrivateFile(dataFile);
    for (const ending of BESIDE_DATA) ifThere(() => closeFileToOthers(dataFile + ending, constants.O_RDONLY));
  } catch (error) {
    const { code, message } = errorFacts(error);
    const problem = `cannot keep data in ${dataFile}: ${code ?? message}`;
    const text = isAutodyneError(error) ? message.replace('cannot read', 'cannot keep data in') : problem;
    throw new AutodyneError('InvalidInput', text, { cause: error });
  }
}

/**
 * Makes a folder private to its owner (0700), unless it has files that `isOwn` does not know: then it is used for other
 * things too (`--data .`), and its mode is left as it is.
 */
export function makePrivateFolder(folder: string, isOwn: (name: string) => boolean): void {
  if (readdirSync(folder).every(isOwn) && permissions(statSync(folder)) !== 0o700) chmodSync(folder, 0o700);
}

/** Replaces a file, or creates it, in one step: no reader sees half of it, and none but its owner (0600) can read it. */
export function replacePrivateFile(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    chmodSync(temporary, 0o600);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** By its descriptor: the path may be a link, to a device as well. */
function closeFileToOthers(path: string, flags: number): void {
  const descriptor = openRegularSync(path, { flags });
  try {
    if (permissions(fstatSync(descriptor)) !== 0o600) fchmodSync(descriptor, 0o600);
  } finally {
    closeSync(descriptor);
  }
}

function permissions({ mode }: { mode: number }): number {
  return mode & 0o777;
}

function ifThere(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (errorFacts(error).code !== 'ENOENT') throw error;
  }
}
