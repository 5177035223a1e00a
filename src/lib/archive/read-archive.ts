import { createHash } from 'node:crypto';
import { access, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { readFailure } from '../files/read-failure.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { invalid, jsonFields } from '../json/json-fields.ts';
import { ARCHIVE_FILES } from './archive-layout.ts';
import { type DumpRequest, parseDumpRequest } from './dump-request.ts';
import { type DumpSummary, parseSummary } from './dump-summary.ts';
import { type JournalRecord, parseJournal } from './journal.ts';
import { tableOfJson } from './table-description.ts';

/** A dump of ours by its manifests; the data files are not read. */
export interface Archive {
  folder: string;
  request: DumpRequest;
  journal: readonly JournalRecord[];
  /** `undefined`: the dump is incomplete. */
  summary: DumpSummary | undefined;
  table: TableDescription | undefined;
}

/**
 * Reads a dump's manifests; see `docs/archive-format.md`.
 * @throws AutodyneError `InvalidInput` when the folder is no dump, or a manifest is damaged.
 */
export async function readArchive(folder: string): Promise<Archive> {
  const request = await readIfThere(join(folder, ARCHIVE_FILES.request));
  if (request === undefined) throw await noDump(folder);
  const [journal, summary, table] = await Promise.all([
    readIfThere(join(folder, ARCHIVE_FILES.journal)),
    readIfThere(join(folder, ARCHIVE_FILES.summary)),
    readTable(folder),
  ]);
  return {
    folder,
    request: parseDumpRequest(request.toString(), join(folder, ARCHIVE_FILES.request)),
    journal: parseJournal(journal ?? Buffer.alloc(0), join(folder, ARCHIVE_FILES.journal)),
    summary:
      summary === undefined
        ? undefined
        : parseSummary(summary.toString(), join(folder, ARCHIVE_FILES.summary)),
    table,
  };
}

/**
 * Checks that its first file exists, and reads nothing.
 * @throws AutodyneError `InvalidInput` when the folder is no dump.
 */
export async function assertIsDump(folder: string): Promise<void> {
  const isThere = await access(join(folder, ARCHIVE_FILES.request)).then(
    () => true,
    () => false,
  );
  if (!isThere) throw await noDump(folder);
}

async function noDump(folder: string): Promise<unknown> {
  return access(folder).then(
    () =>
      new AutodyneError('InvalidInput', `${folder} is not a dump: it has no ${ARCHIVE_FILES.request}`, {
        suggestions: [
          'specify a folder that was created by autodyne dump',
          'to check exports and files of other tools: autodyne restore SOURCE --dry-run',
        ],
      }),
    (error: unknown) => readFailure(folder, error),
  );
}

async function readTable(folder: string): Promise<TableDescription | undefined> {
  const path = join(folder, ARCHIVE_FILES.table);
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const table = tableOfJson(jsonFields(path, text.toString()).members);
  if (table === undefined) throw invalid(path, 'not a table description');
  return table;
}

/**
 * Compares a manifest with the checksum file beside it (`.md5`, or `.checksum` as AWS's documentation names it);
 * without one there is nothing to compare.
 * @throws AutodyneError `InvalidInput` when they differ.
 */
export async function checkManifest(folder: string, manifest: string): Promise<void> {
  const problem = await checksumProblem(folder, manifest);
  if (problem !== undefined) throw invalid(join(folder, manifest), problem);
}

/** The problem for which {@link checkManifest} throws, as a message; `undefined` when there is none. */
export async function checksumProblem(folder: string, manifest: string): Promise<string | undefined> {
  const path = join(folder, manifest);
  try {
    const expected =
      (await readIfThere(path.replace(/\.json$/, '.md5'))) ??
      (await readIfThere(path.replace(/\.json$/, '.checksum')));
    if (expected === undefined) return undefined;
    const content = await readIfThere(path);
    if (content === undefined) return 'this file is missing';
    if (md5Base64(content) === expected.toString().trim()) return undefined;
    return 'its MD5 does not match the checksum file: one of the two files was changed';
  } catch (error) {
    // A checksum file that cannot be read leaves the manifest unchecked.
    if (isAutodyneError(error, 'InvalidInput')) return error.message;
    throw error;
  }
}

export function md5Base64(bytes: Uint8Array | string): string {
  return createHash('md5').update(bytes).digest('base64');
}

/**
 * A small file's content; `undefined` when there is no such file.
 * @throws AutodyneError `InvalidInput` as {@link readSmallFile}, and where it cannot be read.
 */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readSmallFile(path);
  } catch (error) {
    if (isAutodyneError(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw readFailure(path, error);
  }
}

/**
 * The real path of a file that a manifest names.
 * @throws AutodyneError `InvalidInput` when it is missing, or a symbolic link leads out of the folder.
 */
export async function realPathInside(folder: string, path: string): Promise<string> {
  const file = join(folder, path);
  let real: string;
  try {
    real = await realpath(file);
  } catch (error) {
    throw invalid(file, 'this data file is missing', error);
  }
  if (real.startsWith((await realpath(folder)) + sep)) return real;
  throw invalid(file, `a symbolic link points outside the dump, to ${real}`);
}
