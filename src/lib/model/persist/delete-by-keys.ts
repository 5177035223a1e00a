import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import { keyIdentity } from '../../items/read/key-input.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchWrite } from '../../items/write/batch-write.ts';
import { deleteItemInput } from '../../items/write/delete-item.ts';
import { runKeyed } from '../../threads/keyed-pool.ts';
import { commitMany } from '../commit/commit-many.ts';
import type { ItemWrite } from '../commit/item-write.ts';
import { waitOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import { keyFieldsOf, keyOfGiven } from '../tables/model-key.ts';
import { type ReadyTable, readyTable } from '../tables/ready-table.ts';
import { refusedWrite } from './refused-write.ts';
import type { GivenKey } from './write-by-key.ts';

/** Requests under way at a time. */
const CONCURRENCY = 8;

/**
 * Deletes the items with these keys, without loading them; what is not there, or another model's, is no error. One
 * guarded request for each key where others' items are in the table, else batches; of a model with unique fields,
 * transactions of 50.
 */
export async function deleteByKeys(model: Model, given: readonly GivenKey[]): Promise<void> {
  const table = await readyTable(model);
  const keyNames = keyFieldsOf(model).map(({ attribute }) => attribute);
  const all = given.map((one) => keyOfGiven(model, one));
  const keys = [...new Map(all.map((key) => [keyIdentity(key, keyNames), key])).values()];
  const conditions = ownItemConditions(model);
  if (uniqueFieldsOf(model).length > 0) {
    const { client, tableName } = table;
    const writes = keys.map((key): ItemWrite => ({ kind: 'delete', model, tableName, key, conditions }));
    await commitMany(client, writes);
    return;
  }
  if (conditions.length === 0 && keys.length > 1) {
    const requests = keys.map((Key): WriteRequest => ({ DeleteRequest: { Key } }));
    const schema = { ...model.table.schema, tableName: table.tableName };
    await batchWrite(table.client, schema, requests, { wait: waitOf(model.settings.backoff) });
    return;
  }
  await runKeyed(eachAlone(keys), ({ key }) => deleteOne(model, table, key), CONCURRENCY);
}

async function deleteOne(model: Model, { client, tableName }: ReadyTable, key: Item): Promise<void> {
  const conditions = ownItemConditions(model);
  const input = deleteItemInput({ tableName, key, conditions, returned: 'none' });
  try {
    await callOperation(client, 'DeleteItem', input);
  } catch (error) {
    refusedWrite(error);
  }
}

async function* eachAlone(keys: readonly Item[]): AsyncGenerator<{ key: Item; keys: string[] }> {
  for (const key of keys) yield { key, keys: [] };
}
