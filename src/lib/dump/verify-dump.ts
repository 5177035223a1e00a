import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathWord } from '../errors/command-text.ts';
import { type TableSchema, tableSchema } from '../items/key-schema.ts';
import { ARCHIVE_FILES } from './archive-layout.ts';
import type { DumpSummary } from './dump-summary.ts';
import { manifestProblems } from './manifest-problems.ts';
import { type Archive, readArchive, readIfThere, realPathInside } from './read-archive.ts';
import { checkDecompression } from './sources/decompress.ts';
import type { SourceFile } from './sources/read-source-file.ts';
import { verifyDataFiles } from './verify-data-files.ts';
import { type DumpProblem, ProblemList } from './verify-report.ts';

/** What `dump verify` found. */
export interface VerifyReport {
  folder: string;
  isComplete: boolean;
  isWhole: boolean;
  tableName: string;
  fileCount: number;
  itemCount: number;
  /** Of the items that could be read; see `docs/archive-format.md`, The content digest. */
  contentDigest: string;
  /** How many were found; the first hundred are in `problems`. */
  problemCount: number;
  problems: readonly DumpProblem[];
}

/**
 * Checks a dump of ours, offline: manifests against their checksums and each other, and all that
 * {@link verifyDataFiles} checks. Finds all problems, not only the first.
 * @throws AutodyneError `InvalidInput` when the folder is no dump, `CheckFailed` when its manifests cannot be read at all.
 */
export async function verifyDump(
  folder: string,
  options: { onProgress?: (itemCount: number) => void } = {},
): Promise<VerifyReport> {
  const problems = new ProblemList();
  const archive = await readDamaged(folder);
  const { summary, journal } = archive;
  checkDecompression(archive.request.compression, folder);
  const incomplete = `incomplete: it has no ${ARCHIVE_FILES.summary}; finish it: ${commandText('dump', '--resume', pathWord(folder))}`;
  if (summary === undefined) problems.add(folder, incomplete);
  else await reportManifests(archive, summary, problems);
  await reportUnknownFiles(archive, problems);
  const files: SourceFile[] = [];
  for (const record of journal) {
    const name = join(folder, record.path);
    const path = await collected(problems, name, () => realPathInside(folder, record.path));
    if (path !== undefined) files.push({ ...record, name, path, layout: 'lines' });
  }
  const tableFile = join(folder, ARCHIVE_FILES.table);
  const schema = await collected(problems, tableFile, async () => schemaOf(archive));
  const digest = await verifyDataFiles(files, { schema, problems, onProgress: options.onProgress });
  return {
    folder,
    isComplete: summary !== undefined,
    isWhole: summary?.isWhole ?? false,
    tableName: archive.request.tableName,
    fileCount: files.length,
    itemCount: digest.itemCount,
    contentDigest: digest.toString(),
    problemCount: problems.count,
    problems: problems.kept,
  };
}

/** @throws AutodyneError `InvalidInput` when the folder is no dump; `CheckFailed` when a manifest cannot be read. */
async function readDamaged(folder: string): Promise<Archive> {
  try {
    return await readArchive(folder);
  } catch (error) {
    const names = await readdir(folder).catch((): string[] => []);
    const isDump = names.includes(ARCHIVE_FILES.request) || names.includes(ARCHIVE_FILES.table);
    if (!isDump || !isAutodyneError(error, 'InvalidInput')) throw error;
    const { message, suggestions } = error;
    throw new AutodyneError('CheckFailed', message, { suggestions, cause: error });
  }
}

/**
 * The table's keys, unless the dump has no schema or left attributes out. Indexes are left out: an item whose index
 * key has a wrong type may well have been in the table before the index was.
 */
function schemaOf({ table, request }: Archive): TableSchema | undefined {
  if (table === undefined || request.attributes !== undefined) return undefined;
  return { ...tableSchema(table), indexes: [] };
}

async function reportManifests(archive: Archive, summary: DumpSummary, problems: ProblemList): Promise<void> {
  for await (const { file, problem } of manifestProblems(archive, summary)) problems.add(file, problem);
  for (const name of [ARCHIVE_FILES.journalChecksum, ARCHIVE_FILES.summaryChecksum]) {
    const file = join(archive.folder, name);
    if ((await readIfThere(file)) === undefined) problems.add(file, 'this file is missing');
  }
}

async function reportUnknownFiles({ folder, journal }: Archive, problems: ProblemList): Promise<void> {
  const known = new Set<string>(Object.values(ARCHIVE_FILES));
  for (const name of await readdir(folder)) {
    if (!known.has(name)) problems.add(join(folder, name), 'nothing of this name belongs into a dump');
  }
  const recorded = new Set(journal.map((record) => record.path));
  const data = join(folder, ARCHIVE_FILES.data);
  const names = await readdir(data).catch((): string[] => []);
  for (const name of names) {
    const isRecorded = recorded.has(`${ARCHIVE_FILES.data}/${name}`);
    if (!isRecorded) problems.add(join(data, name), 'this file is in no manifest');
  }
}

/** Runs a check, and notes what it throws as a problem of `file`. */
async function collected<T>(
  problems: ProblemList,
  file: string,
  check: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await check();
  } catch (error) {
    if (!isAutodyneError(error)) throw error;
    problems.add(file, error.message.replace(`${file}: `, ''));
    return undefined;
  }
}
