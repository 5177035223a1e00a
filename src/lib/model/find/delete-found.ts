import { callOperation } from '../../client/call-operation.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Condition } from '../../items/conditions/condition.ts';
import { keyAttributesOf } from '../../items/keys/key-schema.ts';
import { keyOf } from '../../items/read/key-input.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchWrite } from '../../items/write/batch-write.ts';
import { deleteItemInput } from '../../items/write/delete-item.ts';
import { mapInOrder } from '../../threads/map-in-order.ts';
import { commitMany } from '../commit/commit-many.ts';
import type { ItemWrite } from '../commit/item-write.ts';
import { waitOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import type { ReadyTable } from '../tables/ready-table.ts';
import type { ChainQuery } from './chain-query.ts';
import { conditionsOf } from './plan-read.ts';
import { chainPages, type PlannedChain, planChain } from './read-chain.ts';

/** Deletes under way at a time. */
const CONCURRENCY = 8;

/**
 * Deletes the records of a chain, of which the keys alone are read, without hooks; how many.
 *
 * In a table that a model has alone, what was read consistently from the table goes in batches. In the one table, and
 * from a global index, which may lag behind, each item is deleted only if the conditions still hold for it: one request
 * each, as many write units. Those of a model with unique fields go by transactions of 50, with what keeps their values.
 * @throws AutodyneError `Incomplete` where a batch cannot be finished, or as the service fails
 */
export async function deleteFound(model: Model, query: ChainQuery): Promise<number> {
  const eventual = await planChain(model, query, { isKeyOnly: true });
  if (
    model.table.isShared ||
    model.definition.parent !== undefined ||
    eventual.plan.index?.kind === 'global'
  ) {
    return deleteEach(model, eventual, conditionsOf(model, query));
  }
  const chain = await planChain(model, { ...query, isConsistent: true }, { isKeyOnly: true });
  const wait = waitOf(model.settings.backoff);
  const requests = deleteRequests(keysFound(chain));
  const { written } = await batchWrite(chain.table.client, model.table.schema, requests, { wait });
  return written;
}

async function* keysFound(chain: PlannedChain): AsyncGenerator<Item, void> {
  for await (const { items } of chainPages(chain)) yield* items;
}

async function* deleteRequests(
  keys: AsyncIterable<Item>,
): AsyncGenerator<{ DeleteRequest: { Key: Item } }, void> {
  for await (const key of keys) yield { DeleteRequest: { Key: key } };
}

async function deleteEach(
  model: Model,
  chain: PlannedChain,
  conditions: readonly Condition[],
): Promise<number> {
  const names = keyAttributesOf(model.table.schema.key).map(({ name }) => name);
  let deleted = 0;
  if (uniqueFieldsOf(model).length > 0) {
    const { client, tableName } = chain.table;
    await commitMany(client, deletesOf(model, tableName, names, chain, conditions), (done) => {
      deleted += done.length;
    });
    return deleted;
  }
  const remove = async (found: Item): Promise<boolean> => {
    const key = Object.fromEntries(Object.entries(found).filter(([name]) => names.includes(name)));
    return deleteIf(chain.table, key, conditions);
  };
  for await (const isDeleted of mapInOrder(keysFound(chain), remove, CONCURRENCY))
    deleted += Number(isDeleted);
  return deleted;
}

/** The deletes of what a chain finds; companions are found by the whole items, which are read for each transaction. */
async function* deletesOf(
  model: Model,
  tableName: string,
  names: readonly string[],
  chain: PlannedChain,
  conditions: readonly Condition[],
): AsyncGenerator<ItemWrite, void> {
  for await (const found of keysFound(chain)) {
    yield { kind: 'delete', model, tableName, key: keyOf(found, names), conditions };
  }
}

/** True if there was an item for which the conditions held. */
async function deleteIf(
  { client, tableName }: ReadyTable,
  key: Item,
  conditions: readonly Condition[],
): Promise<boolean> {
  try {
    const { Attributes } = await callOperation(
      client,
      'DeleteItem',
      deleteItemInput({ tableName, key, conditions }),
    );
    return Attributes !== undefined;
  } catch (error) {
    if (isAutodyneError(error, 'ConditionFailed')) return false;
    throw error;
  }
}
