import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFailure } from '../errors/system-failure.ts';

const READ_BYTES = 64 * 1024;

/**
 * A temporary file for data that memory has no room for: private to its owner, and without a name, so that nothing is
 * left of it however the process ends.
 */
export class SpillFile {
  readonly #file: FileHandle;
  readonly #temporaryFolder: string;

  private constructor(file: FileHandle, temporaryFolder: string) {
    this.#file = file;
    this.#temporaryFolder = temporaryFolder;
  }

  /**
   * @param temporaryFolder the system's temporary folder by default
   * @throws AutodyneError `InvalidInput` when it cannot be created: nothing was done yet of the command's work
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

  /** @throws AutodyneError `InvalidInput` when the disk has no room. */
  async write(content: Buffer | string): Promise<void> {
    await spilling(this.#temporaryFolder, () => this.#file.writeFile(content));
  }

  /** All that was written, from the beginning. */
  chunks(): AsyncIterable<Buffer> {
    return this.#file.createReadStream({ start: 0, highWaterMark: READ_BYTES, autoClose: false });
  }

  /** Frees the space on disk. */
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
