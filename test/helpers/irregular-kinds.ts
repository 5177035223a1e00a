import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';

/** Things other than a regular file: the name, a function that creates it, and the message for it. */
export const IRREGULAR_KINDS: [string, (path: string) => unknown, string][] = [
  ['a named pipe', (path) => execFileSync('mkfifo', [path]), 'it is a named pipe, not a regular file'],
  ['a device', (path) => symlink('/dev/zero', path), 'it is a device, not a regular file'],
  ['a folder', (path) => mkdir(path), 'it is a folder'],
];

/**
 * Creates an endless device at this path, so that a write or chmod by mistake does not change the one in /dev; a link to
 * that one if the user is not root.
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
