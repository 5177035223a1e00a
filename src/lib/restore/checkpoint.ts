import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeDurableFile } from '../archive/durable-file.ts';
import { readIfThere } from '../archive/read-archive.ts';
import { writing } from '../archive/write-failure.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts } from '../errors/from-aws-error.ts';
import { takeLockOrRefuse } from '../files/lock-file.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { type CheckpointState, parseCheckpoint, serializeCheckpoint } from './checkpoint-schema.ts';
import { sourceIdentity } from './source-identity.ts';

/** Names the process that uses a checkpoint. */
export interface CheckpointLock {
  path: string;
  release: () => void;
}

/**
 * The file that records an unfinished restore. It is in the state folder, since the source may be on a medium that
 * cannot be written. It is named by the table and by the source's content ({@link sourceIdentity}), not by its path: so
 * it is found again when the source was moved or renamed, and is not when its files changed.
 */
export class Checkpoint {
  readonly path: string;
  readonly #fingerprint: string;

  private constructor(path: string, fingerprint: string) {
    this.path = path;
    this.#fingerprint = fingerprint;
  }

  /** @param target the table and its endpoint */
  static async of(source: ItemSource, target: string, stateFolder: string): Promise<Checkpoint> {
    const identity = await sourceIdentity(source);
    const name = hashOf([identity, target]).slice(0, 32);
    return new Checkpoint(join(stateFolder, 'restore', `${name}.json`), identity);
  }

  /**
   * Locks it for this process, so that one source is restored into one table by one process at a time. Where no lock
   * can be written there is none; no checkpoint can be written there either, which is reported when the first one is
   * due.
   * @throws AutodyneError `AlreadyExists` while another process has it
   */
  async lock(sourceName: string, tableName: string): Promise<CheckpointLock | undefined> {
    const path = this.path.replace(/\.json$/, '.lock');
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const release = takeLockOrRefuse(path, (owner) => ({
        code: 'AlreadyExists',
        message: `${sourceName} is being restored into "${tableName}" by ${owner}`,
        suggestions: ['wait for it to end', `if that process no longer exists, remove ${path}`],
      }));
      return { path, release };
    } catch (error) {
      if (isAutodyneError(error) || errorFacts(error).code === undefined) throw error;
      return undefined;
    }
  }

  /**
   * The state, or `undefined` when there is none, or the source has changed since.
   * @throws AutodyneError `InvalidInput` naming the malformed member.
   */
  async read(): Promise<CheckpointState | undefined> {
    const text = await readIfThere(this.path);
    if (text === undefined) return undefined;
    const { fingerprint, state } = parseCheckpoint(text.toString(), this.path);
    return fingerprint === this.#fingerprint ? state : undefined;
  }

  /** @throws AutodyneError `Incomplete` when it cannot be written; the earlier one is kept. */
  async write(state: CheckpointState): Promise<void> {
    await writing(this.path, () => mkdir(dirname(this.path), { recursive: true, mode: 0o700 }));
    await writeDurableFile(this.path, serializeCheckpoint(this.#fingerprint, state));
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex');
}
