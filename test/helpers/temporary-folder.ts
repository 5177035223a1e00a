import { chmodSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is there for the running test only; a concurrent one hands in its own `onTestFinished`. */
export async function temporaryFolder(whenDone: typeof onTestFinished = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
  whenDone(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file with exactly this mode, whatever the umask; by default, readable by its owner only. */
export function writeWithMode(path: string, text: string, mode = 0o600): void {
  writeFileSync(path, text);
  chmodSync(path, mode);
}
