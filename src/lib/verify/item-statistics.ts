import type { TypedJsonItem } from '../digest/canonical-item.ts';
import { keyText } from '../digest/key-text.ts';
import { decodeTypedJson } from '../digest/typed-json-item.ts';
import { type KeySchema, keyAttributesOf } from '../items/keys/key-schema.ts';
import { itemSizeBytes } from '../items/values/item-size.ts';
import { writeUnits } from '../usage/write-cost.ts';

/** An attribute over all items. */
export interface AttributeStatistics {
  name: string;
  itemCount: number;
  /** Item counts by the type that the attribute has. */
  types: Record<string, number>;
}

export interface LargeItem {
  key: string;
  sizeBytes: number;
}

export interface ItemStatistics {
  itemCount: number;
  sizeBytes: number;
  smallestBytes: number;
  largestBytes: number;
  averageBytes: number;
  /** Items by size: each bucket holds those up to `upToBytes`, above the one before. */
  sizes: { upToBytes: number; itemCount: number }[];
  /** Most frequent first, a thousand at most. */
  attributes: AttributeStatistics[];
  /** More attribute names were found than are counted separately. */
  hasMoreAttributes: boolean;
  largest: LargeItem[];
  /** Write units that putting all items into the table alone would cost. */
  writeUnits: number;
}

const MOST_ATTRIBUTES = 1000;
const LARGEST_KEPT = 10;
const SIZE_BUCKETS = [128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 65_536, 409_600];

/** Collects statistics of items in bounded memory, one item after another. */
export class StatisticsCounter {
  readonly #key: KeySchema | undefined;
  readonly #attributes = new Map<string, AttributeStatistics>();
  readonly #sizes = SIZE_BUCKETS.map((upToBytes) => ({ upToBytes, itemCount: 0 }));
  readonly #largest: LargeItem[] = [];
  #hasMoreAttributes = false;
  #itemCount = 0;
  #sizeBytes = 0;
  #smallestBytes = Number.POSITIVE_INFINITY;
  #largestBytes = 0;
  #writeUnits = 0;

  /** @param key the table's key, to name the largest items by; without it they are named by all their attributes. */
  constructor(key: KeySchema | undefined) {
    this.#key = key;
  }

  add(json: TypedJsonItem): void {
    const sizeBytes = itemSizeBytes(decodeTypedJson(json));
    this.#itemCount += 1;
    this.#sizeBytes += sizeBytes;
    this.#smallestBytes = Math.min(this.#smallestBytes, sizeBytes);
    this.#largestBytes = Math.max(this.#largestBytes, sizeBytes);
    this.#writeUnits += writeUnits(sizeBytes);
    const bucket = this.#sizes.find(({ upToBytes }) => sizeBytes <= upToBytes) ?? this.#sizes.at(-1);
    if (bucket !== undefined) bucket.itemCount += 1;
    for (const [name, value] of Object.entries(json)) this.#addAttribute(name, value);
    this.#addLarge(json, sizeBytes);
  }

  get itemCount(): number {
    return this.#itemCount;
  }

  get result(): ItemStatistics {
    return {
      itemCount: this.#itemCount,
      sizeBytes: this.#sizeBytes,
      smallestBytes: this.#itemCount === 0 ? 0 : this.#smallestBytes,
      largestBytes: this.#largestBytes,
      averageBytes: this.#itemCount === 0 ? 0 : Math.round(this.#sizeBytes / this.#itemCount),
      sizes: this.#sizes,
      attributes: [...this.#attributes.values()].sort(
        (a, b) => b.itemCount - a.itemCount || (a.name < b.name ? -1 : 1),
      ),
      hasMoreAttributes: this.#hasMoreAttributes,
      largest: this.#largest,
      writeUnits: this.#writeUnits,
    };
  }

  #addAttribute(name: string, value: unknown): void {
    const [type = '?'] = Object.keys(value as object);
    let attribute = this.#attributes.get(name);
    if (attribute === undefined) {
      if (this.#attributes.size >= MOST_ATTRIBUTES) {
        this.#hasMoreAttributes = true;
        return;
      }
      attribute = { name, itemCount: 0, types: {} };
      this.#attributes.set(name, attribute);
    }
    attribute.itemCount += 1;
    attribute.types[type] = (attribute.types[type] ?? 0) + 1;
  }

  #addLarge(json: TypedJsonItem, sizeBytes: number): void {
    const smallestKept = this.#largest.at(-1)?.sizeBytes ?? 0;
    if (this.#largest.length === LARGEST_KEPT && sizeBytes <= smallestKept) return;
    const isKeyed =
      this.#key !== undefined && keyAttributesOf(this.#key).every(({ name }) => Object.hasOwn(json, name));
    const key = this.#key !== undefined && isKeyed ? keyText(json, this.#key) : '';
    this.#largest.push({ key, sizeBytes });
    this.#largest.sort((a, b) => b.sizeBytes - a.sizeBytes);
    this.#largest.length = Math.min(this.#largest.length, LARGEST_KEPT);
  }
}
