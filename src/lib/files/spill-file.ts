import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFailure } from '../errors/system-failure.ts';

const READ_BYTES = 64 * 1024;

/**
 * A temporary file for what memory cannot hold: only its owner could read it, and it has no name, so that nothing is left
 * of it whatever ends the process.
 */
export class SpillFile {
  readonly #file: FileHandle;
  readonly #temporaryFolder: string;

  private constructor(file: FileHandle, temporaryFolder: string) {
    this.#file = file;
    this.#temporaryFolder = temporaryFolder;
  }

  /**
   * @param temporaryFolder where it lies; the system's place for such files unless told
   * @throws AutodyneError `InvalidInput` when it cannot be made: nothing was done yet of what was asked for
   */
  static async open(temporaryFolder = tmpdir()): Promise<SpillFile> {
    return spilling(temporaryFolder, async () => {
      const folder = await mkdtemp(join(temporaryFolder, 'autodyne-'));
      try {
        return new SpillFile(await open(join(folder, 'run'), 'wx+', 0o600), temporaryFolder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  /** Appends to it. @throws AutodyneError `InvalidInput` when the disk cannot take it. */
  async write(content: Buffer | string): Promise<void> {
    await spilling(this.#temporaryFolder, () => this.#file.writeFile(content));
  }

  /** All that was written, from the beginning. */
  chunks(): AsyncIterable<Buffer> {
    return this.#file.createReadStream({ start: 0, highWaterMark: READ_BYTES, autoClose: false });
  }

  /** Gives the disk's space back. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function spilling<T>(temporaryFolder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw systemFailure(`temporary files in ${temporaryFolder}`, error, 'InvalidInput');
  }
}
