import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ARCHIVE_FILES } from '../archive/archive-layout.ts';
import type { DumpSummary } from '../archive/dump-summary.ts';
import { isLeftBehind } from '../archive/foreign-files.ts';
import { manifestProblems } from '../archive/manifest-problems.ts';
import { type Archive, readArchive } from '../archive/read-archive.ts';
import { type DumpProblem, ProblemList, problemOf } from '../archive/verify-report.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { formatAttributePath } from '../items/keys/attribute-path.ts';
import { keyAttributesOf, type TableSchema, tableSchema } from '../items/keys/key-schema.ts';
import { type LocatedFile, locateDataFile, unpackedPath } from '../sources/data-files.ts';
import { checkDecompression } from '../sources/decompress.ts';
import { verifyDataFiles } from './verify-data-files.ts';

/** The result of `dump verify`. */
export interface VerifyReport {
  folder: string;
  isComplete: boolean;
  isWhole: boolean;
  tableName: string;
  fileCount: number;
  itemCount: number;
  /** Of the items that could be read; see `docs/archive-format.md`, The content digest. */
  contentDigest: string;
  /** All of them; the first hundred are in `problems`. */
  problemCount: number;
  problems: readonly DumpProblem[];
}

/**
 * Checks a dump of ours, offline: manifests against their checksums and each other, and all that {@link
 * verifyDataFiles} checks. Finds all problems, not only the first.
 * @throws AutodyneError `InvalidInput` when the folder is no dump, `CheckFailed` when its manifests cannot be read at
 *   all.
 */
export async function verifyDump(
  folder: string,
  options: { onProgress?: (itemCount: number) => void } = {},
): Promise<VerifyReport> {
  const problems = new ProblemList();
  const archive = await readDamaged(folder);
  const { summary, journal } = archive;
  const incomplete = `incomplete: it has no ${ARCHIVE_FILES.summary}; finish it: ${commandText('dump', '--resume', pathArg(folder))}`;
  if (summary === undefined) problems.add(folder, incomplete);
  else await reportManifests(archive, summary, problems);
  const files: LocatedFile[] = [];
  for (const record of journal) {
    const name = join(folder, record.path);
    const file = await collected(problems, name, () => locateDataFile(folder, record));
    if (file !== undefined) files.push(file);
  }
  if (!files.every(({ isUnpacked }) => isUnpacked)) checkDecompression(archive.request.compression, folder);
  await reportUnknownFiles(archive, files, problems);
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
 * The table's keys, unless the dump has no schema, or is one that left the key out, as earlier versions could. Indexes
 * are left out: an item whose index key has a wrong type may have been in the table before the index was.
 */
function schemaOf({ table, request }: Archive): TableSchema | undefined {
  if (table === undefined) return undefined;
  const schema = tableSchema(table);
  const { attributes } = request;
  const hasKey = keyAttributesOf(schema.key).every(
    ({ name }) => attributes === undefined || attributes.includes(formatAttributePath([name])),
  );
  return hasKey ? { ...schema, indexes: [] } : undefined;
}

async function reportManifests(archive: Archive, summary: DumpSummary, problems: ProblemList): Promise<void> {
  for await (const { file, problem } of manifestProblems(archive, summary)) problems.add(file, problem);
  for (const name of [ARCHIVE_FILES.journalChecksum, ARCHIVE_FILES.summaryChecksum]) {
    const file = join(archive.folder, name);
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    if (!isThere) problems.add(file, 'this file is missing');
  }
}

async function reportUnknownFiles(
  { folder, journal }: Archive,
  files: readonly LocatedFile[],
  problems: ProblemList,
): Promise<void> {
  const known = new Set<string>(Object.values(ARCHIVE_FILES));
  for (const name of await readdir(folder)) {
    if (!known.has(name) && !isLeftBehind(name))
      problems.add(join(folder, name), 'unexpected file or folder in a dump');
  }
  const recorded = new Set(journal.map(({ path }) => path));
  const used = new Set(files.map(({ name }) => name));
  const copies = new Map(journal.map(({ path }) => [unpackedPath(path), path]));
  const data = join(folder, ARCHIVE_FILES.data);
  const names = await readdir(data).catch((): string[] => []);
  for (const name of names) {
    const path = `${ARCHIVE_FILES.data}/${name}`;
    if (recorded.has(path) || used.has(join(data, name)) || isLeftBehind(name)) continue;
    const original = copies.get(path);
    const problem =
      original === undefined
        ? 'this file is not in a manifest'
        : `this is a decompressed copy of ${basename(original)}, which also exists: move it elsewhere`;
    problems.add(join(data, name), problem);
  }
}

/** Runs a check, and adds the error that it throws as a problem of `file`. */
async function collected<T>(
  problems: ProblemList,
  file: string,
  check: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await check();
  } catch (error) {
    if (!isAutodyneError(error)) throw error;
    problems.add(file, problemOf(error, file));
    return undefined;
  }
}
