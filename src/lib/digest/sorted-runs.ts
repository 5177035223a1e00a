import { type SortRecord, type SortRun, writeRun } from './sort-run.ts';

/** This many runs are merged into one: each that is read takes an open file and some 100 KB. */
const MERGED_RUNS = 32;

/** Merged at a time: awaiting each record by itself would cost more than everything else. */
const BATCH_RECORDS = 256;

export interface SortedRunsOptions {
  isReverse?: boolean | undefined;
  /** Only this many of the first records are wanted. */
  atMost?: number | undefined;
  /** The system's temporary folder by default. */
  temporaryFolder?: string | undefined;
}

/**
 * Sorted runs on disk, and all their records in one order: the half of sorting that memory has no room for. Records of
 * the same order stay as they were added. Call {@link close} when done, whatever happens.
 */
export class SortedRuns {
  readonly #options: SortedRunsOptions;
  /** Runs that were merged so many times; those of the last levels are the newest. */
  readonly #levels: SortRun[][] = [];

  constructor(options: SortedRunsOptions = {}) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#levels.every((runs) => runs.length === 0);
  }

  /**
   * Writes records that are sorted by {@link compareRecords} to disk.
   * @throws AutodyneError `InvalidInput` when they cannot be written.
   */
  async add(sorted: Iterable<SortRecord>): Promise<void> {
    await this.#keep(0, await writeRun([sorted], this.#options.temporaryFolder));
  }

  /**
   * The records of all runs, and of those that are only in memory, in one order, some at a time. Nothing can be added
   * afterwards.
   */
  batches(held: Iterable<SortRecord>): AsyncGenerator<readonly SortRecord[], void> {
    return this.#merged(this.#levels.toReversed().flat(), held);
  }

  /** Frees the space on disk. */
  async close(): Promise<void> {
    for (const run of this.#levels.splice(0).flat()) await run.close();
  }

  async #keep(level: number, run: SortRun): Promise<void> {
    const runs = this.#levels[level] ?? [];
    this.#levels[level] = runs;
    runs.push(run);
    if (runs.length < MERGED_RUNS) return;
    const merged = await writeRun(this.#merged(runs, []), this.#options.temporaryFolder);
    for (const one of runs.splice(0)) await one.close();
    await this.#keep(level + 1, merged);
  }

  async *#merged(
    runs: readonly SortRun[],
    held: Iterable<SortRecord>,
  ): AsyncGenerator<readonly SortRecord[], void> {
    const { atMost = Number.POSITIVE_INFINITY, isReverse } = this.#options;
    const heads = new Heads(isReverse === true);
    try {
      for (const run of runs) await heads.open(run.batches());
      await heads.open(onlyBatch(held));
      for (let left = atMost; left > 0; ) {
        const records = await heads.take(Math.min(left, BATCH_RECORDS));
        if (records.length === 0) return;
        left -= records.length;
        yield records;
      }
    } finally {
      await heads.close();
    }
  }
}

export function compareRecords(a: SortRecord, b: SortRecord, isReverse = false): number {
  const order = Buffer.compare(a.order, b.order);
  return isReverse ? -order : order;
}

async function* onlyBatch(records: Iterable<SortRecord>): AsyncGenerator<Iterable<SortRecord>, void> {
  yield records;
}

/** One of several sorted sources, whose next record is known. */
interface Head {
  record: SortRecord;
  /** The records of the current batch after it. */
  rest: Iterator<SortRecord>;
  source: AsyncIterator<Iterable<SortRecord>>;
  /** Earlier sources come first when records are of the same order. */
  position: number;
}

/** Sorted sources, of which the one with the next record is the last. */
class Heads {
  readonly #isReverse: boolean;
  readonly #heads: Head[] = [];
  readonly #sources: AsyncIterator<Iterable<SortRecord>>[] = [];

  constructor(isReverse: boolean) {
    this.#isReverse = isReverse;
  }

  async open(source: AsyncIterator<Iterable<SortRecord>>): Promise<void> {
    const position = this.#sources.push(source);
    const head = await nextBatch(source, position);
    if (head !== undefined) this.#insert(head);
  }

  /** The next records, at most `count`; none at the end. */
  async take(count: number): Promise<SortRecord[]> {
    const taken: SortRecord[] = [];
    while (taken.length < count) {
      const head = this.#heads.pop();
      if (head === undefined) break;
      taken.push(head.record);
      const { done, value } = head.rest.next();
      const next = done === true ? await nextBatch(head.source, head.position) : { ...head, record: value };
      if (next !== undefined) this.#insert(next);
    }
    return taken;
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source.return?.();
  }

  #insert(head: Head): void {
    let [low, high] = [0, this.#heads.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#heads[middle];
      if (other !== undefined && this.#isBefore(head, other)) low = middle + 1;
      else high = middle;
    }
    this.#heads.splice(low, 0, head);
  }

  #isBefore(a: Head, b: Head): boolean {
    return (compareRecords(a.record, b.record, this.#isReverse) || a.position - b.position) < 0;
  }
}

async function nextBatch(
  source: AsyncIterator<Iterable<SortRecord>>,
  position: number,
): Promise<Head | undefined> {
  for (;;) {
    const batch = await source.next();
    if (batch.done === true) return undefined;
    const rest = batch.value[Symbol.iterator]();
    const { done, value } = rest.next();
    if (done !== true) return { record: value, rest, source, position };
  }
}
