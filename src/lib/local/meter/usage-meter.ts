import { monthOf } from '../../usage/month.ts';
import type { Units } from '../../usage/unit-meter.ts';
import { requestUnits } from '../../usage/unit-meter.ts';
import type { UsageQuery, UsageReport } from '../../usage/usage-report.ts';
import type { Charge } from './charges.ts';
import { UsageFile } from './usage-file.ts';
import { hourOf, minuteOf, UsageHistory } from './usage-history.ts';
import { Tally } from './usage-tally.ts';

export interface UsageMeterOptions {
  tableName: string;
  /** The folder for the counts; in memory, and lost at the end, when not given. */
  folder?: string | undefined;
  /** Request units of the plan in a calendar month. */
  planUnits?: number | undefined;
  /** Called with what each request consumed, as it is counted. */
  onUnits?: ((units: Units) => void) | undefined;
  /** Called when counts could not be written; they stay in memory, and are written later. */
  onWriteFailure?: ((error: unknown) => void) | undefined;
  /** Milliseconds since the epoch. */
  now?: (() => number) | undefined;
}

/** The filling of an index, as the operations of a report name it. */
export const FILLING = 'index';
const WRITE_INTERVAL_MS = 1000;

/**
 * Counts what the table and each index consume, by the minute. Counts are appended to a file, at most once a second: a
 * twin that is killed loses the last second at most, and nothing is ever counted twice.
 */
export class UsageMeter {
  readonly #options: UsageMeterOptions;
  readonly #history: UsageHistory;
  /** None in memory, and none once the meter is closed. */
  #file: UsageFile | undefined;
  /** Not written yet, by the first second of their minute. */
  readonly #unwritten = new Map<number, Tally>();
  #timer: NodeJS.Timeout | undefined;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #rolledUpHour: number;
  #month: { end: number; units: number };
  #isFailing = false;

  private constructor(options: UsageMeterOptions, history: UsageHistory, file: UsageFile | undefined) {
    this.#options = options;
    this.#history = history;
    this.#file = file;
    const now = this.#now();
    this.#rolledUpHour = hourOf(now);
    const units = requestUnits(history.sumSince(monthOf(now).start).total());
    this.#month = { end: monthOf(now).end, units };
  }

  /** @throws AutodyneError as {@link UsageFile.open} does */
  static async open(options: UsageMeterOptions): Promise<UsageMeter> {
    const now = Math.floor((options.now ?? Date.now)() / 1000);
    if (options.folder === undefined) return new UsageMeter(options, new UsageHistory(now), undefined);
    const { file, history } = await UsageFile.open(options.folder, now);
    return new UsageMeter(options, history, file);
  }

  /** Request units used in this calendar month. */
  get monthUnits(): number {
    return this.#monthAt(this.#now()).units;
  }

  /** Counts a request that was carried out, or the filling of an index. */
  count(operation: string, charges: readonly Charge[], { isEstimated = false } = {}): void {
    const now = this.#now();
    for (const tally of this.#talliesAt(now)) tally.addRequest(operation, charges, isEstimated);
    const units = { read: 0, write: 0 };
    for (const { read, write } of charges) {
      units.read += read;
      units.write += write;
    }
    this.#monthAt(now).units += requestUnits(units);
    if (operation !== FILLING) this.#options.onUnits?.(units);
  }

  /** Counts a request whose consumption is not known. */
  countUnreported(operation: string): void {
    for (const tally of this.#talliesAt(this.#now())) {
      tally.addRequest(operation, [], false);
      tally.untold += 1;
    }
  }

  /** Counts a request that was refused because of the limits. */
  countThrottled(): void {
    for (const tally of this.#talliesAt(this.#now())) tally.table.Throttled += 1;
  }

  report(query: UsageQuery): UsageReport {
    const { tableName, planUnits } = this.#options;
    return this.#history.report(query, { tableName, planUnits }, this.#now());
  }

  /** Writes what is not written yet, and closes the file. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#write();
    this.#file?.close();
    this.#file = undefined;
  }

  #monthAt(now: number): { units: number } {
    if (now >= this.#month.end) this.#month = { end: monthOf(now).end, units: 0 };
    return this.#month;
  }

  /** The sums to be added to: the whole current minute, and its part that is not written yet. */
  #talliesAt(now: number): readonly Tally[] {
    const minute = minuteOf(now);
    const all = this.#history.minute(minute);
    if (this.#file === undefined) {
      if (hourOf(now) !== this.#rolledUpHour) this.#history.rollUp(now);
      this.#rolledUpHour = hourOf(now);
      return [all];
    }
    const unwritten = this.#unwritten.get(minute) ?? new Tally();
    this.#unwritten.set(minute, unwritten);
    if (this.#timer === undefined) {
      const waitMs = Math.max(0, this.#writtenAtMs + WRITE_INTERVAL_MS - performance.now());
      // The timer keeps no twin alive: a twin closes its meter when it ends.
      this.#timer = setTimeout(() => this.#write(), waitMs).unref();
    }
    return [all, unwritten];
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#file === undefined || this.#unwritten.size === 0) return;
    try {
      if (!this.#isRewritten(this.#file)) {
        this.#file.append([...this.#unwritten].map(([minute, tally]) => tally.record(minute, 60)));
      }
      this.#unwritten.clear();
      this.#isFailing = false;
    } catch (error) {
      // Reported once: it is tried again at each write.
      if (!this.#isFailing) this.#options.onWriteFailure?.(error);
      this.#isFailing = true;
    }
    this.#writtenAtMs = performance.now();
  }

  /** At most once an hour; where it fails, the file stays as it is until the next time, and lines are appended. */
  #isRewritten(file: UsageFile): boolean {
    const now = this.#now();
    if (hourOf(now) === this.#rolledUpHour) return false;
    this.#rolledUpHour = hourOf(now);
    try {
      file.rewrite(this.#history, now);
      return true;
    } catch {
      return false;
    }
  }
  /** Epoch seconds. */
  #now(): number {
    return Math.floor((this.#options.now ?? Date.now)() / 1000);
  }
}
