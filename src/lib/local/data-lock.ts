import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts } from '../errors/from-aws-error.ts';

/**
 * Takes a data file for this process alone, and returns the function that lets it go. The lock is a file beside the
 * data that names its owner; one whose owner is no more (killed, or from before a restart) is taken over.
 * @throws AutodyneError `InvalidUsage` when another process that still runs has it.
 */
export function lockDataFile(dataFile: string): () => void {
  const lockFile = `${dataFile}.lock`;
  // Its whole content is there from the first moment: the file is written aside and linked into place.
  const candidate = `${lockFile}.${process.pid}`;
  writeFileSync(candidate, ownerText(process.pid));
  try {
    while (!linkIfAbsent(candidate, lockFile)) removeStaleLock(lockFile, dataFile);
  } finally {
    rmSync(candidate, { force: true });
  }
  return () => rmSync(lockFile, { force: true });
}

function removeStaleLock(lockFile: string, dataFile: string): void {
  const owner = readText(lockFile);
  if (owner === undefined) return;
  if (isRunning(owner)) throw inUse(lockFile, dataFile, owner);
  // Renamed, then looked at again: another process may have taken it over between the two.
  const aside = `${lockFile}.stale.${process.pid}`;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) !== owner) linkIfAbsent(aside, lockFile);
  rmSync(aside, { force: true });
}

function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorFacts(error).code === 'EEXIST') return false;
    // File systems without hard links (shared folders of virtual machines): the next best.
    if (['EPERM', 'ENOTSUP', 'ENOSYS'].includes(errorFacts(error).code ?? '')) return copyIfAbsent(from, to);
    throw error;
  }
}

function copyIfAbsent(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errorFacts(error).code === 'EEXIST') return false;
    throw error;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A process by its id and, where the system tells, the moment it started: ids are used again, in containers (where
 * the same small ids return at every start) most of all.
 */
function ownerText(pid: number): string {
  return `${pid} ${startedAt(pid) ?? ''}`.trim();
}

function isRunning(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  if (!Number.isSafeInteger(pid) || pid <= 0 || ownerText(pid) !== owner) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorFacts(error).code === 'EPERM';
  }
}

/** Linux's own figure (clock ticks since the machine started); elsewhere none. */
function startedAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold blanks; the start time is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function inUse(lockFile: string, dataFile: string, owner: string): AutodyneError {
  const pid = Number.parseInt(owner, 10);
  return new AutodyneError('InvalidUsage', `${dataFile} is in use by process ${pid}, another local twin`, {
    details: { pid },
    suggestions: [
      'use that one, or stop it first',
      `if process ${pid} is something else, remove the file ${lockFile}`,
    ],
  });
}
