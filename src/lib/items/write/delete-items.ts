import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import type { Condition } from '../conditions/condition.ts';
import type { LocatedItem } from '../elements/read-items.ts';
import { assertValidKey } from '../keys/check-key.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { planQuery } from '../planner/plan-query.ts';
import { queryPages } from '../read/item-pages.ts';
import type { Page } from '../read/read-pages.ts';
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
 */
export async function* matchingKeys(
  client: ServiceClient,
  schema: TableSchema,
  conditions: readonly Condition[],
  onPage: (page: Page) => void,
): AsyncGenerator<LocatedItem> {
  const attributes = keyAttributesOf(schema.key).map(({ name }) => [name]);
  // A global index may lag behind, and what it still shows must not be deleted for it: only the table is asked.
  const indexes = schema.indexes.filter(({ kind }) => kind === 'local');
  const plan = planQuery({ ...schema, indexes }, { conditions, attributes, isConsistent: true });
  for await (const page of queryPages(client, plan, {})) {
    onPage(page);
    for (const item of page.items) yield { item, location: 'key' };
  }
}
