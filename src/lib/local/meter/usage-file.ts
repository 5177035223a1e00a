import {
  closeSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { errorFacts } from '../../errors/from-aws-error.ts';
import { readSmallFile } from '../../files/read-small-file.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import { lockTwinFile } from '../engine/data-lock.ts';
import { USAGE_FILE_NAME } from '../engine/twin-folder.ts';
import { UsageHistory } from './usage-history.ts';
import { tallyOf, type UsageRecord } from './usage-tally.ts';

const VERSION = 1;
/** Far above the size of minutes of 48 hours, hours of 13 months and the lines of one hour. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/**
 * The meter's counts, beside the data, as JSON Lines: the first has the version and the start of counting, each other
 * is a {@link UsageRecord} to be added. So a line that was written is counted once, whatever follows it, and an
 * incomplete one is not counted. Only one process may use the file.
 */
export class UsageFile {
  readonly #path: string;
  readonly #release: () => void;
  #file: number | undefined;
  #sizeBytes = 0;

  private constructor(path: string, release: () => void) {
    this.#path = path;
    this.#release = release;
  }

  /**
   * Opens the folder's file, or creates one, sums up what is old, and writes it anew.
   * @param now epoch seconds
   * @throws AutodyneError `InvalidUsage` where another process has it, `InvalidInput` where it cannot be read or
   *   written
   */
  static async open(folder: string, now: number): Promise<{ file: UsageFile; history: UsageHistory }> {
    const path = join(folder, USAGE_FILE_NAME);
    const file = new UsageFile(path, lockTwinFile(path));
    try {
      const history = await readHistory(path, now);
      file.rewrite(history, now);
      return { file, history };
    } catch (error) {
      file.close();
      throw isAutodyneError(error) ? error : cannot('save usage in', path, error);
    }
  }

  /**
   * Appends lines by one write. An incomplete write is removed again.
   * @throws the system's error
   */
  append(records: readonly UsageRecord[]): void {
    if (this.#file === undefined) throw new Error(`${this.#path} is closed`);
    const bytes = linesOf(records);
    try {
      writeAll(this.#file, bytes, this.#sizeBytes);
    } catch (error) {
      ftruncateSync(this.#file, this.#sizeBytes);
      throw error;
    }
    this.#sizeBytes += bytes.length;
  }

  /**
   * Sums up old minutes and hours, and replaces the whole file.
   * @throws the system's error
   */
  rewrite(history: UsageHistory, now: number): void {
    history.rollUp(now);
    const bytes = linesOf([{ Version: VERSION, CountedSince: history.countedSince }, ...history.records()]);
    const temporary = `${this.#path}.${process.pid}.tmp`;
    const file = openSync(temporary, 'w', 0o600);
    try {
      fchmodSync(file, 0o600);
      writeAll(file, bytes, 0);
      fsyncSync(file);
      renameSync(temporary, this.#path);
    } catch (error) {
      closeSync(file);
      rmSync(temporary, { force: true });
      throw error;
    }
    const old = this.#file;
    this.#file = file;
    this.#sizeBytes = bytes.length;
    if (old !== undefined) closeQuietly(old);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#release();
  }
}

/**
 * The new file is in place by then: an error here must not look as if it were not, or its lines would be written again.
 */
function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // It is not needed any more.
  }
}

/** One system call, nearly always: it writes less only where there is no room left. */
function writeAll(file: number, bytes: Buffer, at: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written, at + written);
  }
}

function linesOf(values: readonly unknown[]): Buffer {
  return Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

async function readHistory(path: string, now: number): Promise<UsageHistory> {
  let text: string;
  try {
    text = (await readSmallFile(path, { maxBytes: MAX_FILE_BYTES })).toString('utf8');
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') return new UsageHistory(now);
    throw isAutodyneError(error) ? error : cannot('read', path, error);
  }
  const lines = text.split('\n');
  // After the last line feed there is nothing, or an incomplete line from when the twin was killed.
  const torn = lines.pop() ?? '';
  if (lines.length === 0 && torn === '') return new UsageHistory(now);
  const history = new UsageHistory(countedSince(path, lines[0] ?? ''));
  for (const [index, line] of lines.entries()) {
    if (index > 0 && !addLine(history, line)) throw damaged(path, index + 1);
  }
  addLine(history, torn);
  return history;
}

function countedSince(path: string, line: string): number {
  const header = parsed(line);
  if (!isJsonObject(header) || typeof header['CountedSince'] !== 'number') throw damaged(path, 1);
  if (header['Version'] !== VERSION) {
    throw new AutodyneError(
      'InvalidInput',
      `cannot read ${path}: it has version ${header['Version']}, which this version of autodyne does not support`,
      {
        suggestions: ['use the version of autodyne that wrote it, or a later one'],
      },
    );
  }
  return header['CountedSince'];
}

function addLine(history: UsageHistory, line: string): boolean {
  const record = parsed(line);
  const tally = tallyOf(record);
  if (tally === undefined) return false;
  const { Time, Seconds } = record as Pick<UsageRecord, 'Time' | 'Seconds'>;
  if (!Number.isSafeInteger(Time) || (Seconds !== 60 && Seconds !== 3600)) return false;
  history.add({ Time, Seconds }, tally);
  return true;
}

function parsed(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}

function damaged(path: string, line: number): AutodyneError {
  return new AutodyneError('InvalidInput', `cannot read ${path}: line ${line} is not valid`, {
    suggestions: [
      'remove that line, or move the file to another folder: counting starts again, and the table is kept',
    ],
  });
}

function cannot(what: string, path: string, error: unknown): AutodyneError {
  const { code, message } = errorFacts(error);
  return new AutodyneError('InvalidInput', `cannot ${what} ${path}: ${code ?? message}`, { cause: error });
}
