import { createHash } from 'node:crypto';
import { canonicalItem, type TypedJsonItem } from './canonical-item.ts';

const MODULUS = 1n << 256n;

/**
 * The digest of a collection of items, whatever their order: equal digests mean equal items. The sum, modulo 2^256,
 * of each canonical item's SHA-256, beside the count (`docs/archive-format.md`, The content digest).
 */
export class ContentDigest {
  #sum = 0n;
  #itemCount = 0;

  get itemCount(): number {
    return this.#itemCount;
  }

  /** Adds an item and returns its own hash: 32 bytes. */
  add(item: TypedJsonItem): Buffer {
    const hash = itemHash(item);
    this.addHash(hash);
    return hash;
  }

  /** Adds an item by its {@link itemHash}. */
  addHash(hash: Buffer): void {
    this.#sum = (this.#sum + BigInt(`0x${hash.toString('hex')}`)) % MODULUS;
    this.#itemCount += 1;
  }

  /** `COUNT:HEX`, 64 digits of hex. */
  toString(): string {
    return `${this.#itemCount}:${this.#sum.toString(16).padStart(64, '0')}`;
  }
}

/** The SHA-256 of an item's canonical form. @throws TypeError for what is not DynamoDB JSON. */
export function itemHash(item: TypedJsonItem): Buffer {
  return createHash('sha256').update(canonicalItem(item)).digest();
}
