import { AutodyneError } from '../errors/autodyne-error.ts';
import type { KeySchema } from '../items/key-schema.ts';
import type { TypedJsonItem } from './canonical-item.ts';
import { ContentDigest, itemHash } from './content-digest.ts';
import { keyText } from './key-text.ts';
import { KeyedRecords, type KeyedRecordsOptions } from './keyed-records.ts';

export type DifferenceKind = 'only in the first' | 'only in the second' | 'changed';

export interface Difference {
  kind: DifferenceKind;
  /** The item's key, as DynamoDB JSON. */
  key: string;
}

/** What a comparison came to. */
export interface Comparison {
  firstDigest: string;
  secondDigest: string;
  firstItemCount: number;
  secondItemCount: number;
  onlyFirst: number;
  onlySecond: number;
  changed: number;
}

const FIRST = 1;
const SECOND = 2;

/**
 * Compares two collections of items by key, in whatever order they come, in bounded memory. Each difference is
 * handed to `onDifference` as it is found.
 */
export async function compareItems(
  first: AsyncIterable<readonly TypedJsonItem[]>,
  second: AsyncIterable<readonly TypedJsonItem[]>,
  key: KeySchema,
  onDifference: (difference: Difference) => void | Promise<void>,
  options: KeyedRecordsOptions = {},
): Promise<Comparison> {
  const records = new KeyedRecords(options);
  try {
    const firstDigest = await addSide(records, FIRST, first, key);
    const secondDigest = await addSide(records, SECOND, second, key);
    const counts = { onlyFirst: 0, onlySecond: 0, changed: 0 };
    for await (const group of records.groups()) {
      const kind = differenceOf(group.payloads);
      if (kind === undefined) continue;
      counts[COUNT_OF[kind]] += 1;
      await onDifference({ kind, key: group.key });
    }
    return {
      firstDigest: firstDigest.toString(),
      secondDigest: secondDigest.toString(),
      firstItemCount: firstDigest.itemCount,
      secondItemCount: secondDigest.itemCount,
      ...counts,
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

async function addSide(
  records: KeyedRecords,
  side: number,
  batches: AsyncIterable<readonly TypedJsonItem[]>,
  key: KeySchema,
): Promise<ContentDigest> {
  const digest = new ContentDigest();
  for await (const items of batches) {
    for (const item of items) {
      const { text, hash } = identified(item, key);
      digest.addHash(hash);
      await records.add(text, Buffer.concat([Buffer.of(side), hash]));
    }
  }
  return digest;
}

function identified(item: TypedJsonItem, key: KeySchema): { text: string; hash: Buffer } {
  try {
    return { text: keyText(item, key), hash: itemHash(item) };
  } catch (error) {
    const { message } = error as Error;
    throw new AutodyneError('InvalidInput', `an item cannot be compared: ${message}`, {
      suggestions: ['see where it is: autodyne dump verify DIR'],
      cause: error,
    });
  }
}

/** Of one key's records. Where a side has a key more than once, its last item counts, as it would in a restore. */
function differenceOf(payloads: readonly Buffer[]): DifferenceKind | undefined {
  const first = payloads.findLast((payload) => payload[0] === FIRST);
  const second = payloads.findLast((payload) => payload[0] === SECOND);
  if (second === undefined) return 'only in the first';
  if (first === undefined) return 'only in the second';
  return first.subarray(1).equals(second.subarray(1)) ? undefined : 'changed';
}
