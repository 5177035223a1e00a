import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { AutodyneError, type ErrorCode } from '../errors/autodyne-error.ts';
import { errorFacts } from '../errors/from-aws-error.ts';
import { linkIfAbsent } from './link-if-absent.ts';
import { readSmallFileSync } from './read-small-file.ts';

/** The process that has a lock. */
export interface LockOwner {
  pid: number;
  /** The machine or container that it runs on. */
  host: string;
}

/** The lock, or the process that has it. */
export type Lock = { release: () => void } | { owner: LockOwner };

/** The process that has this file beside a lock may take the lock over, and no other one meanwhile. */
const TAKEOVER_SUFFIX = '.takeover';
const MOST_TRIES = 1000;
/** A host's name has 255 bytes at most. */
const MAX_BYTES = 4 * 1024;

/**
 * Takes a lock: a file (0600) that names its owner and appears complete, in one step, so that of any number of
 * processes which try at once one gets it. A lock whose owner does not run any more (killed, or from before a restart)
 * is taken over; one of another host never is, since its processes cannot be checked from here. Files beside it for a
 * moment: {@link isOfLock}.
 * @throws AutodyneError `InvalidInput` where something else exists than a file of a lock's size; the system's error
 *   where the file cannot be written
 */
export function takeLock(lockFile: string): Lock {
  const own = ownerText(process.pid);
  // Its whole content is there from the first moment: the file is written aside and linked into place. The name must be
  // unique: the same process id is found on other hosts and in other containers, which may share the folder.
  const candidate = `${lockFile}.${randomUUID()}`;
  try {
    writeFileSync(candidate, own, { mode: 0o600, flag: 'wx' });
    for (let tries = 1; !linkIfAbsent(candidate, lockFile); tries += 1) {
      const text = readText(lockFile);
      if (text === undefined) {
        // Released meanwhile; or never readable, such as a symbolic link to nothing.
        if (tries >= MOST_TRIES) linkSync(candidate, lockFile);
        continue;
      }
      const owner = ownerOf(text);
      if (owner !== undefined && mayBeRunning(owner, text)) return { owner };
      const taken = takeOver(lockFile, text, candidate);
      if (taken === 'taken') break;
      if (taken !== 'changed') return { owner: taken };
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

/** The error while another process has a lock. */
export interface LockRefusal {
  code: ErrorCode;
  message: string;
  suggestions: readonly string[];
}

/**
 * Takes a lock as {@link takeLock} does, and returns the function that releases it.
 * @param refusal makes the error, given the owner of the lock
 * @throws AutodyneError while another process has it; as {@link takeLock} does
 */
export function takeLockOrRefuse(lockFile: string, refusal: (owner: string) => LockRefusal): () => void {
  const lock = takeLock(lockFile);
  if ('release' in lock) return lock.release;
  const { code, message, suggestions } = refusal(ownerName(lock.owner));
  throw new AutodyneError(code, message, { details: { ...lock.owner }, suggestions });
}

/** The process of this machine that has a lock and runs; `undefined` where there is none. */
export function runningOwner(lockFile: string): LockOwner | undefined {
  const text = readText(lockFile);
  const owner = text === undefined ? undefined : ownerOf(text);
  const isRunning = owner?.host === hostname() && mayBeRunning(owner, text ?? '');
  return isRunning ? owner : undefined;
}

/** True for the names of a lock's files: the lock itself, and those of processes that try to take it. */
export function isOfLock(name: string, lockName: string): boolean {
  return name === lockName || name.startsWith(`${lockName}.`);
}

/** For messages; with the host where it is another one. */
function ownerName({ pid, host }: LockOwner): string {
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

/**
 * Replaces the lock of an owner that does not run any more by ours. The lock is never absent meanwhile, and only one
 * process at a time may replace it, or two that found the same dead owner would both get it.
 * @param text the content that the lock was seen to have
 * @returns `changed` when its content is another one by now; the owner, when another process takes it over
 */
function takeOver(lockFile: string, text: string, candidate: string): 'taken' | 'changed' | LockOwner {
  const turn = takeLock(lockFile + TAKEOVER_SUFFIX);
  if ('owner' in turn) return turn.owner;
  try {
    if (readText(lockFile) !== text) return 'changed';
    renameSync(candidate, lockFile);
    return 'taken';
  } finally {
    turn.release();
  }
}

function readText(file: string): string | undefined {
  try {
    return readSmallFileSync(file, MAX_BYTES).toString();
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A process by its id, its host and, where the system provides it, the time it started: ids are used again, in
 * containers (where the same small ids return at every start) most of all.
 */
function ownerText(pid: number): string {
  return `${pid} ${hostname()} ${startedAt(pid) ?? ''}`.trim();
}

/** The owner in a lock's content; `undefined` for content that is no lock's. */
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
    // The second field is the program's name in brackets, which may contain blanks; the start time is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
