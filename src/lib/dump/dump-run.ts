import { setMaxListeners } from 'node:events';
import type { UnitLimiter } from '../usage/unit-limiter.ts';

/** Sums over the segments, of this run only. */
export interface DumpProgress {
  itemCount: number;
  scannedCount: number;
  /** Of the items' lines, before compression. */
  contentSizeBytes: number;
  consumedReadUnits: number;
}

/** Why a dump stops before its end. */
export type DumpStopReason = 'interrupted' | 'units spent' | 'limit reached' | 'failed';

export interface DumpRunOptions {
  /** Stops the dump after the pages under way when it fires. */
  signal?: AbortSignal | undefined;
  /** Read units a second. */
  limiter?: UnitLimiter | undefined;
  /** Stops the dump once this run has consumed this many read units. */
  maxUnits?: number | undefined;
  /** Items that are still wanted; any number unless given. */
  limit?: number | undefined;
  onProgress?: ((progress: Readonly<DumpProgress>) => void) | undefined;
}

/** The time that requests under way may take once the dump is to stop. */
const STOP_GRACE_MS = 5_000;

/** Ends a segment that waits for its turn; caught within this folder. */
export class StopScan extends Error {}

/**
 * Shared by the segments of one run: the sums, the budget, and the reason to stop. After a stop no segment sends
 * another request, and pages under way are finished.
 */
export class DumpRun {
  readonly progress: DumpProgress = {
    itemCount: 0,
    scannedCount: 0,
    contentSizeBytes: 0,
    consumedReadUnits: 0,
  };
  readonly #options: DumpRunOptions;
  readonly #abort = new AbortController();
  readonly #onSignal = (): void => this.stop('interrupted');
  #graceTimer: NodeJS.Timeout | undefined;
  #stopReason: DumpStopReason | undefined;
  #failure: unknown;
  /** Ends the delays for units. */
  readonly #stopping = new AbortController();

  constructor(options: DumpRunOptions) {
    this.#options = options;
    // Each segment's request listens to it.
    setMaxListeners(0, this.#abort.signal);
    if (options.signal?.aborted) this.stop('interrupted');
    options.signal?.addEventListener('abort', this.#onSignal, { once: true });
  }

  get stopReason(): DumpStopReason | undefined {
    return this.#stopReason;
  }

  /** The first failure of a segment. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Ends requests that have no response some time after the stop. */
  get requestSignal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Only the first reason counts. */
  stop(reason: DumpStopReason, failure?: unknown): void {
    if (this.#stopReason !== undefined) return;
    this.#stopReason = reason;
    this.#failure = failure;
    this.#graceTimer = setTimeout(() => this.#abort.abort(), STOP_GRACE_MS);
    this.#stopping.abort();
  }

  /** Waits until the next request may be sent. @throws StopScan once the run is to stop. */
  readonly beforeRequest = async (): Promise<void> => {
    await this.#options.limiter?.ready(this.#stopping.signal);
    if (this.#stopReason !== undefined) throw new StopScan();
  };

  /** The number of a page's items that are still wanted; fewer than all once the limit is reached. */
  wanted(pageItems: number): number {
    const { limit } = this.#options;
    return limit === undefined
      ? pageItems
      : Math.min(pageItems, Math.max(0, limit - this.progress.itemCount));
  }

  /** Adds a page to the sums, and stops the run when a bound is reached. */
  count(page: DumpProgress): void {
    this.progress.itemCount += page.itemCount;
    this.progress.scannedCount += page.scannedCount;
    this.progress.contentSizeBytes += page.contentSizeBytes;
    this.progress.consumedReadUnits += page.consumedReadUnits;
    this.#options.limiter?.spend(page.consumedReadUnits);
    const { limit, maxUnits, onProgress } = this.#options;
    if (limit !== undefined && this.progress.itemCount >= limit) this.stop('limit reached');
    if (maxUnits !== undefined && this.progress.consumedReadUnits >= maxUnits) this.stop('units spent');
    onProgress?.(this.progress);
  }

  /** To be called when all segments are done. */
  close(): void {
    clearTimeout(this.#graceTimer);
    this.#options.signal?.removeEventListener('abort', this.#onSignal);
  }
}
