import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorFacts } from '../errors/from-aws-error.ts';

/** The process that has a lock. */
export interface LockOwner {
  pid: number;
  /** The machine or container that it runs on. */
  host: string;
}

/** A lock that was taken, or who has it. */
export type Lock = { release: () => void } | { owner: LockOwner };

/**
 * Takes a lock: a file that names its owner and is there, whole, from one moment to the next, so that of any number of
 * processes which try at once one gets it. A lock whose owner is no more (killed, or from before a restart) is taken
 * over; one of another host never is, since nobody can look there.
 * @throws the system's error where the file cannot be written
 */
export function takeLock(lockFile: string): Lock {
  const own = ownerText(process.pid);
  // Its whole content is there from the first moment: the file is written aside and linked into place.
  const candidate = `${lockFile}.${process.pid}`;
  try {
    writeFileSync(candidate, own, { mode: 0o600 });
    while (!linkIfAbsent(candidate, lockFile)) {
      const owner = removeIfStale(lockFile);
      if (owner !== undefined) return { owner };
    }
  } finally {
    rmSync(candidate, { force: true });
  }
  return {
    release: () => {
      if (readText(lockFile) === own) rmSync(lockFile, { force: true });
    },
  };
}

/** The owner in words; the host where it is another one. */
export function ownerName({ pid, host }: LockOwner): string {
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

/** Removes a lock whose owner is no more, or says who has it. */
function removeIfStale(lockFile: string): LockOwner | undefined {
  const text = readText(lockFile);
  if (text === undefined) return undefined;
  const owner = ownerOf(text);
  if (owner !== undefined && mayBeRunning(owner, text)) return owner;
  // Renamed, then looked at again: another process may have taken it over between the two.
  const aside = `${lockFile}.stale.${process.pid}`;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') return undefined;
    throw error;
  }
  if (readText(aside) !== text) linkIfAbsent(aside, lockFile);
  rmSync(aside, { force: true });
  return undefined;
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
 * A process by its id, its host and, where the system tells, the moment it started: ids are used again, in containers
 * (where the same small ids return at every start) most of all.
 */
function ownerText(pid: number): string {
  return `${pid} ${hostname()} ${startedAt(pid) ?? ''}`.trim();
}

/** Who a lock names; `undefined` for what no owner has written. */
function ownerOf(text: string): LockOwner | undefined {
  const [pid, host] = text.split(/\s+/);
  return pid !== undefined && /^[1-9]\d{0,14}$/.test(pid) && host ? { pid: Number(pid), host } : undefined;
}

function mayBeRunning({ pid, host }: LockOwner, text: string): boolean {
  if (host !== hostname()) return true;
  if (ownerText(pid) !== text.trim()) return false;
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
