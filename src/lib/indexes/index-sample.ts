import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../client/client-sender.ts';
import { type KeyAttribute, keyAttributesOf, tableSchema } from '../items/keys/key-schema.ts';
import type { Item } from '../items/values/attribute-value.ts';
import { itemSizeBytes, valueSizeBytes } from '../items/values/item-size.ts';
import type { UnitMeter } from '../usage/unit-meter.ts';
import { indexEntry, projectedNames, writeUnits } from '../usage/write-cost.ts';
import type { IndexSpec } from './index-spec.ts';
import { type KeyContradiction, SeenAttributes } from './key-contradictions.ts';
import { scanSample } from './scan-sample.ts';

/**
 * The reason why an item is left out of an index. Without its key attribute that is how sparse indexes work; the others
 * are left out without an error while the index is filled, and refused when they are written afterwards.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export type LeftOutReason = 'missing' | 'wrong type' | 'empty' | 'too long';

export interface IndexSample {
  /** Items that were read. */
  sampledItems: number;
  /** The sample is the whole table. */
  isWhole: boolean;
  /** Items of the table, as far as is known: DynamoDB updates the count about every six hours. */
  tableItems: number;
  /** Sampled items that the index will have. */
  indexedItems: number;
  /** Sampled items that it will not have, by key attribute and reason. */
  leftOut: readonly { attribute: string; reason: LeftOutReason; items: number }[];
  /** Key attributes that no sampled item has as the index needs them. */
  contradictions: readonly KeyContradiction[];
  /** For the whole table, scaled up from the sample. */
  backfillWriteUnits: number;
}

const MAX_KEY_BYTES = { partition: 2048, sort: 1024 };

/** Counts the entries that an index would have for items. */
export class IndexSampler {
  readonly #keys: (KeyAttribute & { maxBytes: number })[];
  /** Names of projected attributes; all of them where undefined. */
  readonly #projected: ReadonlySet<string> | undefined;
  readonly #leftOut = new Map<string, { attribute: string; reason: LeftOutReason; items: number }>();
  readonly #seen = new SeenAttributes();
  #sampledItems = 0;
  #indexedItems = 0;
  #writeUnits = 0;

  constructor(spec: IndexSpec, tableKeys: readonly KeyAttribute[]) {
    this.#keys = [
      ...spec.partitionKeys.map((key) => ({ ...key, maxBytes: MAX_KEY_BYTES.partition })),
      ...spec.sortKeys.map((key) => ({ ...key, maxBytes: MAX_KEY_BYTES.sort })),
    ];
    this.#projected = projectedNames(spec, tableKeys);
  }

  add(item: Item): void {
    this.#sampledItems += 1;
    this.#seen.add(item);
    for (const key of this.#keys) {
      const reason = leftOutReason(item, key);
      if (reason === undefined) continue;
      const id = `${reason} ${key.name}`;
      const entry = this.#leftOut.get(id) ?? { attribute: key.name, reason, items: 0 };
      entry.items += 1;
      this.#leftOut.set(id, entry);
      return;
    }
    this.#indexedItems += 1;
    // An index entry is written like an item.
    this.#writeUnits += writeUnits(itemSizeBytes(indexEntry(item, this.#projected)));
  }

  result(tableItems: number, isWhole: boolean): IndexSample {
    const sampledItems = this.#sampledItems;
    const all = isWhole ? sampledItems : Math.max(tableItems, sampledItems);
    const scale = sampledItems === 0 ? 0 : all / sampledItems;
    return {
      sampledItems,
      isWhole,
      tableItems: all,
      indexedItems: this.#indexedItems,
      leftOut: [...this.#leftOut.values()],
      contradictions: sampledItems === 0 ? [] : this.#seen.contradictions(this.#keys),
      backfillWriteUnits: Math.round(this.#writeUnits * scale),
    };
  }
}

function leftOutReason(item: Item, key: KeyAttribute & { maxBytes: number }): LeftOutReason | undefined {
  const value = Object.hasOwn(item, key.name) ? item[key.name] : undefined;
  if (value === undefined) return 'missing';
  if (!Object.hasOwn(value, key.type)) return 'wrong type';
  const sizeBytes = valueSizeBytes(value);
  if (sizeBytes === 0) return 'empty';
  return sizeBytes > key.maxBytes ? 'too long' : undefined;
}

/**
 * Reads the first `maxItems` items of a scan, and reports the entries that an index would have for them. Costs half a
 * read unit for each 4 KB read.
 */
export async function sampleForIndex(
  client: ServiceClient,
  table: TableDescription,
  spec: IndexSpec,
  options: { maxItems: number; meter?: UnitMeter | undefined },
): Promise<IndexSample> {
  const { key, tableName } = tableSchema(table);
  const sampler = new IndexSampler(spec, keyAttributesOf(key));
  const isWhole = await scanSample(client, tableName, options, (item) => sampler.add(item));
  return sampler.result(table.ItemCount ?? 0, isWhole);
}
