import { keyOf } from '../../items/keys/key-of.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchWrite } from '../../items/write/batch-write.ts';
import { deleteEach } from '../commit/delete-each.ts';
import { waitOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import { forgetRecord } from '../record/identity-map.ts';
import { keyFieldsOf } from '../tables/model-key.ts';
import type { ChainQuery } from './chain-query.ts';
import { conditionsOf } from './plan-read.ts';
import { chainPages, type PlannedChain, planChain } from './read-chain.ts';

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
    return deleteEach(model, eventual.table, keysFound(model, eventual), conditionsOf(model, query));
  }
  const chain = await planChain(model, { ...query, isConsistent: true }, { isKeyOnly: true });
  const wait = waitOf(model.settings.backoff);
  const requests = deleteRequests(model, keysFound(model, chain));
  const { written } = await batchWrite(chain.table.client, model.table.schema, requests, { wait });
  return written;
}

async function* keysFound(model: Model, chain: PlannedChain): AsyncGenerator<Item, void> {
  const names = keyFieldsOf(model).map(({ attribute }) => attribute);
  for await (const { items } of chainPages(chain)) for (const item of items) yield keyOf(item, names);
}

async function* deleteRequests(
  model: Model,
  keys: AsyncIterable<Item>,
): AsyncGenerator<{ DeleteRequest: { Key: Item } }, void> {
  for await (const key of keys) {
    forgetRecord(model, key);
    yield { DeleteRequest: { Key: key } };
  }
}
