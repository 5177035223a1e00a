import { isOurDataFileName } from '../archive/archive-layout.ts';
import type { DumpRequest } from '../archive/dump-request.ts';
import type { JournalRecord } from '../archive/journal.ts';
import { unpackedPath } from '../sources/data-files.ts';

/** The point at which one segment of a dump begins or goes on. */
export interface SegmentStart {
  segment: number;
  exclusiveStartKey: Readonly<Record<string, unknown>> | undefined;
  /** The number, in its segment, of the next data file: from 1. */
  nextFileNumber: number;
}

/** The work that is left of a dump. */
export interface ResumePlan {
  /** The segments that have not ended, in order. */
  segments: readonly SegmentStart[];
  /** Names in `data/` of files that a killed dump left behind. */
  filesToRemove: readonly string[];
}

/**
 * The work that is left of a dump, by its journal (`docs/archive-format.md`, Resume); with an empty journal, all of it.
 * `dataFileNames` are the names found in `data/`.
 */
export function planResume(
  request: Pick<DumpRequest, 'firstSegment' | 'lastSegment'>,
  journal: readonly JournalRecord[],
  dataFileNames: readonly string[],
): ResumePlan {
  // A file that was decompressed since, or a decompressed copy, is no leftover.
  const recorded = new Set(journal.flatMap(({ path }) => [path, unpackedPath(path)]));
  const last = new Map<number, { record: JournalRecord; fileCount: number }>();
  for (const record of journal) {
    const fileCount = (last.get(record.segment)?.fileCount ?? 0) + 1;
    last.set(record.segment, { record, fileCount });
  }
  const segments: SegmentStart[] = [];
  for (let segment = request.firstSegment; segment <= request.lastSegment; segment += 1) {
    const done = last.get(segment);
    const exclusiveStartKey = done?.record.lastEvaluatedKey;
    if (done !== undefined && exclusiveStartKey === undefined) continue;
    segments.push({ segment, exclusiveStartKey, nextFileNumber: (done?.fileCount ?? 0) + 1 });
  }
  return {
    segments,
    filesToRemove: dataFileNames.filter((name) => isOurDataFileName(name) && !recorded.has(`data/${name}`)),
  };
}
