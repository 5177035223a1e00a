import { SortedRecords } from './sorted-records.ts';

export interface KeyedRecordsOptions {
  /** 32 MiB by default. More goes to temporary files. */
  memoryBytes?: number;
  /** The system's temporary folder by default. */
  temporaryFolder?: string;
}

/** The records of one key, in the order in which they were added. */
export interface KeyGroup {
  key: string;
  payloads: Buffer[];
}

/**
 * Records grouped by their key in bounded memory, however many there are: sorted by their key, so that those of one key
 * come together. For finding repeated keys, and for comparing two collections by key. Call {@link close} when done,
 * whatever happens.
 */
export class KeyedRecords {
  readonly #records: SortedRecords;

  constructor({ memoryBytes = 32 * 1024 * 1024, temporaryFolder }: KeyedRecordsOptions = {}) {
    this.#records = new SortedRecords({ memoryBytes, temporaryFolder });
  }

  /**
   * Adds a record; records of one key keep the order in which they were added.
   * @throws AutodyneError `InvalidInput` when a temporary file cannot be written.
   */
  async add(key: string, payload: Buffer): Promise<void> {
    await this.#records.add({ order: Buffer.from(key), payload });
  }

  /** The records of each key, in the order of the keys' bytes. Nothing can be added afterwards. */
  async *groups(): AsyncGenerator<KeyGroup, void> {
    let [order, payloads]: [Buffer | undefined, Buffer[]] = [undefined, []];
    for await (const records of this.#records.batches()) {
      for (const record of records) {
        if (order?.equals(record.order)) {
          payloads.push(record.payload);
          continue;
        }
        if (order !== undefined) yield { key: order.toString(), payloads };
        [order, payloads] = [record.order, [record.payload]];
      }
    }
    if (order !== undefined) yield { key: order.toString(), payloads };
  }

  /** Frees the space on disk. */
  async close(): Promise<void> {
    await this.#records.close();
  }
}
