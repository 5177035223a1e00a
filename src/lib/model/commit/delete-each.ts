import { callOperation } from '../../client/call-operation.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Condition } from '../../items/conditions/condition.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { deleteItemInput } from '../../items/write/delete-item.ts';
import { mapInOrder } from '../../threads/map-in-order.ts';
import type { Model } from '../definition/model.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import { forgetRecord } from '../record/identity-map.ts';
import type { ReadyTable } from '../tables/ready-table.ts';
import { commitMany } from './commit-many.ts';
import type { ItemWrite } from './item-write.ts';

/** Deletes under way at a time. */
const CONCURRENCY = 8;

/**
 * Deletes items for which the conditions hold, whose guards are among them: a request each, or of a model with unique fields
 * transactions of 50 that free their values.
 * @returns how many there were
 */
export async function deleteEach(
  model: Model,
  table: ReadyTable,
  keys: Iterable<Item> | AsyncIterable<Item>,
  conditions: readonly Condition[],
): Promise<number> {
  let deleted = 0;
  if (uniqueFieldsOf(model).length > 0) {
    await commitMany(table.client, deletesOf(model, table, keys, conditions), (done) => {
      deleted += done.length;
    });
    return deleted;
  }
  const remove = async (key: Item): Promise<boolean> => {
    const isDone = await deleteIf(table, key, conditions);
    if (isDone) forgetRecord(model, key);
    return isDone;
  };
  for await (const isDeleted of mapInOrder(keys, remove, CONCURRENCY)) deleted += Number(isDeleted);
  return deleted;
}

/** Unique values are found by the whole items, which are read for each transaction. */
async function* deletesOf(
  model: Model,
  { tableName }: ReadyTable,
  keys: Iterable<Item> | AsyncIterable<Item>,
  conditions: readonly Condition[],
): AsyncGenerator<ItemWrite, void> {
  for await (const key of keys) yield { kind: 'delete', model, tableName, key, conditions };
}

/** True if there was an item for which the conditions held. */
async function deleteIf(
  { client, tableName }: ReadyTable,
  key: Item,
  conditions: readonly Condition[],
): Promise<boolean> {
  try {
    const input = deleteItemInput({ tableName, key, conditions });
    return (await callOperation(client, 'DeleteItem', input)).Attributes !== undefined;
  } catch (error) {
    if (isAutodyneError(error, 'ConditionFailed')) return false;
    throw error;
  }
}
