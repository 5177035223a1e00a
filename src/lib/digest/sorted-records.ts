import { tmpdir } from 'node:os';
import { type SortRecord, type SortRun, writeRun } from './sort-run.ts';

/** About what a record takes beside its bytes. */
const RECORD_OVERHEAD_BYTES = 300;

export interface SortedRecordsOptions {
  isReverse?: boolean | undefined;
  /** No more than so many of the first are wanted. */
  atMost?: number | undefined;
  /** What may be held in memory; 16 MiB unless told. More goes to temporary files. */
  memoryBytes?: number;
  /** Where these lie; the system's place for them unless told. */
  temporaryFolder?: string;
}

/**
 * Records in the order of their order bytes, in bounded memory however many there are: what is too much is sorted
 * in runs on disk, which are merged as they are read (some 100 KB held of each). Records of the same order stay
 * as they were added. Call {@link close} when done, whatever happens.
 */
export class SortedRecords {
  readonly #options: SortedRecordsOptions;
  readonly #memoryBytes: number;
  #held: SortRecord[] = [];
  #heldBytes = 0;
  readonly #runs: SortRun[] = [];

  constructor(options: SortedRecordsOptions = {}) {
    this.#options = options;
    this.#memoryBytes = options.memoryBytes ?? 16 * 1024 * 1024;
  }

  async add(record: SortRecord): Promise<void> {
    this.#held.push(record);
    this.#heldBytes += sizeOf(record);
    if (this.#heldBytes <= this.#memoryBytes) return;
    this.#sortHeld();
    // Few are wanted: with the others gone there may be room enough.
    if (this.#heldBytes > this.#memoryBytes / 2) await this.#spill();
  }

  /** All records, or as many as are wanted, in order. Adding is over. */
  async *records(): AsyncGenerator<SortRecord> {
    this.#sortHeld();
    const sources = [...this.#runs.map((run) => run.records()), held(this.#held)];
    let count = 0;
    const { atMost = Number.POSITIVE_INFINITY } = this.#options;
    for await (const record of mergeSorted(sources, (a, b) => this.#compare(a, b))) {
      if (count === atMost) return;
      count += 1;
      yield record;
    }
  }

  /** Removes what was written to disk. */
  async close(): Promise<void> {
    for (const run of this.#runs) await run.close();
  }

  #compare(a: SortRecord, b: SortRecord): number {
    const order = Buffer.compare(a.order, b.order);
    return this.#options.isReverse === true ? -order : order;
  }

  #sortHeld(): void {
    this.#held.sort((a, b) => this.#compare(a, b));
    this.#held = this.#held.slice(0, this.#options.atMost);
    this.#heldBytes = this.#held.reduce((sum, record) => sum + sizeOf(record), 0);
  }

  async #spill(): Promise<void> {
    this.#runs.push(await writeRun(this.#held, this.#options.temporaryFolder ?? tmpdir()));
    this.#held = [];
    this.#heldBytes = 0;
  }
}

function sizeOf({ order, payload }: SortRecord): number {
  return order.length + payload.length + RECORD_OVERHEAD_BYTES;
}

async function* held(records: readonly SortRecord[]): AsyncGenerator<SortRecord> {
  yield* records;
}

interface Head {
  record: SortRecord;
  rest: AsyncGenerator<SortRecord>;
  /** Earlier sources come first when records are of the same order. */
  position: number;
}

/** The records of sorted sources in one order. */
export async function* mergeSorted(
  sources: readonly AsyncGenerator<SortRecord>[],
  compare: (a: SortRecord, b: SortRecord) => number,
): AsyncGenerator<SortRecord> {
  /** The source whose record is next stands last. */
  const heads: Head[] = [];
  const isBefore = (a: Head, b: Head): boolean =>
    (compare(a.record, b.record) || a.position - b.position) < 0;
  const insert = async (rest: AsyncGenerator<SortRecord>, position: number): Promise<void> => {
    const { done, value } = await rest.next();
    if (done === true) return;
    const head = { record: value, rest, position };
    let [low, high] = [0, heads.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = heads[middle];
      if (other !== undefined && isBefore(head, other)) low = middle + 1;
      else high = middle;
    }
    heads.splice(low, 0, head);
  };
  try {
    for (const [position, source] of sources.entries()) await insert(source, position);
    for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
      yield head.record;
      await insert(head.rest, head.position);
    }
  } finally {
    for (const source of sources) await source.return(undefined);
  }
}
