import type {
  BatchWriteItemCommandInput,
  ConsumedCapacity,
  DynamoDBClient,
  PutItemCommandInput,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import type { Item } from './attribute-value.ts';
import { type BatchWriteOptions, batchWrite, batchWriteInput } from './batch-write.ts';
import { assertValidItem } from './check-item.ts';
import { chunkWrites } from './chunk-writes.ts';
import { loadTableSchema } from './describe-table.ts';
import { incompleteWrite } from './incomplete-write.ts';
import { keyIdentity, keyOf } from './key-input.ts';
import { keyAttributesOf, type TableSchema } from './key-schema.ts';
import { runKeyed } from './keyed-pool.ts';
import { needsPutItem, type PutOptions, putItem, putItemInput, sendPutItem } from './put-item.ts';
import type { ItemInput, ManyItems, OneItem, PlacedItem } from './read-items.ts';

export interface PutItemsOptions extends PutOptions, Omit<BatchWriteOptions, 'onConsumed'> {
  onConsumed?: ((consumed: ConsumedCapacity | ConsumedCapacity[] | undefined) => void) | undefined;
  /** With `returnOld`: each item that was replaced, in no order. */
  onReplaced?: ((old: Item) => Promise<void>) | undefined;
  /** With a condition, of many items: the key of each that it kept from being put. */
  onRefused?: ((key: Item) => void) | undefined;
}

/** How a put ended. */
export interface PutItemsResult {
  /** Items that DynamoDB took. */
  written: number;
  /** Items left out because a later one in the same request had the same key. */
  repeated: number;
}

/**
 * Puts what an input holds. One item: PutItem. Many: DescribeTable, and then BatchWriteItem, or PutItem for each where
 * a condition or the old items are asked for; all are checked before the first is written if the input can be read
 * twice, otherwise each on its turn.
 * @throws AutodyneError `InvalidInput` (of many, with `details.written`), `Incomplete` (with `details`
 *   {written, unprocessed}), `ConditionFailed` or `AlreadyExists` (of many, with `details` {written, refused}, the
 *   others being put)
 */
export async function putItems(
  client: DynamoDBClient,
  tableName: string,
  input: ItemInput,
  options: PutItemsOptions,
): Promise<PutItemsResult> {
  if (input.kind === 'one') {
    const { Attributes, ConsumedCapacity } = await putItem(client, tableName, input.only, options);
    options.onConsumed?.(ConsumedCapacity);
    if (Attributes !== undefined) await options.onReplaced?.(Attributes);
    return { written: 1, repeated: 0 };
  }
  const schema = await loadTableSchema(client, tableName);
  const items = await checkedItems(input, schema);
  return needsPutItem(options)
    ? putEach(client, schema, items, options)
    : batchWrite(client, schema, putRequests(items), options);
}

/** A request that {@link putItems} would send. */
export type PlannedPut =
  | { operation: 'PutItem'; body: PutItemCommandInput }
  | { operation: 'BatchWriteItem'; body: BatchWriteItemCommandInput };

/** The requests that {@link putItems} would send, the items checked; asks for nothing but DescribeTable. */
export async function* plannedPuts(
  client: DynamoDBClient,
  tableName: string,
  input: ItemInput,
  options: PutOptions,
): AsyncGenerator<PlannedPut, void> {
  const schema = await loadTableSchema(client, tableName);
  const items = await checkedItems(input.kind === 'one' ? asMany(input) : input, schema);
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  if (input.kind === 'one' || needsPutItem(options)) {
    for await (const { item } of items) {
      yield { operation: 'PutItem', body: putItemInput(tableName, item, options, keyNames[0]) };
    }
    return;
  }
  for await (const { requests } of chunkWrites(putRequests(items), keyNames)) {
    yield { operation: 'BatchWriteItem', body: batchWriteInput(tableName, requests) };
  }
}

function asMany({ only }: OneItem): ManyItems {
  return {
    kind: 'many',
    isRepeatable: true,
    async *items() {
      yield only;
    },
  };
}

async function checkedItems(input: ManyItems, schema: TableSchema): Promise<AsyncIterable<PlacedItem>> {
  if (!input.isRepeatable) return eachChecked(input.items(), schema);
  for await (const _ of eachChecked(input.items(), schema));
  return input.items();
}

async function* eachChecked(
  items: AsyncIterable<PlacedItem>,
  schema: TableSchema,
): AsyncGenerator<PlacedItem, void> {
  for await (const placed of items) {
    assertValidItem(placed.item, placed.place, schema);
    yield placed;
  }
}

async function* putRequests(items: AsyncIterable<PlacedItem>): AsyncGenerator<WriteRequest, void> {
  for await (const { item } of items) yield { PutRequest: { Item: item } };
}

async function putEach(
  client: DynamoDBClient,
  schema: TableSchema,
  items: AsyncIterable<PlacedItem>,
  options: PutItemsOptions,
): Promise<PutItemsResult> {
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  const counts = { written: 0, refused: 0, unprocessed: 0 };
  const put = async ({ item }: { item: Item }): Promise<void> => {
    const input = putItemInput(schema.tableName, item, options, schema.key.partitionKey.name);
    try {
      const { Attributes, ConsumedCapacity } = await sendPutItem(client, input, options, schema);
      counts.written += 1;
      options.onConsumed?.(ConsumedCapacity);
      if (Attributes !== undefined) await options.onReplaced?.(Attributes);
    } catch (error) {
      if (!isAutodyneError(error) || error.exitCode !== 5) {
        counts.unprocessed += 1;
        options.onUnwritten?.(keyOf(item, keyNames));
        throw error;
      }
      counts.refused += 1;
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
  items: AsyncIterable<PlacedItem>,
  keyNames: readonly string[],
): AsyncGenerator<{ item: Item; keys: string[] }, void> {
  for await (const { item } of items) yield { item, keys: [keyIdentity(item, keyNames)] };
}

function refusedError(
  tableName: string,
  { written, refused }: { written: number; refused: number },
  { condition }: PutOptions,
): AutodyneError {
  const isExisting = condition === undefined;
  return new AutodyneError(
    isExisting ? 'AlreadyExists' : 'ConditionFailed',
    `written to table "${tableName}": ${written}, not written because ${isExisting ? 'they exist already' : 'the condition does not hold'}: ${refused}`,
    { details: { written, refused } },
  );
}
