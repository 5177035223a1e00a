import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import type { Condition } from '../conditions/condition.ts';
import type { LocatedItem } from '../elements/read-items.ts';
import { assertValidKey } from '../keys/check-key.ts';
import { keyOf } from '../keys/key-of.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { planQuery } from '../planner/plan-query.ts';
import { queryPages } from '../read/item-pages.ts';
import type { Page } from '../read/read-pages.ts';
import type { Item } from '../values/attribute-value.ts';
import { type BatchWriteOptions, type BatchWriteResult, batchWrite } from './batch-write.ts';
import { KeySpool, type KeySpoolOptions } from './key-spool.ts';

/**
 * Deletes the items with these keys, by BatchWriteItem; a key without an item is no error.
 * @throws AutodyneError `InvalidInput` at the first that is no key of the table, else as {@link batchWrite} does
 */
export function deleteKeys(
  client: ServiceClient,
  schema: TableSchema,
  keys: AsyncIterable<LocatedItem>,
  options: BatchWriteOptions,
): Promise<BatchWriteResult> {
  return batchWrite(client, schema, deleteRequests(keys, schema), options);
}

/**
 * Collects all keys before the first item is deleted, so that deleting does not disturb the reading, a failure midway
 * in it deletes nothing, and the number is known. The caller closes what is returned.
 * @param onKey called with the number of keys so far
 * @throws AutodyneError `InvalidInput` at the first that is no key of the table, or when there is no room for them; as
 *   the source does
 */
export async function collectKeys(
  keys: AsyncIterable<LocatedItem>,
  schema: TableSchema,
  options: KeySpoolOptions & { onKey?: (count: number) => void } = {},
): Promise<KeySpool> {
  const spool = new KeySpool(options);
  try {
    for await (const { item, location } of keys) {
      assertValidKey(item, location, schema);
      await spool.add(item);
      options.onKey?.(spool.count);
    }
    return spool;
  } catch (error) {
    await spool.close();
    throw error;
  }
}

async function* deleteRequests(
  keys: AsyncIterable<LocatedItem>,
  schema: TableSchema,
): AsyncGenerator<WriteRequest> {
  for await (const { item, location } of keys) {
    assertValidKey(item, location, schema);
    yield { DeleteRequest: { Key: item } };
  }
}

/**
 * The keys of the items that the conditions hold for; all without any. Reads as `query` would (a Query where a key is
 * given, else a Scan), only the key's attributes, strongly consistent and never from a global index.
 * @param onPage called with each page, for its consumed capacity
 * @param onWhole called with each item, which is then read whole (for the same read units) until it returned false
 */
export async function* matchingKeys(
  client: ServiceClient,
  schema: TableSchema,
  conditions: readonly Condition[],
  onPage: (page: Page, operation: string) => void,
  onWhole?: (item: Item) => boolean,
): AsyncGenerator<LocatedItem> {
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  // A global index may lag behind, and what it still shows must not be deleted for it: only the table is asked.
  const indexes = schema.indexes.filter(({ kind }) => kind === 'local');
  const table = { ...schema, indexes };
  const request = { conditions, isConsistent: true };
  let exclusiveStartKey: Item | undefined;
  if (onWhole !== undefined) {
    const plan = planQuery(table, request);
    let isWanted = true;
    for await (const page of queryPages(client, plan, {})) {
      onPage(page, plan.operation);
      for (const item of page.items) {
        isWanted = onWhole(item);
        yield { item: keyOf(item, keyNames), location: 'key' };
      }
      exclusiveStartKey = page.lastEvaluatedKey;
      if (!isWanted) break;
    }
    if (exclusiveStartKey === undefined) return;
  }
  const attributes = keyNames.map((name) => [name]);
  const plan = planQuery(table, { ...request, attributes, exclusiveStartKey });
  for await (const page of queryPages(client, plan, {})) {
    onPage(page, plan.operation);
    for (const item of page.items) yield { item, location: 'key' };
  }
}
