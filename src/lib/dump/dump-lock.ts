import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { ARCHIVE_FILES } from './archive-layout.ts';
import { writeFailure, writing } from './write-failure.ts';

/**
 * Takes the lock of a dump's folder, so that two processes never write it at once. A lock whose process is gone is
 * taken over. Returns what gives it back.
 * @throws AutodyneError `AlreadyExists` while another process writes the dump, `InvalidInput` when it cannot be written.
 */
export async function lockDump(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, ARCHIVE_FILES.lock);
  const content = `${process.pid} ${hostname()}\n`;
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeFailure(path, error, 'InvalidInput');
    const holder = await readFile(path, 'utf8');
    if (isAlive(holder)) throw locked(folder, holder, error);
    await writing(path, () => writeFile(path, content, { mode: 0o600 }));
  }
  return () => rm(path, { force: true });
}

/** Whether the lock's writer may still be running. One on another host cannot be looked at: it may be. */
function isAlive(holder: string): boolean {
  const [pid = '', host] = holder.trim().split(' ');
  // A lock without a whole line was never finished being written.
  if (host === undefined || !/^\d+$/.test(pid)) return false;
  if (host !== hostname()) return true;
  if (Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function locked(folder: string, holder: string, cause: unknown): AutodyneError {
  const [pid, host] = holder.trim().split(' ');
  return new AutodyneError('AlreadyExists', `${folder} is being written by process ${pid} on ${host}`, {
    cause,
    suggestions: [`if that process is gone, remove ${join(folder, ARCHIVE_FILES.lock)}`],
  });
}
