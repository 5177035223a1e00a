import type { SortRecord } from './sort-run.ts';
import { compareRecords, SortedRuns, type SortedRunsOptions } from './sorted-runs.ts';

/** The approximate memory of a record in addition to its bytes. */
const RECORD_OVERHEAD_BYTES = 300;

export interface SortedRecordsOptions extends SortedRunsOptions {
  /** 16 MiB by default. More goes to temporary files. */
  memoryBytes?: number | undefined;
}

/**
 * Records in the order of their order bytes, in bounded memory however many there are: records beyond it are sorted in
 * runs on disk, which are merged as they are read (some 100 KB of each in memory). Records of the same order stay as
 * they were added. Call {@link close} when done, whatever happens.
 */
export class SortedRecords {
  readonly #options: SortedRecordsOptions;
  readonly #memoryBytes: number;
  readonly #runs: SortedRuns;
  #held: SortRecord[] = [];
  #heldBytes = 0;

  constructor(options: SortedRecordsOptions = {}) {
    this.#options = options;
    this.#memoryBytes = options.memoryBytes ?? 16 * 1024 * 1024;
    this.#runs = new SortedRuns(options);
  }

  async add(record: SortRecord): Promise<void> {
    this.#held.push(record);
    this.#heldBytes += sizeOf(record);
    if (this.#heldBytes <= this.#memoryBytes) return;
    this.#sortHeld();
    // Few are wanted: with the others gone there may be room enough.
    if (this.#heldBytes > this.#memoryBytes / 2) await this.#spill();
  }

  /** All records, or as many as are wanted, in order, some at a time. Nothing can be added afterwards. */
  batches(): AsyncGenerator<readonly SortRecord[], void> {
    this.#sortHeld();
    return this.#runs.batches(this.#held);
  }

  /** The same, one at a time. */
  async *records(): AsyncGenerator<SortRecord, void> {
    for await (const records of this.batches()) yield* records;
  }

  /** Removes what was written to disk. */
  async close(): Promise<void> {
    await this.#runs.close();
  }

  #sortHeld(): void {
    const { isReverse, atMost } = this.#options;
    this.#held.sort((a, b) => compareRecords(a, b, isReverse));
    this.#held = this.#held.slice(0, atMost);
    this.#heldBytes = this.#held.reduce((sum, record) => sum + sizeOf(record), 0);
  }

  async #spill(): Promise<void> {
    await this.#runs.add(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
  }
}

function sizeOf({ order, payload }: SortRecord): number {
  return order.length + payload.length + RECORD_OVERHEAD_BYTES;
}
