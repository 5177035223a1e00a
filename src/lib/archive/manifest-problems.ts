import { join } from 'node:path';
import { ARCHIVE_FILES } from './archive-layout.ts';
import { type DumpSummary, journalTotals } from './dump-summary.ts';
import { type Archive, checksumProblem, md5Base64, readIfThere } from './read-archive.ts';
import type { DumpProblem } from './verify-report.ts';

/**
 * The problems of a complete dump other than those of its data files: a file that does not match its checksum, sums
 * that differ, a segment that did not end. A checksum file that is missing is no problem here.
 */
export async function* manifestProblems(
  archive: Archive,
  summary: DumpSummary,
): AsyncGenerator<DumpProblem, void> {
  const { folder } = archive;
  const at = (name: string, problem: string | undefined): DumpProblem[] =>
    problem === undefined ? [] : [{ file: join(folder, name), line: undefined, problem }];
  for (const name of [ARCHIVE_FILES.journal, ARCHIVE_FILES.summary]) {
    yield* at(name, await checksumProblem(folder, name));
  }
  const request = await changed(join(folder, ARCHIVE_FILES.request), summary.requestMd5Base64);
  yield* at(ARCHIVE_FILES.request, request);
  const table = await changed(join(folder, ARCHIVE_FILES.table), summary.tableMd5Base64);
  yield* at(ARCHIVE_FILES.table, table);
  for (const problem of sumProblems(archive, summary)) yield* at(ARCHIVE_FILES.summary, problem);
}

/** Dumps of earlier versions do not have these checksums in the summary, and cannot be compared. */
async function changed(file: string, expected: string | undefined): Promise<string | undefined> {
  if (expected === undefined) return undefined;
  const content = await readIfThere(file);
  if (content === undefined) return 'this file is missing';
  return md5Base64(content) === expected
    ? undefined
    : 'its MD5 does not match the summary: the file was changed';
}

function* sumProblems({ request, journal }: Archive, summary: DumpSummary): Generator<string> {
  const totals = journalTotals(journal);
  for (const field of ['fileCount', 'itemCount', 'sizeBytes', 'contentSizeBytes'] as const) {
    if (totals[field] !== summary[field]) {
      yield `its ${field} is ${summary[field]}, but the data files have ${totals[field]}`;
    }
  }
  if (request.contents === 'schema' || request.limit !== undefined) return;
  const ended = new Set(
    journal.filter((record) => record.lastEvaluatedKey === undefined).map((record) => record.segment),
  );
  for (let segment = request.firstSegment; segment <= request.lastSegment; segment += 1) {
    if (!ended.has(segment)) yield `segment ${segment} has no last data file`;
  }
}
