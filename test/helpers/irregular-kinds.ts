import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';

/** What may stand where a file is looked for and is none: its name, what puts it there, and what is said of it. */
export const IRREGULAR_KINDS: [string, (path: string) => unknown, string][] = [
  ['a named pipe', (path) => execFileSync('mkfifo', [path]), 'it is a named pipe, not a regular file'],
  ['a device', (path) => symlink('/dev/zero', path), 'it is a device, not a regular file'],
  ['a folder', (path) => mkdir(path), 'it is a folder'],
];

/**
 * An endless device of this path's own, so that whoever writes to it or changes its mode by mistake does nothing to the
 * machine's; a link to that where only root may make one.
 */
export function putDevice(path: string): void {
  try {
    execFileSync('mknod', [path, 'c', '1', '5'], { stdio: 'ignore' });
    closeSync(openSync(path, 'r'));
  } catch {
    rmSync(path, { force: true });
    symlinkSync('/dev/zero', path);
  }
}
