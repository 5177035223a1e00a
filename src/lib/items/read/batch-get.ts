import type { BatchGetItemCommandInput, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../client/retry-policy.ts';
import { type BackoffOptions, UnprocessedBackoff } from '../../client/unprocessed-backoff.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { countOf } from '../../errors/count-text.ts';
import { WAYS } from '../../errors/ways.ts';
import { mapInOrder } from '../../threads/map-in-order.ts';
import { MAX_BATCH_KEYS } from '../../wire/request-limits.ts';
import type { LocatedItem } from '../elements/read-items.ts';
import { assertValidItem } from '../keys/check-item.ts';
import { assertValidKey } from '../keys/check-key.ts';
import { keyIdentity } from '../keys/key-of.ts';
import { getAttribute, type Item, newItem } from '../values/attribute-value.ts';
import { explainByRule } from './explain-refusal.ts';
import { type GetOptions, getInput } from './get-item.ts';

export interface BatchGetOptions extends GetOptions, BackoffOptions {
  /** The command line's own unless given. */
  retry?: RetryPolicy;
  /** Requests under way at a time; 4 unless told. */
  concurrency?: number;
  /** Keys that one request asks for: 1 to 100, which it is unless told. */
  batchSize?: number | undefined;
  onConsumed?: ((consumed: ConsumedCapacity[] | undefined) => void) | undefined;
}

/** A key and what was found for it. */
export interface FoundItem {
  key: Item;
  /** `undefined` when there is no such item. */
  item: Item | undefined;
}

/**
 * The BatchGetItem request for some keys, no two the same. With attributes to get, those of the key are asked for
 * too, since the items of a response are in no order.
 */
export function batchGetInput(
  tableName: string,
  keys: readonly Item[],
  options: GetOptions = {},
): BatchGetItemCommandInput {
  const keyPaths = Object.keys(keys[0] ?? {}).map((name) => [name]);
  const { attributes } = options;
  const wanted = attributes && [
    ...attributes,
    ...keyPaths.filter(([name]) => !attributes.some((path) => path.length === 1 && path[0] === name)),
  ];
  const Keys = [...keys];
  return {
    RequestItems: { [tableName]: { Keys, ...getInput({ ...options, attributes: wanted }) } },
    ReturnConsumedCapacity: 'INDEXES',
  };
}

/**
 * Gets the items of many keys, listed or as they come, by BatchGetItem, in the keys' order, a key that comes twice twice: chunks of 100,
 * several under way, unprocessed keys asked for again with full jitter until done, or until nothing was returned for
 * `retry.deadlineMs`. Memory is bounded by the chunks under way.
 * @throws AutodyneError `InvalidInput` when a key is not one of the table's, `Throttled`, or as the service fails; where
 *   `signal` is raised, its reason
 */
export async function* batchGet(
  client: ServiceClient,
  tableName: string,
  keys: AsyncIterable<LocatedItem> | Iterable<LocatedItem>,
  options: BatchGetOptions = {},
): AsyncGenerator<FoundItem, void> {
  const getChunk = async (chunk: readonly LocatedItem[]): Promise<FoundItem[]> => {
    try {
      return await getKeys(client, tableName, chunk, options);
    } catch (error) {
      throw await explainByRule(client, tableName, error, (schema) => {
        for (const { item, location } of chunk) assertValidKey(item, location, schema);
      });
    }
  };
  for await (const found of mapInOrder(
    chunksOf(keys, options.batchSize ?? MAX_BATCH_KEYS),
    getChunk,
    options.concurrency ?? 4,
  ))
    yield* found;
}

async function* chunksOf(
  keys: AsyncIterable<LocatedItem> | Iterable<LocatedItem>,
  size: number,
): AsyncGenerator<LocatedItem[], void> {
  let chunk: LocatedItem[] = [];
  for await (const key of keys) {
    assertValidItem(key.item, key.location);
    chunk.push(key);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function getKeys(
  client: ServiceClient,
  tableName: string,
  chunk: readonly LocatedItem[],
  options: BatchGetOptions,
): Promise<FoundItem[]> {
  const names = Object.keys(chunk[0]?.item ?? {});
  const identityOf = (item: Item): string => keyIdentity(item, names);
  let pending = [...new Map(chunk.map(({ item }) => [identityOf(item), item])).values()];
  const found = new Map<string, Item>();
  const { retry = DEFAULT_RETRY_POLICY, signal } = options;
  const backoff = new UnprocessedBackoff(retry, options);
  for (;;) {
    const input = batchGetInput(tableName, pending, options);
    const output = await callOperation(client, 'BatchGetItem', input, { signal });
    options.onConsumed?.(output.ConsumedCapacity);
    for (const item of Object.values(output.Responses ?? {}).flat()) found.set(identityOf(item), item);
    const left = Object.values(output.UnprocessedKeys ?? {}).flatMap(({ Keys = [] }) => Keys);
    if (left.length === 0) break;
    if (left.length < pending.length) backoff.progress();
    pending = left;
    if (await backoff.wait()) continue;
    signal?.throwIfAborted();
    throw leftUnprocessed(tableName, left.length, retry);
  }
  return chunk.map(({ item: key }) => {
    const item = found.get(identityOf(key));
    return { key, item: item && withoutUnasked(item, names, options) };
  });
}

/** The item without the key attributes that were read only to tell the items apart. */
function withoutUnasked(item: Item, keyNames: readonly string[], { attributes }: GetOptions): Item {
  if (attributes === undefined) return item;
  const kept = newItem();
  for (const name of Object.keys(item)) {
    const isAsked = attributes.some((path) => path[0] === name);
    const value = getAttribute(item, name);
    if (value !== undefined && (isAsked || !keyNames.includes(name))) kept[name] = value;
  }
  return kept;
}

function leftUnprocessed(tableName: string, count: number, retry: RetryPolicy): AutodyneError {
  return new AutodyneError(
    'Throttled',
    `DynamoDB left ${countOf(count, 'key')} of table "${tableName}" unprocessed for ${retry.deadlineMs / 1000} s`,
    { suggestions: [WAYS.tryLater] },
  );
}
