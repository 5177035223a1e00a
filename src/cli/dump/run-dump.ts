import { join } from 'node:path';
import { ARCHIVE_FILES } from '../../lib/archive/archive-layout.ts';
import type { DumpRequest } from '../../lib/archive/dump-request.ts';
import { assertNoFolder } from '../../lib/archive/new-folder.ts';
import { partFlags } from '../../lib/archive/part-flags.ts';
import { tableFileText } from '../../lib/archive/table-file.ts';
import { EXPORT_LINE, itemLines } from '../../lib/bulk/item-lines.ts';
import type { ServiceClient } from '../../lib/client/client-sender.ts';
import { csvNotes, readingFlags } from '../../lib/csv/csv-notes.ts';
import type { CsvWriting } from '../../lib/csv/csv-writer.ts';
import { newDefaultFolder } from '../../lib/dump/default-folder.ts';
import { DumpFolder } from '../../lib/dump/dump-folder.ts';
import type { DumpProgress } from '../../lib/dump/dump-run.ts';
import { dumpPages } from '../../lib/dump/dump-stream.ts';
import { dumpTable } from '../../lib/dump/dump-table.ts';
import { assertAbsent, dumpToFile } from '../../lib/dump/dump-to-file.ts';
import type { DescribedItems } from '../../lib/dump/empty-dump.ts';
import { choosePageItems, type PreparedDump } from '../../lib/dump/prepare-dump.ts';
import { keyAttributesOf, tableSchema } from '../../lib/items/keys/key-schema.ts';
import { UnitLimiter } from '../../lib/usage/unit-limiter.ts';
import type { UnitMeter } from '../../lib/usage/unit-meter.ts';
import { announceStop, interruptible } from '../command/interrupt.ts';
import { underTheNet } from '../command/last-net.ts';
import { isStreamed } from '../flags/dump-flags.ts';
import { dumpOutput } from '../flags/dump-output.ts';
import { writeStderr, writeStdout } from '../render/output.ts';
import type { Progress } from '../render/progress.ts';
import { dumpFiguresLine } from '../render/render-dump.ts';
import type { DumpResult } from '../results/dump-results.ts';
import { bringBackLines, type DumpCircumstances } from './dump-next-steps.ts';
import { endFolderDump } from './dump-outcome.ts';

export interface DumpJob {
  client: ServiceClient;
  prepared: Pick<PreparedDump, 'request' | 'measure' | 'table'>;
  toolVersion: string;
  maxReadUnits: number | undefined;
  /** Limit in request units, which for a dump are its read units. */
  maxUnits: number | undefined;
  /** Counts the units of each page. */
  meter: UnitMeter;
  /** `--allow-empty`. */
  mayBeEmpty: boolean;
  progress: Progress;
  resumeCommand: (folder: string) => string;
  /** Of a dump into CSV. */
  csv: CsvWriting;
  circumstances: DumpCircumstances;
}

/** Refuses an existing output, before any request is sent. @throws AutodyneError `AlreadyExists` */
export async function assertOutputIsFree(out: string | undefined): Promise<void> {
  const output = dumpOutput(out);
  if (out === undefined || output === 'stdout') return;
  await (output === 'folder' ? assertNoFolder(out) : assertAbsent(out));
}

/** Dumps to what `--out` names: a folder (the default), a file, or stdout. */
export async function runDump(
  job: DumpJob,
  out: string | undefined,
  isVerifying: boolean,
): Promise<DumpResult> {
  const { request, table } = job.prepared;
  if (dumpOutput(out) === 'csv' && out !== undefined) return runCsvDump(job, out);
  if (isStreamed(out)) return runFileDump(job, out);
  const tableJson = request.contents === 'data' ? undefined : await tableFileText(job.client, table);
  const folder =
    out === undefined
      ? await newDefaultFolder(request, tableJson)
      : await DumpFolder.create(out, request, tableJson);
  return runFolderDump(job, folder, isVerifying);
}

/** Dumps into a new or unfinished folder, with progress, until it is complete or interrupted. */
export async function runFolderDump(
  job: DumpJob,
  folder: DumpFolder,
  isVerifying: boolean,
): Promise<DumpResult> {
  const { TableArn: tableArn, TableId: tableId } = job.prepared.table;
  const startedAt = Date.now();
  try {
    const resumeCommand = job.resumeCommand(folder.folder);
    const work = { resumeCommand, leftovers: [join(folder.folder, ARCHIVE_FILES.lock)] };
    const summary = await underTheNet(work, () =>
      withRunOptions(job, (options) =>
        dumpTable(job.client, folder, {
          ...options,
          toolVersion: job.toolVersion,
          tableArn,
          tableId,
          resumeCommand,
        }),
      ),
    );
    const seconds = (Date.now() - startedAt) / 1000;
    const { request } = folder;
    const ending = { seconds, isVerifying, request, circumstances: job.circumstances };
    return await endFolderDump(folder.folder, summary, ending);
  } finally {
    await folder.close();
  }
}

/** Dumps into a file, or to stdout; a slow reader of stdout slows down the scan. */
async function runFileDump(job: DumpJob, path: string): Promise<DumpResult> {
  const { client, prepared } = job;
  const startedAt = Date.now();
  // Before onBegun is called, a file of that name belongs to another dump.
  const leftovers: string[] = [];
  const onBegun = (partial: string): void => void leftovers.push(partial);
  const figures = await underTheNet({ leftovers }, () =>
    withRunOptions(job, (options) =>
      path === '-'
        ? dumpPages(client, prepared.request, (page) => writeStdout(itemLines(page, EXPORT_LINE)), options)
        : dumpToFile(client, prepared.request, path, { ...options, onBegun }),
    ),
  );
  const seconds = (Date.now() - startedAt) / 1000;
  writeStderr(dumpFiguresLine({ ...figures, seconds }, path === '-' ? 'stdout' : path));
  const { request } = prepared;
  sayPart(request, path);
  bringBackLines({ path, request, itemCount: figures.itemCount }, job.circumstances).forEach(writeStderr);
  return { tableName: request.tableName, path, isWhole: false, ...figures, seconds };
}

/** Dumps into a file of CSV; the flags that read it again are printed. */
async function runCsvDump(job: DumpJob, path: string): Promise<DumpResult> {
  const { client, csv, prepared } = job;
  const { request, table } = prepared;
  const { dumpToCsv } = await import('../../lib/dump/dump-to-csv.ts');
  const startedAt = Date.now();
  const leftovers: string[] = [];
  const onBegun = (partial: string): void => void leftovers.push(partial);
  const keyNames = keyAttributesOf(tableSchema(table).key).map(({ name }) => name);
  const { columns, counts, paths, progress } = await underTheNet({ leftovers }, () =>
    withRunOptions(job, (options) =>
      dumpToCsv(client, request, path, { ...options, keyNames, writing: csv, onBegun }),
    ),
  );
  const seconds = (Date.now() - startedAt) / 1000;
  writeStderr(dumpFiguresLine({ ...progress, seconds }, path));
  csvNotes(columns, paths, counts).forEach(writeStderr);
  sayPart(request, path);
  if (columns.problems(paths).length === 0) {
    const reading = readingFlags(columns, paths, counts);
    bringBackLines({ path, request, itemCount: progress.itemCount, reading }, job.circumstances).forEach(
      writeStderr,
    );
  }
  return { tableName: request.tableName, path, isWhole: false, ...progress, seconds };
}

function sayPart(request: DumpRequest, path: string): void {
  const flags = partFlags(request);
  if (flags !== undefined && path !== '-')
    writeStderr(
      `${path} contains only part of the table, and the file itself does not say so: ${flags.join(' ')}`,
    );
}

interface RunOptions {
  signal: AbortSignal;
  limiter: UnitLimiter | undefined;
  maxUnits: number | undefined;
  pageItems: number | undefined;
  described: DescribedItems;
  onProgress: (progress: Readonly<DumpProgress>) => void;
}

async function withRunOptions<T>(job: DumpJob, run: (options: RunOptions) => Promise<T>): Promise<T> {
  const { measure, request, table } = job.prepared;
  let counted = 0;
  try {
    return await interruptible((signal) =>
      run({
        signal: announceStop(signal, job.progress),
        limiter: job.maxReadUnits === undefined ? undefined : new UnitLimiter(job.maxReadUnits),
        maxUnits: job.maxUnits,
        pageItems: choosePageItems(measure, request, job),
        described: { itemCount: table.ItemCount ?? 0, mayBeEmpty: job.mayBeEmpty },
        onProgress: ({ itemCount, contentSizeBytes, consumedReadUnits }) => {
          job.meter.addRead({ CapacityUnits: consumedReadUnits - counted });
          counted = consumedReadUnits;
          job.progress.update({
            itemCount,
            sizeBytes: contentSizeBytes,
            units: consumedReadUnits,
            totalItems: measure.itemCount,
          });
        },
      }),
    );
  } finally {
    job.progress.end();
  }
}
