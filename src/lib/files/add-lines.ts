import { closeSync, constants, writeSync } from 'node:fs';
import { readSmallDescriptor } from './read-small-file.ts';
import { openRegularSync } from './regular-file.ts';

const MAX_BYTES = 1024 * 1024;
const OTHERS_MAY_READ = 0o644;

/**
 * Appends the lines that a small text file does not have yet, and creates the file where it does not exist.
 * @param linesFor returns the wanted lines, given the present ones
 * @throws AutodyneError `InvalidInput` for what is no regular file, or over 1 MiB; the system's error.
 */
export function addLines(path: string, linesFor: (present: readonly string[]) => readonly string[]): void {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
  const descriptor = openRegularSync(path, { flags, mode: OTHERS_MAY_READ });
  try {
    const text = readSmallDescriptor(descriptor, path, MAX_BYTES).toString();
    const present = text.split(/\r?\n/);
    const missing = linesFor(present).filter((line) => !present.includes(line));
    const separator = text === '' || text.endsWith('\n') ? '' : '\n';
    if (missing.length > 0) writeSync(descriptor, separator + missing.map((line) => `${line}\n`).join(''));
  } finally {
    closeSync(descriptor);
  }
}
