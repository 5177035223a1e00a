/** Writes text to stdout, waiting while the reader is slow, so that memory does not grow. */
export async function writeStdout(text: string | Uint8Array): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** Writes a line for the person (progress, warnings, units) to stderr; never data. */
export function writeStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A closed pipe (`autodyne scan | head`) is not an error: stop, quietly. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
}
