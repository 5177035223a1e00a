import { createHash } from 'node:crypto';
import { mkdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurableFile } from '../durable-file.ts';
import { booleanField, countField, jsonFields, oneOf, textField } from '../json-fields.ts';
import { readIfThere } from '../read-archive.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { writing } from '../write-failure.ts';
import type { DoneItems } from './watermark.ts';

/** Sums of a restore, earlier runs included. Always: read = written + skipped + rejected. */
export interface RestoreCounts {
  read: number;
  written: number;
  skipped: number;
  rejected: number;
}

export interface RestoreProgress extends RestoreCounts {
  /** Of this run. */
  consumedWriteUnits: number;
}

/** How to treat items that are there. */
export const RESTORE_MODES = ['empty-only', 'skip-existing', 'overwrite'] as const;
export type RestoreMode = (typeof RESTORE_MODES)[number];

/** What holds for a restore from its first run to its last. */
export interface RestoreFacts {
  mode: RestoreMode;
  /** Whether the table held nothing before the first run. */
  wasEmpty: boolean;
}

/** How far an unfinished restore came. */
export interface CheckpointState extends RestoreFacts {
  /** Of each file, in the order of the source's files. */
  done: DoneItems[];
  counts: RestoreCounts;
  /** Where rejected items are, if there are any. */
  rejectsPath: string;
}

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
    const paths = await Promise.all((source.paths ?? [source.name]).map((path) => realpath(path)));
    const name = hashOf([...paths, target]).slice(0, 32);
    const facts: string[] = [];
    for (const { name: file, path = file, md5Base64, sourceTable = '' } of source.files) {
      const { size, mtimeMs } = await stat(path);
      facts.push(`${file} ${size} ${md5Base64 ?? mtimeMs} ${sourceTable}`.trimEnd());
    }
    return new Checkpoint(join(stateFolder, 'restore', `${name}.json`), hashOf(facts));
  }

  /** The state, or `undefined` when there is none, or the source has changed since. */
  async read(): Promise<CheckpointState | undefined> {
    const text = await readIfThere(this.path);
    if (text === undefined) return undefined;
    const fields = jsonFields(this.path, text.toString());
    if (textField(fields, 'fingerprint') !== this.#fingerprint) return undefined;
    const { done } = fields.members;
    return {
      done: (Array.isArray(done) ? done : []) as DoneItems[],
      counts: {
        read: countField(fields, 'read'),
        written: countField(fields, 'written'),
        skipped: countField(fields, 'skipped'),
        rejected: countField(fields, 'rejected'),
      },
      rejectsPath: textField(fields, 'rejectsPath'),
      mode: oneOf(fields, 'mode', RESTORE_MODES),
      wasEmpty: booleanField(fields, 'wasEmpty'),
    };
  }

  /** @throws AutodyneError `Incomplete` when it cannot be written; what was there before still is. */
  async write({ counts, ...state }: CheckpointState): Promise<void> {
    await writing(this.path, () => mkdir(join(this.path, '..'), { recursive: true, mode: 0o700 }));
    const fingerprint = this.#fingerprint;
    const content = { fingerprint, ...state, ...counts };
    await writeDurableFile(this.path, `${JSON.stringify(content)}\n`);
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex');
}
