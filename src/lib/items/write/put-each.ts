import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { runKeyed } from '../../threads/keyed-pool.ts';
import type { LocatedItem } from '../elements/read-items.ts';
import { keyIdentity, keyOf } from '../keys/key-of.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import type { Item } from '../values/attribute-value.ts';
import type { BatchWriteOptions, BatchWriteResult } from './batch-write.ts';
import { incompleteWrite } from './incomplete-write.ts';
import { isConditional, type PutOptions, putItemInput, sendPutItem } from './put-item.ts';

export interface PutEachOptions extends PutOptions, Omit<BatchWriteOptions, 'onConsumed' | 'retry'> {
  onConsumed?: ((consumed: ConsumedCapacity | ConsumedCapacity[] | undefined) => void) | undefined;
  /** With `returnOld`, and of one item: each item that was replaced, in no order. */
  onReplaced?: ((old: Item) => Promise<void>) | undefined;
  /** With a condition, of many items: the key of each that it kept from being put. */
  onRefused?: ((key: Item) => void) | undefined;
}

/**
 * Puts each item by a PutItem of its own, several under way, those of the same key in their order. An item that the
 * condition keeps from being put does not end it.
 * @throws AutodyneError `Incomplete`, `ConditionFailed` or `AlreadyExists` (with `details` {written, refused})
 */
export async function putEach(
  client: ServiceClient,
  schema: TableSchema,
  items: AsyncIterable<LocatedItem>,
  options: PutEachOptions,
): Promise<BatchWriteResult> {
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  const counts = { written: 0, refused: 0, unprocessed: 0 };
  const put = async ({ item }: { item: Item }): Promise<void> => {
    const input = putItemInput(schema.tableName, item, options, schema.key.partitionKey.name);
    try {
      const { Attributes, ConsumedCapacity } = await sendPutItem(client, input, options, schema);
      counts.written += 1;
      options.onSettled?.(1);
      options.onConsumed?.(ConsumedCapacity);
      if (Attributes !== undefined) await options.onReplaced?.(Attributes);
    } catch (error) {
      const isRefused = isAutodyneError(error, 'ConditionFailed') || isAutodyneError(error, 'AlreadyExists');
      if (!isRefused) {
        counts.unprocessed += 1;
        options.onUnwritten?.(keyOf(item, keyNames));
        throw error;
      }
      counts.refused += 1;
      options.onSettled?.(1);
      options.onRefused?.(keyOf(item, keyNames));
    }
  };
  try {
    await runKeyed(keyedItems(items, keyNames), put, options.concurrency ?? 8);
  } catch (error) {
    throw incompleteWrite(error, schema.tableName, counts.written, counts.unprocessed);
  }
  if (counts.refused > 0) throw refusedError(schema.tableName, counts, options);
  return { written: counts.written, repeated: 0 };
}

async function* keyedItems(
  items: AsyncIterable<LocatedItem>,
  keyNames: readonly string[],
): AsyncGenerator<{ item: Item; keys: string[] }, void> {
  for await (const { item } of items) yield { item, keys: [keyIdentity(item, keyNames)] };
}

function refusedError(
  tableName: string,
  { written, refused }: { written: number; refused: number },
  options: PutOptions,
): AutodyneError {
  const isExisting = !isConditional(options);
  return new AutodyneError(
    isExisting ? 'AlreadyExists' : 'ConditionFailed',
    `written to table "${tableName}": ${written}, not written because ${isExisting ? 'they already exist' : 'the condition is false'}: ${refused}`,
    { details: { written, refused } },
  );
}
