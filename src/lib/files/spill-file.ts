import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemFailure } from '../errors/system-failure.ts';

/**
 * Opens a temporary file that only its owner could read, and that has no name: whatever ends the process, nothing is
 * left of it.
 * @param temporaryFolder where it lies
 */
export async function openSpillFile(temporaryFolder: string): Promise<FileHandle> {
  const folder = await mkdtemp(join(temporaryFolder, 'autodyne-'));
  try {
    return await open(join(folder, 'run'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a person is told when such a file cannot be written: nothing was done yet of what they asked for. */
export function spillFailure(temporaryFolder: string, error: unknown): unknown {
  return systemFailure(`temporary files in ${temporaryFolder}`, error, 'InvalidInput');
}
