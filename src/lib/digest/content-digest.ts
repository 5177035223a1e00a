import { hash } from 'node:crypto';
import { canonicalItem, type TypedJsonItem } from './canonical-item.ts';

const MODULUS = 1n << 256n;
const SUM_BYTES = 4;
const SUMS = 8;

/** This many sums of 32-bit words are exact in a double. */
const MOST_UNCARRIED = 2 ** 20;

/**
 * The digest of a collection of items, in any order: equal digests mean equal items. The sum, modulo 2^256, of each
 * canonical item's SHA-256, with the count (`docs/archive-format.md`, The content digest).
 */
export class ContentDigest {
  #sum = 0n;
  /** Of the hashes that are not in {@link #sum} yet, word by word: big integers are slow to add one by one. */
  readonly #sums = new Float64Array(SUMS);
  #itemCount = 0;

  get itemCount(): number {
    return this.#itemCount;
  }

  /** Adds an item and returns its own hash: 32 bytes. */
  add(item: TypedJsonItem): Buffer {
    const added = itemHash(item);
    this.addHash(added);
    return added;
  }

  /** Adds an item by its {@link itemHash}. */
  addHash(itemHash: Buffer): void {
    for (let index = 0; index < SUMS; index += 1) {
      this.#sums[index] = (this.#sums[index] ?? 0) + itemHash.readUInt32BE(index * SUM_BYTES);
    }
    this.#itemCount += 1;
    if (this.#itemCount % MOST_UNCARRIED === 0) this.#carry();
  }

  /** `COUNT:HEX`, 64 digits of hex. */
  toString(): string {
    this.#carry();
    return `${this.#itemCount}:${this.#sum.toString(16).padStart(64, '0')}`;
  }

  #carry(): void {
    const added = this.#sums.reduce((sum, index) => (sum << 32n) + BigInt(index), 0n);
    this.#sum = (this.#sum + added) % MODULUS;
    this.#sums.fill(0);
  }
}

/**
 * The SHA-256 of an item's canonical form.
 * @throws TypeError for a value that is not DynamoDB JSON.
 */
export function itemHash(item: TypedJsonItem): Buffer {
  return hash('sha256', canonicalItem(item), 'buffer');
}
