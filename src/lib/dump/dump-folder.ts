import { mkdir, readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_FILES } from '../archive/archive-layout.ts';
import { lockDump } from '../archive/dump-lock.ts';
import { type DumpRequest, serializeDumpRequest } from '../archive/dump-request.ts';
import { type DumpEnd, type DumpSummary, serializeSummary, summarize } from '../archive/dump-summary.ts';
import { appendDurably, syncFolder, writeDurableFile } from '../archive/durable-file.ts';
import { type JournalRecord, serializeJournalRecord, wholeLinesLength } from '../archive/journal.ts';
import { takeNewFolder } from '../archive/new-folder.ts';
import { assertIsDump, md5Base64, readArchive, readIfThere } from '../archive/read-archive.ts';
import { writeFailure, writing } from '../archive/write-failure.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { countOf, countText } from '../errors/count-text.ts';
import { invalid } from '../json/json-fields.ts';
import { locateDataFile } from '../sources/data-files.ts';
import { planResume, type ResumePlan, type SegmentStart } from './resume-plan.ts';

/** A dump's folder while it is written, locked, in the order of `docs/archive-format.md`. */
export class DumpFolder {
  readonly folder: string;
  readonly request: DumpRequest;
  /** The segments that had not ended when the folder was opened. */
  readonly segments: readonly SegmentStart[];
  /** The table as an earlier run saw it, where the dump has it. */
  readonly recordedTable: TableDescription | undefined;
  readonly #journal: JournalRecord[];
  readonly #unlock: () => void;
  #appended: Promise<void> = Promise.resolve();
  /** Records that wait to be appended. */
  readonly #waiting: JournalRecord[] = [];

  private constructor(
    folder: string,
    request: DumpRequest,
    journal: JournalRecord[],
    segments: readonly SegmentStart[],
    unlock: () => void,
    recordedTable?: TableDescription,
  ) {
    this.folder = folder;
    this.request = request;
    this.#journal = journal;
    this.segments = segments;
    this.#unlock = unlock;
    this.recordedTable = recordedTable;
  }

  /**
   * Creates a new dump's folder. `tableJson` is the content of `table.json`, if there is to be one. With `mustBeNew` an
   * empty folder is not taken either: another dump may have just created it for itself.
   * @throws AutodyneError `AlreadyExists` when the folder exists and is not empty, or another dump begins in it;
   *   `InvalidInput` when it cannot be written. Then none of our files are left, and those of others stay.
   */
  static async create(
    folder: string,
    request: DumpRequest,
    tableJson: string | undefined,
    options: { mustBeNew?: boolean } = {},
  ): Promise<DumpFolder> {
    const { unlock, removeBeginning } = await takeNewFolder(folder, options.mustBeNew);
    try {
      await mkdir(join(folder, ARCHIVE_FILES.data), { mode: 0o700 });
      await writeDurableFile(join(folder, ARCHIVE_FILES.request), serializeDumpRequest(request));
      if (tableJson !== undefined) await writeDurableFile(join(folder, ARCHIVE_FILES.table), tableJson);
      return new DumpFolder(folder, request, [], planSegments(request, planResume(request, [], [])), unlock);
    } catch (error) {
      await removeBeginning();
      if (!isAutodyneError(error)) throw writeFailure(folder, error, 'InvalidInput');
      const { message, suggestions, details } = error;
      throw new AutodyneError('InvalidInput', message, { suggestions, details, cause: error });
    }
  }

  /**
   * Opens an incomplete dump to resume it, and removes the files that a killed writer left behind. Its files are read
   * only once the lock is ours: before that, another writer may change them.
   * @throws AutodyneError `AlreadyExists` when another process writes it; `InvalidInput` when it is no dump, is
   *   complete, or a recorded file is not as recorded; `Incomplete` when it cannot be written.
   */
  static async resume(folder: string): Promise<DumpFolder> {
    await assertIsDump(folder);
    const unlock = lockDump(folder);
    try {
      const { request, journal, summary, table } = await readArchive(folder);
      if (summary !== undefined) {
        throw new AutodyneError(
          'InvalidInput',
          `the dump in ${folder} is complete: there is nothing to resume`,
        );
      }
      for (const record of journal) await checkSize(folder, record);
      const plan = await writing(folder, async () => {
        await dropTornLine(join(folder, ARCHIVE_FILES.journal));
        const data = join(folder, ARCHIVE_FILES.data);
        await mkdir(data, { recursive: true, mode: 0o700 });
        const found = planResume(request, journal, await readdir(data));
        for (const name of found.filesToRemove) await rm(join(data, name));
        return found;
      });
      return new DumpFolder(folder, request, [...journal], planSegments(request, plan), unlock, table);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** The records so far, those of earlier runs included. */
  get journal(): readonly JournalRecord[] {
    return this.#journal;
  }

  /**
   * Records a data file that is on disk under its name; files that are finished while others are being recorded are
   * recorded together, at the cost of one. Once one could not be recorded, none after it is, so that the journal never
   * has a damaged line in its middle.
   */
  record(record: JournalRecord): Promise<void> {
    this.#waiting.push(record);
    this.#appended = this.#appended.then(() => this.#appendWaiting());
    return this.#appended;
  }

  async #appendWaiting(): Promise<void> {
    const records = this.#waiting.splice(0);
    if (records.length === 0) return;
    const data = join(this.folder, ARCHIVE_FILES.data);
    await writing(data, () => syncFolder(data));
    const lines = records.map(serializeJournalRecord).join('');
    await appendDurably(join(this.folder, ARCHIVE_FILES.journal), lines);
    this.#journal.push(...records);
  }

  /** Ends the dump: checksums, then the summary. */
  async finish(end: Omit<DumpEnd, 'requestMd5Base64' | 'tableMd5Base64'>): Promise<DumpSummary> {
    await this.#appended;
    const journalPath = join(this.folder, ARCHIVE_FILES.journal);
    // A dump of the schema alone has no record, but has its journal.
    await appendDurably(journalPath, '');
    const summary = summarize(this.request, this.#journal, {
      ...end,
      requestMd5Base64: await md5OfFile(join(this.folder, ARCHIVE_FILES.request)),
      tableMd5Base64: await md5OfFile(join(this.folder, ARCHIVE_FILES.table)),
    });
    const summaryText = serializeSummary(summary);
    const journal = (await readIfThere(journalPath)) ?? Buffer.alloc(0);
    await writeDurableFile(join(this.folder, ARCHIVE_FILES.journalChecksum), md5Base64(journal));
    await writeDurableFile(join(this.folder, ARCHIVE_FILES.summaryChecksum), md5Base64(summaryText));
    await writeDurableFile(join(this.folder, ARCHIVE_FILES.summary), summaryText);
    return summary;
  }

  /** Releases the lock; to be called however the dump ended. */
  async close(): Promise<void> {
    await this.#appended.catch(() => undefined);
    this.#unlock();
  }
}

async function md5OfFile(path: string): Promise<string | undefined> {
  const content = await readIfThere(path);
  return content && md5Base64(content);
}

function planSegments(request: DumpRequest, plan: ResumePlan): readonly SegmentStart[] {
  return request.contents === 'schema' ? [] : plan.segments;
}

async function dropTornLine(path: string): Promise<void> {
  const journal = await readIfThere(path);
  if (journal === undefined) return;
  const length = wholeLinesLength(journal);
  if (length < journal.length) await truncate(path, length);
}

async function checkSize(folder: string, record: JournalRecord): Promise<void> {
  const { name, sizeBytes: size, isUnpacked } = await locateDataFile(folder, record);
  const expected = isUnpacked ? record.contentSizeBytes : record.sizeBytes;
  if (size === expected) return;
  throw invalid(
    name,
    `this data file has ${countOf(size, 'byte')}, but ${countText(expected)} were recorded`,
  );
}
