import type { BatchWriteItemCommandInput, PutItemCommandInput, WriteRequest } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import type { ItemInput, LocatedItem, ManyItems, OneItem } from '../elements/read-items.ts';
import { SourceFindings } from '../elements/source-findings.ts';
import { assertValidItem } from '../keys/check-item.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { loadTableSchema } from '../read/describe-table.ts';
import { type BatchWriteOptions, type BatchWriteResult, batchWrite, batchWriteInput } from './batch-write.ts';
import { chunkWrites, requestOf } from './chunk-writes.ts';
import { type PutEachOptions, putEach } from './put-each.ts';
import { needsPutItem, type PutOptions, putItem, putItemInput } from './put-item.ts';

/** Options for one item or many. */
export type PutItemsOptions = PutEachOptions &
  BatchWriteOptions & {
    /** Of many items that can be read twice: called with the number of those that were checked so far. */
    onChecked?: ((count: number) => void) | undefined;
    /** For many items: gets the checked items before they are written, and may end them. */
    within?:
      | ((items: AsyncIterable<LocatedItem>, schema: TableSchema) => AsyncIterable<LocatedItem>)
      | undefined;
  };

/**
 * Puts what an input holds. One item: PutItem. Many: DescribeTable, and then BatchWriteItem, or PutItem for each where
 * a condition or the old items are asked for; all are checked before the first is written if the input can be read
 * twice, otherwise each on its turn.
 * @throws AutodyneError `InvalidInput` (of many, with `details.written`), `Incomplete` (with `details`
 *   {written, unprocessed}), `ConditionFailed` or `AlreadyExists` (of many, with `details` {written, refused}, the
 *   others being put)
 */
export async function putItems(
  client: ServiceClient,
  tableName: string,
  input: ItemInput,
  options: PutItemsOptions,
): Promise<BatchWriteResult> {
  if (input.kind === 'one') {
    const { Attributes, ConsumedCapacity } = await putItem(client, tableName, input.only, {
      ...options,
      isCompared: true,
    });
    options.onConsumed?.(ConsumedCapacity);
    if (Attributes !== undefined) await options.onReplaced?.(Attributes);
    return { written: 1, repeated: 0 };
  }
  const schema = await loadTableSchema(client, tableName);
  const checked = await checkedItems(input, schema, options.onChecked);
  const items = options.within?.(checked, schema) ?? checked;
  return needsPutItem(options)
    ? putEach(client, schema, items, options)
    : batchWrite(client, schema, putRequests(items), options);
}

/**
 * The items that {@link putItems} would put, checked; asks for nothing but DescribeTable.
 * @throws AutodyneError `InvalidInput` naming the first that cannot be one
 */
export async function* itemsToPut(
  client: ServiceClient,
  tableName: string,
  input: ItemInput,
): AsyncGenerator<{ item: LocatedItem['item']; schema: TableSchema }, void> {
  const schema = await loadTableSchema(client, tableName);
  const many = input.kind === 'one' ? asMany(input) : input;
  for await (const { item } of eachChecked(many.items(), schema)) yield { item, schema };
  many.findings.checkChoice();
}

/** A request that {@link putItems} would send. */
export type PlannedPut = (
  | { operation: 'PutItem'; body: PutItemCommandInput }
  | { operation: 'BatchWriteItem'; body: BatchWriteItemCommandInput }
) & { schema: TableSchema };

/** The requests that {@link putItems} would send, the items checked; asks for nothing but DescribeTable. */
export async function* plannedPuts(
  client: ServiceClient,
  tableName: string,
  input: ItemInput,
  options: PutOptions,
): AsyncGenerator<PlannedPut, void> {
  const schema = await loadTableSchema(client, tableName);
  const items = await checkedItems(input.kind === 'one' ? asMany(input) : input, schema);
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  const isOne = input.kind === 'one';
  if (isOne || needsPutItem(options)) {
    for await (const { item } of items) {
      const body = putItemInput(tableName, item, { ...options, isCompared: isOne }, keyNames[0]);
      yield { operation: 'PutItem', body, schema };
    }
    return;
  }
  for await (const { writes } of chunkWrites(putRequests(items), keyNames)) {
    yield { operation: 'BatchWriteItem', body: batchWriteInput(tableName, writes.map(requestOf)), schema };
  }
}

function asMany({ only }: OneItem): ManyItems {
  return {
    kind: 'many',
    isRepeatable: true,
    findings: new SourceFindings(),
    async *items() {
      yield only;
    },
  };
}

async function checkedItems(
  input: ManyItems,
  schema: TableSchema,
  onChecked?: (count: number) => void,
): Promise<AsyncIterable<LocatedItem>> {
  if (!input.isRepeatable) return eachChecked(input.items(), schema);
  let count = 0;
  for await (const _ of eachChecked(input.items(), schema)) {
    count += 1;
    onChecked?.(count);
  }
  input.findings.checkChoice();
  return input.items();
}

async function* eachChecked(
  items: AsyncIterable<LocatedItem>,
  schema: TableSchema,
): AsyncGenerator<LocatedItem, void> {
  for await (const located of items) {
    assertValidItem(located.item, located.location, schema);
    yield located;
  }
}

async function* putRequests(items: AsyncIterable<LocatedItem>): AsyncGenerator<WriteRequest, void> {
  for await (const { item } of items) yield { PutRequest: { Item: item } };
}
