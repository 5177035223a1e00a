import { fstatSync, writeSync } from 'node:fs';
import { writeFailure } from '../../lib/archive/write-failure.ts';
import { wrapMessage } from '../text/wrap-text.ts';
import { cleanLines } from './clean-text.ts';
import { exitCodeOf, renderError } from './render-error.ts';

/** Writes text to stdout, waiting while the reader is slow, so that memory does not grow. */
export async function writeStdout(text: string | Uint8Array): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** Writes lines (errors, warnings, notes, units; never data) to stderr. */
export function writeStderr(lines: string): void {
  process.stderr.write(`${forStderr(lines)}\n`);
}

/**
 * Lines as they are written to stderr. Control characters are escaped here, and only here; for a terminal, which would
 * break lines inside words, they are broken at blanks.
 */
export function forStderr(lines: string): string {
  const { columns, isTTY } = process.stderr;
  const clean = cleanLines(lines, process.stderr);
  return isTTY && columns > 0 ? wrapMessage(clean, columns) : clean;
}

/**
 * Handles failed writes to stdout and stderr. A closed pipe on stdout (`autodyne scan | head`) is not an error: the process
 * ends quietly. A full disk is an error: the output is incomplete. A failed write to stderr is ignored, so that the work
 * goes on (`autodyne dump 2>&1 | head`, a closed terminal).
 */
export function handleStreamErrors(): void {
  writeFilesWhole();
  process.stderr.on('error', () => undefined);
  // Before the framework's own listener, which throws.
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    const failure = writeFailure('standard output', error);
    writeStderr(renderError(failure));
    process.exit(exitCodeOf(failure));
  });
}

/**
 * When stdout is a file, Node's stream takes a write that was cut short, as by a full disk, for a whole one, and throws
 * where it should emit an error: this one does neither.
 */
function writeFilesWhole(): void {
  const { fd, isTTY } = process.stdout;
  const stats = fstatSync(fd);
  if (isTTY || !(stats.isFile() || stats.isCharacterDevice())) return;
  process.stdout._write = (chunk: Buffer, _encoding, callback) => {
    try {
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback();
  };
}
