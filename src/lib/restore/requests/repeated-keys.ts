import { hash } from 'node:crypto';
import { keyText } from '../../digest/key-text.ts';
import type { SortRecord } from '../../digest/sort-run.ts';
import { SortedRuns } from '../../digest/sorted-runs.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { type KeySchema, keyAttributesOf } from '../../items/keys/key-schema.ts';
import { topLevelMembers } from './top-level-members.ts';

const HASH_BYTES = 8;
const FIRST_HASHES = 8 * 1024;

/** The most hashes in memory: 16 MiB, and half as much again while the array grows to that. */
const MOST_HASHES = 2 * 1024 * 1024;

export interface RepeatedKeysOptions {
  /** More hashes than this go to sorted runs in a temporary folder. */
  mostHashes?: number;
  /** The system's temporary folder by default. */
  temporaryFolder?: string;
}

/**
 * Counts the items whose key an earlier one has, by 64 bits of a hash of each key, in bounded memory however many
 * there are. (Of a thousand million keys that are all different, two have the same 64 bits once in forty times.) Call
 * {@link close} when done, whatever happens.
 */
export class RepeatedKeys {
  readonly #key: KeySchema;
  readonly #names: readonly string[];
  readonly #mostHashes: number;
  #hashes = new BigUint64Array(FIRST_HASHES);
  #count = 0;
  readonly #runs: SortedRuns;
  /** A full disk ends only the counting. */
  #isGivenUp = false;

  constructor(key: KeySchema, options: RepeatedKeysOptions = {}) {
    this.#key = key;
    this.#names = keyAttributesOf(key).map(({ name }) => name);
    this.#mostHashes = options.mostHashes ?? MOST_HASHES;
    this.#runs = new SortedRuns(options);
  }

  /** Adds an item in DynamoDB JSON; one without a key of the table is not counted, since it will not be written. */
  add(json: Buffer): void {
    const text = this.#keyOf(json);
    if (text === undefined || this.#isGivenUp) return;
    if (this.#count === this.#hashes.length) {
      const grown = new BigUint64Array(this.#hashes.length * 2);
      grown.set(this.#hashes);
      this.#hashes = grown;
    }
    this.#hashes[this.#count] = hash('sha256', text, 'buffer').readBigUInt64BE();
    this.#count += 1;
  }

  /** To be called now and then, after some thousand items: moves hashes to disk when there are too many for memory. */
  async settle(): Promise<void> {
    if (this.#count < this.#mostHashes) return;
    try {
      await this.#runs.add(this.#sorted());
    } catch (error) {
      if (!isAutodyneError(error)) throw error;
      this.#isGivenUp = true;
    }
    this.#count = 0;
  }

  /** The count; `undefined` when the disk had no room. Nothing can be added afterwards. */
  async repeatedCount(): Promise<number | undefined> {
    if (this.#isGivenUp) return undefined;
    let repeated = 0;
    if (this.#runs.isEmpty) {
      const hashes = this.#hashes.subarray(0, this.#count).sort();
      for (let at = 1; at < hashes.length; at += 1) if (hashes[at] === hashes[at - 1]) repeated += 1;
      return repeated;
    }
    let previous: bigint | undefined;
    for await (const records of this.#runs.batches(this.#sorted())) {
      for (const { order } of records) {
        const bits = order.readBigUInt64BE();
        if (bits === previous) repeated += 1;
        previous = bits;
      }
    }
    return repeated;
  }

  /** Deletes the temporary files. */
  async close(): Promise<void> {
    await this.#runs.close();
  }

  #keyOf(json: Buffer): string | undefined {
    try {
      const members = topLevelMembers(json, this.#names);
      const isTyped = keyAttributesOf(this.#key).every(({ name, type }) =>
        Object.hasOwn(Object(members[name]), type),
      );
      return isTyped ? keyText(members, this.#key) : undefined;
    } catch {
      return undefined;
    }
  }

  *#sorted(): Generator<SortRecord> {
    const payload = Buffer.alloc(0);
    for (const bits of this.#hashes.subarray(0, this.#count).sort()) {
      const order = Buffer.allocUnsafe(HASH_BYTES);
      order.writeBigUInt64BE(bits);
      yield { order, payload };
    }
  }
}
