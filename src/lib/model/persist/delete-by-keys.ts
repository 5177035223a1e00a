import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { keyIdentity } from '../../items/keys/key-of.ts';
import { batchWrite } from '../../items/write/batch-write.ts';
import { deleteEach } from '../commit/delete-each.ts';
import { waitOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import { forgetRecord } from '../record/identity-map.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import { keyFieldsOf, keyOfGiven } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import type { GivenKey } from './write-by-key.ts';

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
  if (conditions.length === 0 && keys.length > 1) {
    const requests = keys.map((Key): WriteRequest => ({ DeleteRequest: { Key } }));
    const schema = { ...model.table.schema, tableName: table.tableName };
    for (const key of keys) forgetRecord(model, key);
    await batchWrite(table.client, schema, requests, { wait: waitOf(model.settings.backoff) });
    return;
  }
  await deleteEach(model, table, keys, conditions);
}
