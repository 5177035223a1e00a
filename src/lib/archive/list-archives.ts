import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { countOf } from '../errors/count-text.ts';
import { errorFacts } from '../errors/from-aws-error.ts';
import { readFailure } from '../files/read-failure.ts';
import { ARCHIVE_FILES } from './archive-layout.ts';
import { journalTotals } from './dump-summary.ts';
import { manifestProblems } from './manifest-problems.ts';
import { type Archive, readArchive } from './read-archive.ts';

/**
 * `part`: complete, of a part of the table; `unfinished`: can be resumed; `damaged`: a manifest cannot be read or does
 * not match the others, or a data file is missing or has another size.
 */
export type ArchiveState = 'whole' | 'part' | 'unfinished' | 'damaged';

/** A dump by its manifests, and the sizes of its data files; their content is not read. */
export interface ListedArchive {
  folder: string;
  state: ArchiveState;
  /** Of a damaged one: the first problem. */
  problem: string | null;
  tableName: string | null;
  /** ISO 8601, UTC. */
  startedAt: string | null;
  itemCount: number | null;
  /** Of the data files that are recorded. */
  sizeBytes: number | null;
}

/** A folder with one of these is a dump, or was one. */
const MARKS: readonly string[] = [ARCHIVE_FILES.request, ARCHIVE_FILES.journal, ARCHIVE_FILES.summary];

/**
 * The dumps directly in a folder, or the folder itself if it is one; newest first, those of unknown time last. Files and
 * other folders are passed over.
 * @throws AutodyneError `InvalidInput` when the folder cannot be read
 */
export async function listArchives(folder: string): Promise<ListedArchive[]> {
  const entries = await entriesOf(folder);
  const folders = entries.some((name) => MARKS.includes(name))
    ? [folder]
    : entries.map((name) => join(folder, name));
  const found: ListedArchive[] = [];
  for (const path of folders) {
    const names = path === folder ? entries : await entriesOf(path).catch(() => []);
    if (names.some((name) => MARKS.includes(name))) found.push(await lookAtArchive(path));
  }
  const newest = ({ startedAt }: ListedArchive): string => startedAt ?? '';
  return found.sort((a, b) => newest(b).localeCompare(newest(a)) || a.folder.localeCompare(b.folder));
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw readFailure(folder, error);
  }
}

async function lookAtArchive(folder: string): Promise<ListedArchive> {
  const unknown = { tableName: null, startedAt: null, itemCount: null, sizeBytes: null };
  let archive: Archive;
  try {
    archive = await readArchive(folder);
  } catch (error) {
    const problem = errorFacts(error).message.replaceAll(folder + sep, '');
    return { folder, state: 'damaged', problem, ...unknown };
  }
  const { request, journal, summary } = archive;
  const { itemCount, sizeBytes } = journalTotals(journal);
  const facts = {
    folder,
    tableName: request.tableName,
    startedAt: request.startedAt,
    itemCount: summary?.itemCount ?? itemCount,
    sizeBytes: summary?.sizeBytes ?? sizeBytes,
  };
  const problem = await firstProblem(archive);
  if (problem !== undefined) return { ...facts, state: 'damaged', problem };
  const state = summary === undefined ? 'unfinished' : summary.isWhole ? 'whole' : 'part';
  return { ...facts, state, problem: null };
}

async function firstProblem(archive: Archive): Promise<string | undefined> {
  const { folder, journal, summary } = archive;
  if (summary !== undefined) {
    for await (const { file, problem } of manifestProblems(archive, summary)) {
      return `${file.replace(folder + sep, '')}: ${problem}`;
    }
  }
  for (const { path, sizeBytes } of journal) {
    const size = await stat(join(folder, path)).then(
      (file) => file.size,
      () => undefined,
    );
    if (size === undefined) return `${path}: this data file is missing`;
    if (size !== sizeBytes) return `${path}: has ${countOf(size, 'byte')} instead of ${sizeBytes}`;
  }
  return undefined;
}
