import { canonicalItem, type TypedJsonItem } from '../digest/canonical-item.ts';
import { ContentDigest, itemHash } from '../digest/content-digest.ts';
import { keyText } from '../digest/key-text.ts';
import { KeyedRecords, type KeyedRecordsOptions } from '../digest/keyed-records.ts';
import { decodeTypedJson } from '../digest/typed-json-item.ts';
import { keyProblem } from '../items/keys/check-key.ts';
import { type KeySchema, keyAttributesOf } from '../items/keys/key-schema.ts';
import type { Item } from '../items/values/attribute-value.ts';
import { parseJson } from '../json/parse-json.ts';
import type { LocatedJsonItem } from '../sources/source-items.ts';

export type DifferenceKind = 'only in the first' | 'only in the second' | 'changed';

export interface Difference {
  kind: DifferenceKind;
  /** The item's key, as DynamoDB JSON. */
  key: string;
}

/** Reads the items of a difference, of the sides that were kept (`CompareOptions.kept`). */
export interface DifferenceItems {
  first(): Item | undefined;
  second(): Item | undefined;
}

export type DifferenceListener = (difference: Difference, items: DifferenceItems) => void | Promise<void>;

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
  /**
   * Sides whose items are kept until they are compared, so that those that differ can be read: what memory has no room
   * for takes their size on disk, and not 32 bytes of each. None by default.
   */
  kept?: 'first' | 'both';
}

const FIRST = 1;
const SECOND = 2;

/** Of a SHA-256. */
const HASH_BYTES = 32;

const KEPT_REASONS = 10;

/**
 * Compares two collections of items by key, in any order, in bounded memory. Each difference is passed to
 * `onDifference` as it is found. An item that cannot be compared is counted, and never ends a comparison.
 */
export async function compareItems(
  first: AsyncIterable<readonly LocatedJsonItem[]>,
  second: AsyncIterable<readonly LocatedJsonItem[]>,
  key: KeySchema,
  onDifference: DifferenceListener,
  options: CompareOptions = {},
): Promise<Comparison> {
  const { kept } = options;
  const records = new KeyedRecords(options);
  try {
    const uncompared = { count: 0, reasons: [] as string[] };
    const firstSide = new Side(FIRST, { key, records, uncompared, isKept: kept !== undefined });
    const secondSide = new Side(SECOND, { key, records, uncompared, isKept: kept === 'both' });
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
      await onDifference({ kind, key: group.key }, itemsOf(group.payloads));
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

/** The same for both sides, but for what is kept. */
interface SideOptions {
  key: KeySchema;
  records: KeyedRecords;
  uncompared: { count: number; reasons: string[] };
  /** The items themselves are kept. */
  isKept: boolean;
}

/** One of the two collections, as it is read. */
class Side {
  readonly digest = new ContentDigest();
  itemCount = 0;
  readonly #side: number;
  readonly #options: SideOptions;

  constructor(side: number, options: SideOptions) {
    this.#side = side;
    this.#options = options;
  }

  async addAll(batches: AsyncIterable<readonly LocatedJsonItem[]>): Promise<void> {
    for await (const items of batches) for (const item of items) await this.#add(item);
  }

  async #add(item: LocatedJsonItem): Promise<void> {
    const { key, records, isKept } = this.#options;
    this.itemCount += 1;
    const problem = 'problem' in item ? item.problem : keyProblemOf(item.json, key);
    if (problem !== undefined || 'problem' in item) {
      this.#leaveOut(item.location, problem);
      return;
    }
    const { hash, problem: valueProblem } = hashed(item.json);
    if (hash === undefined) this.#leaveOut(item.location, valueProblem);
    else this.digest.addHash(hash);
    // Without a hash, the key is still known: an item of the other side with that key is no difference.
    const parts = [Buffer.of(this.#side), hash ?? Buffer.alloc(0)];
    if (isKept && hash !== undefined) parts.push(Buffer.from(JSON.stringify(item.json)));
    await records.add(keyText(item.json, key), Buffer.concat(parts));
  }

  #leaveOut(location: string, problem: string | undefined): void {
    const { uncompared } = this.#options;
    uncompared.count += 1;
    if (uncompared.reasons.length < KEPT_REASONS) uncompared.reasons.push(`${location}: ${problem ?? ''}`);
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
  return payloads
    .filter((payload) => payload[0] === side)
    .map((payload) => payload.subarray(1, 1 + HASH_BYTES));
}

/** The last item of each side, which is the one that counts. */
function itemsOf(payloads: readonly Buffer[]): DifferenceItems {
  const itemOf = (side: number) => (): Item | undefined => {
    const bytes = payloads.findLast((payload) => payload[0] === side)?.subarray(1 + HASH_BYTES);
    return bytes === undefined || bytes.length === 0
      ? undefined
      : decodeTypedJson(parseJson(bytes.toString()) as TypedJsonItem);
  };
  return { first: itemOf(FIRST), second: itemOf(SECOND) };
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
