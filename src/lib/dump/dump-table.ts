import { type DumpSummary, journalTotals } from '../archive/dump-summary.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { countOf } from '../errors/count-text.ts';
import { segmentLanes } from '../items/read/segment-lanes.ts';
import type { DumpFolder } from './dump-folder.ts';
import { DumpRun, type DumpRunOptions, type DumpStopReason } from './dump-run.ts';
import { DATA_FILE_BOUNDS, type DataFileBounds, dumpSegment, type SegmentParts } from './dump-segment.ts';
import { assertIsEmpty, type DescribedItems } from './empty-dump.ts';
import type { SegmentStart } from './resume-plan.ts';
import { WriterThread } from './writer/writer-thread.ts';

export interface DumpTableOptions extends Omit<DumpRunOptions, 'limit'> {
  /** Of the running autodyne. */
  toolVersion: string;
  tableArn?: string | undefined;
  tableId?: string | undefined;
  /** The most items to evaluate in one request; DynamoDB's megabyte unless given. */
  pageItems?: number | undefined;
  bounds?: DataFileBounds | undefined;
  /** The description of the table, to check a dump without items against. */
  described?: DescribedItems | undefined;
  /** The command with which a person resumes; `autodyne dump --resume DIR` unless given. */
  resumeCommand?: string | undefined;
}

/**
 * Reads the table into a dump's folder, up to 16 segments at a time, from where the folder's journal ends; then writes
 * the summary. The caller closes the folder.
 *
 * Costs half a read unit for each 4 KB of the table (one with consistent reads). Not a snapshot: the table may change
 * while it is read.
 * @throws AutodyneError `Interrupted` when `signal` fired, `Incomplete` when `maxUnits` are used up or it is not
 *   certain that there are no items (see {@link assertIsEmpty}), or as reading and writing fail; each time the pages
 *   read so far are recorded, and the suggestion has the command to resume.
 */
export async function dumpTable(
  client: ServiceClient,
  folder: DumpFolder,
  options: DumpTableOptions,
): Promise<DumpSummary> {
  const { limit } = folder.request;
  const itemsSoFar = journalTotals(folder.journal).itemCount;
  const run = new DumpRun({ ...options, limit: limit === undefined ? undefined : limit - itemsSoFar });
  const isLimitReached = limit !== undefined && itemsSoFar >= limit;
  if (!isLimitReached) await dumpSegments(client, folder, run, options);
  if (run.stopReason !== undefined && run.stopReason !== 'limit reached' && !isDone(folder)) {
    throw stoppedError(folder, run.stopReason, run.failure, options.resumeCommand);
  }
  if (journalTotals(folder.journal).itemCount === 0) await assertIsEmptyOrStop(client, folder, options);
  const { toolVersion, tableArn, tableId } = options;
  const end = { toolVersion, endTime: new Date().toISOString(), tableArn, tableId };
  return folder.finish(end).catch((error: unknown) => {
    throw stoppedError(folder, 'failed', error, options.resumeCommand);
  });
}

/** Before the summary: without one, the dump stays incomplete, and cannot be restored. */
async function assertIsEmptyOrStop(
  client: ServiceClient,
  folder: DumpFolder,
  { described, limiter, resumeCommand, signal }: DumpTableOptions,
): Promise<void> {
  const resume = resumeCommand ?? commandText('dump', '--resume', pathArg(folder.folder));
  const asked = described && { allowCommand: `${resume} --allow-empty`, ...described };
  try {
    await assertIsEmpty(client, folder.request, asked, { limiter, signal });
  } catch (error) {
    if (signal?.aborted === true) throw stoppedError(folder, 'interrupted', undefined, resumeCommand);
    throw error;
  }
}

async function dumpSegments(
  client: ServiceClient,
  folder: DumpFolder,
  run: DumpRun,
  options: DumpTableOptions,
): Promise<void> {
  if (folder.segments.length === 0) return;
  const thread = new WriterThread();
  const { pageItems, bounds = DATA_FILE_BOUNDS } = options;
  const parts = { client, folder, run, thread, bounds, pageItems };
  try {
    await Promise.all(segmentLanes(folder.segments, (own) => dumpLane(own, parts)));
  } finally {
    run.close();
    await thread.close();
  }
}

async function dumpLane(own: Iterable<SegmentStart>, parts: SegmentParts): Promise<void> {
  const { run } = parts;
  for (const start of own) {
    if (run.stopReason !== undefined) return;
    await dumpSegment(start, parts).catch((error: unknown) => run.stop('failed', error));
  }
}

/** True where each segment that was left has ended, though the run was stopped. */
function isDone(folder: DumpFolder): boolean {
  const ended = new Set(
    folder.journal.filter((record) => record.lastEvaluatedKey === undefined).map((record) => record.segment),
  );
  return folder.segments.every(({ segment }) => ended.has(segment));
}

function stoppedError(
  folder: DumpFolder,
  reason: DumpStopReason,
  failure: unknown,
  command = commandText('dump', '--resume', pathArg(folder.folder)),
): unknown {
  const { itemCount, consumedReadUnits, fileCount } = journalTotals(folder.journal);
  const sofar = `${countOf(itemCount, 'item')} in ${countOf(fileCount, 'file')} ${itemCount === 1 ? 'is' : 'are'} saved in ${folder.folder}`;
  const resume = `to continue: ${command}`;
  const details = { folder: folder.folder, itemCount, consumedReadUnits };
  if (reason === 'interrupted') {
    return new AutodyneError('Interrupted', `the dump was interrupted; ${sofar}`, {
      suggestions: [resume],
      details,
    });
  }
  if (reason === 'units spent') {
    return new AutodyneError('Incomplete', `the dump stopped at --max-units; ${sofar}`, {
      suggestions: [resume],
      details,
    });
  }
  if (!isAutodyneError(failure)) return failure;
  return new AutodyneError(failure.code, `${failure.message}; ${sofar}`, {
    suggestions: [...failure.suggestions, resume],
    details: { ...failure.details, ...details },
    cause: failure,
  });
}
