import { createHash } from 'node:crypto';
import { mkdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurableFile } from '../durable-file.ts';
import { readIfThere } from '../read-archive.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { writing } from '../write-failure.ts';
import { type CheckpointState, parseCheckpoint, serializeCheckpoint } from './checkpoint-schema.ts';

/**
 * Where an unfinished restore is noted: a file in the state folder, named by source and table, since the source may
 * be on a medium that cannot be written. It is only believed while the source's files are what they were.
 */
export class Checkpoint {
  readonly path: string;
  readonly #fingerprint: string;

  private constructor(path: string, fingerprint: string) {
    this.path = path;
    this.#fingerprint = fingerprint;
  }

  /** @param target the table, and where it is */
  static async of(source: ItemSource, target: string, stateFolder: string): Promise<Checkpoint> {
    const name = hashOf([await realpath(source.name), target]).slice(0, 32);
    const facts: string[] = [];
    for (const { name: file, path = file, md5Base64 } of source.files) {
      const { size, mtimeMs } = await stat(path);
      facts.push(`${file} ${size} ${md5Base64 ?? mtimeMs}`);
    }
    return new Checkpoint(join(stateFolder, 'restore', `${name}.json`), hashOf(facts));
  }

  /**
   * The state, or `undefined` when there is none, or the source has changed since.
   * @throws AutodyneError `InvalidInput` naming what is malformed in it.
   */
  async read(): Promise<CheckpointState | undefined> {
    const text = await readIfThere(this.path);
    if (text === undefined) return undefined;
    const { fingerprint, state } = parseCheckpoint(text.toString(), this.path);
    return fingerprint === this.#fingerprint ? state : undefined;
  }

  /** @throws AutodyneError `Incomplete` when it cannot be written; what was there before still is. */
  async write(state: CheckpointState): Promise<void> {
    await writing(this.path, () => mkdir(join(this.path, '..'), { recursive: true, mode: 0o700 }));
    await writeDurableFile(this.path, serializeCheckpoint(this.#fingerprint, state));
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex');
}
