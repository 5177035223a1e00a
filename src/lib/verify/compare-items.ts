import { canonicalItem, type TypedJsonItem } from '../digest/canonical-item.ts';
import { ContentDigest, itemHash } from '../digest/content-digest.ts';
import { keyText } from '../digest/key-text.ts';
import { KeyedRecords, type KeyedRecordsOptions } from '../digest/keyed-records.ts';
import { decodeTypedJson } from '../digest/typed-json-item.ts';
import { keyProblem } from '../items/keys/check-key.ts';
import { type KeySchema, keyAttributesOf } from '../items/keys/key-schema.ts';
import type { LocatedJsonItem } from '../sources/source-items.ts';

export type DifferenceKind = 'only in the first' | 'only in the second' | 'changed';

export interface Difference {
  kind: DifferenceKind;
  /** The item's key, as DynamoDB JSON. */
  key: string;
}

export interface Comparison {
  /** Of the items that could be compared. */
  firstDigest: string;
  secondDigest: string;
  /** All items, including those that could not be compared. */
  firstItemCount: number;
  secondItemCount: number;
  onlyFirst: number;
  onlySecond: number;
  changed: number;
  /** Items whose key an earlier one of the same side has. */
  firstRepeatedKeys: number;
  secondRepeatedKeys: number;
  /** Items that have no key of the table, or are no DynamoDB JSON; of the first few, their location and the reason. */
  uncomparedCount: number;
  uncompared: readonly string[];
}

export interface CompareOptions extends KeyedRecordsOptions {
  /**
   * Of items of the first side that have one key, any may be the one that the second side has: it is not certain which
   * of them a restore leaves. By default, the last one counts.
   */
  isAnyOfFirst?: boolean;
}

const FIRST = 1;
const SECOND = 2;

const KEPT_REASONS = 10;

/**
 * Compares two collections of items by key, in any order, in bounded memory. Each difference is passed to
 * `onDifference` as it is found. An item that cannot be compared is counted, and never ends a comparison.
 */
export async function compareItems(
  first: AsyncIterable<readonly LocatedJsonItem[]>,
  second: AsyncIterable<readonly LocatedJsonItem[]>,
  key: KeySchema,
  onDifference: (difference: Difference) => void | Promise<void>,
  options: CompareOptions = {},
): Promise<Comparison> {
  const records = new KeyedRecords(options);
  try {
    const uncompared = { count: 0, reasons: [] as string[] };
    const firstSide = new Side(FIRST, key, records, uncompared);
    const secondSide = new Side(SECOND, key, records, uncompared);
    await firstSide.addAll(first);
    await secondSide.addAll(second);
    const counts = { onlyFirst: 0, onlySecond: 0, changed: 0, firstRepeatedKeys: 0, secondRepeatedKeys: 0 };
    for await (const group of records.groups()) {
      const [ofFirst, ofSecond] = [hashesOf(group.payloads, FIRST), hashesOf(group.payloads, SECOND)];
      counts.firstRepeatedKeys += Math.max(0, ofFirst.length - 1);
      counts.secondRepeatedKeys += Math.max(0, ofSecond.length - 1);
      const kind = differenceOf(ofFirst, ofSecond, options.isAnyOfFirst === true);
      if (kind === undefined) continue;
      counts[COUNT_OF[kind]] += 1;
      await onDifference({ kind, key: group.key });
    }
    return {
      firstDigest: firstSide.digest.toString(),
      secondDigest: secondSide.digest.toString(),
      firstItemCount: firstSide.itemCount,
      secondItemCount: secondSide.itemCount,
      ...counts,
      uncomparedCount: uncompared.count,
      uncompared: uncompared.reasons,
    };
  } finally {
    await records.close();
  }
}

const COUNT_OF = {
  'only in the first': 'onlyFirst',
  'only in the second': 'onlySecond',
  changed: 'changed',
} as const;

/** One of the two collections, as it is read. */
class Side {
  readonly digest = new ContentDigest();
  itemCount = 0;
  readonly #side: number;
  readonly #key: KeySchema;
  readonly #records: KeyedRecords;
  readonly #uncompared: { count: number; reasons: string[] };

  constructor(
    side: number,
    key: KeySchema,
    records: KeyedRecords,
    uncompared: { count: number; reasons: string[] },
  ) {
    this.#side = side;
    this.#key = key;
    this.#records = records;
    this.#uncompared = uncompared;
  }

  async addAll(batches: AsyncIterable<readonly LocatedJsonItem[]>): Promise<void> {
    for await (const items of batches) for (const item of items) await this.#add(item);
  }

  async #add(item: LocatedJsonItem): Promise<void> {
    this.itemCount += 1;
    const problem = 'problem' in item ? item.problem : keyProblemOf(item.json, this.#key);
    if (problem !== undefined || 'problem' in item) {
      this.#leaveOut(item.location, problem);
      return;
    }
    const { hash, problem: valueProblem } = hashed(item.json);
    if (hash === undefined) this.#leaveOut(item.location, valueProblem);
    else this.digest.addHash(hash);
    // Without a hash, the key is still known: an item of the other side with that key is no difference.
    const payload = Buffer.concat([Buffer.of(this.#side), hash ?? Buffer.alloc(0)]);
    await this.#records.add(keyText(item.json, this.#key), payload);
  }

  #leaveOut(location: string, problem: string | undefined): void {
    this.#uncompared.count += 1;
    if (this.#uncompared.reasons.length < KEPT_REASONS)
      this.#uncompared.reasons.push(`${location}: ${problem ?? ''}`);
  }
}

/** The problem of an item's primary key, if there is one. */
function keyProblemOf(json: TypedJsonItem, key: KeySchema): string | undefined {
  const names = keyAttributesOf(key)
    .map(({ name }) => name)
    .filter((name) => Object.hasOwn(json, name));
  const attributes = Object.fromEntries(names.map((name) => [name, json[name]]));
  try {
    // Only DynamoDB JSON has a canonical form.
    canonicalItem(attributes);
    return keyProblem(decodeTypedJson(attributes), { tableName: '', key, indexes: [] })?.problem;
  } catch (error) {
    return (error as Error).message;
  }
}

function hashed(json: TypedJsonItem): { hash?: Buffer; problem?: string } {
  try {
    return { hash: itemHash(json) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The hashes of one side's records; an empty one for an item without a hash. */
function hashesOf(payloads: readonly Buffer[], side: number): Buffer[] {
  return payloads.filter((payload) => payload[0] === side).map((payload) => payload.subarray(1));
}

/** Of one key's records. Where a side has a key more than once, its last item counts, unless any may. */
function differenceOf(
  first: readonly Buffer[],
  second: readonly Buffer[],
  isAnyOfFirst: boolean,
): DifferenceKind | undefined {
  const [lastOfFirst, lastOfSecond] = [first.at(-1), second.at(-1)];
  if (lastOfSecond === undefined) {
    // An item that was left out is reported as such, and no other one with its key is needed.
    return first.some(({ length }) => length > 0) ? 'only in the first' : undefined;
  }
  if (lastOfFirst === undefined) return lastOfSecond.length > 0 ? 'only in the second' : undefined;
  if (lastOfFirst.length === 0 || lastOfSecond.length === 0) return undefined;
  const candidates = isAnyOfFirst ? first : [lastOfFirst];
  return candidates.some((hash) => hash.equals(lastOfSecond)) ? undefined : 'changed';
}
