import { AutodyneError } from '../../errors/autodyne-error.ts';
import { batchGet } from '../../items/read/batch-get.ts';
import { getItem } from '../../items/read/get-item.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchesOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import { RecordNotFound } from '../errors/model-errors.ts';
import { hydrateFound, runLoadHooks } from '../record/hydrate.ts';
import { knownRecord, rememberRecord } from '../record/identity-map.ts';
import { stateOf } from '../record/record-core.ts';
import { isCompanion } from '../tables/companion.ts';
import { isOwnItem } from '../tables/model-guard.ts';
import { keyOfGiven, keyOfRecord, recordKeyText, recordNotFound } from '../tables/model-key.ts';
import { ownerModel, ownerName } from '../tables/owner-model.ts';
import { type ReadyTable, readyTable } from '../tables/ready-table.ts';
import type { FindOptions } from '../types/static-types.ts';

/** GetItem. @throws RecordNotFound unless `raiseError` is false, AutodyneError `MissingPartitionKey`, `MissingSortKey` */
export async function findRecord(
  model: Model,
  given: unknown,
  { consistentRead, raiseError = true }: FindOptions = {},
): Promise<object | null> {
  const { table, keys } = await readyKeys(model, [given]);
  const [key = {}] = keys;
  const known = consistentRead === true ? undefined : knownOf(model, key);
  if (known !== undefined) return known;
  const item = await itemOf(model, table, key, consistentRead);
  if (item !== undefined && isOwnItem(model, item)) {
    return hydrateFound(model, item, { isConsistent: consistentRead });
  }
  if (raiseError) throw recordNotFound(model, key);
  return null;
}

/**
 * BatchGetItem, in the order of the keys, one that comes twice twice.
 * @throws RecordNotFound for those that are not there, unless `raiseError` is false
 */
export async function findRecords(
  model: Model,
  given: readonly unknown[],
  { consistentRead, raiseError = true }: FindOptions = {},
): Promise<object[]> {
  if (given.length === 0) return [];
  const { table, keys } = await readyKeys(model, given);
  const found = keys.map((key) => (consistentRead === true ? undefined : knownOf(model, key)));
  const unknown = [...keys.keys()].filter((position) => found[position] === undefined);
  const located = unknown.map((position) => ({
    item: keys[position] ?? {},
    location: `${model.name}.find`,
  }));
  const options = { isConsistent: consistentRead, ...batchesOf(model) };
  if (located.length > 0) {
    const positions = unknown.values();
    for await (const { item } of batchGet(table.client, table.tableName, located, options)) {
      const position = positions.next().value ?? 0;
      if (item === undefined || !isOwnItem(model, item)) continue;
      found[position] = await hydrateFound(model, item, { isConsistent: consistentRead });
    }
  }
  const records = found.filter((record) => record !== undefined);
  if (raiseError && records.length < keys.length) throw notAllFound(model, keys, records.length);
  return records;
}

/** Whichever model of the one table has this id. @throws AutodyneError `SubclassNotFound` for a model that is not known */
export async function findAnyRecord(
  model: Model,
  id: unknown,
  { consistentRead }: { consistentRead?: boolean } = {},
): Promise<object | null> {
  const { table, keys } = await readyKeys(model, [id]);
  const [key = {}] = keys;
  const item = await itemOf(model, table, key, consistentRead);
  return item === undefined || isCompanion(item)
    ? null
    : hydrateFound(modelOfAny(model, item), item, { isConsistent: consistentRead });
}

/** Loads a record again, consistently unless told; what was changed in it is lost. @throws RecordNotFound */
export async function reloadRecord(
  record: object,
  { consistentRead = true }: { consistentRead?: boolean } = {},
): Promise<void> {
  const state = stateOf(record);
  const { model } = state;
  const table = await readyTable(model);
  const key = keyOfRecord(state);
  const item = await itemOf(model, table, key, consistentRead);
  if (item === undefined || !isOwnItem(model, item)) throw recordNotFound(model, key);
  state.stored = item;
  state.values = [];
  state.extras = undefined;
  state.isDestroyed = false;
  rememberRecord(record);
  await runLoadHooks(record);
}

/** The record that an identity map has for a key, if it is one of this model, or of a class below it. */
function knownOf(model: Model, key: Item): object | undefined {
  const known = knownRecord(model, key);
  if (known === undefined || known.isStale) return undefined;
  const { stored } = stateOf(known.record);
  return stored !== undefined && isOwnItem(model, stored) ? known.record : undefined;
}

/** Of an array: whether it is several keys, or one that has a sort key. */
export function isManyKeys(model: Model, keys: readonly unknown[]): boolean {
  return model.sortKey === undefined || keys.length === 0 || keys.every((key) => Array.isArray(key));
}

/** Keys are read before anything is asked, and once more where the one table's key turns out to have another name. */
async function readyKeys(
  model: Model,
  given: readonly unknown[],
): Promise<{ table: ReadyTable; keys: Item[] }> {
  const read = (): Item[] => given.map((one) => keyOfGiven(model, one));
  const { attribute } = model.partitionKey;
  const keys = read();
  const table = await readyTable(model);
  return { table, keys: model.partitionKey.attribute === attribute ? keys : read() };
}

async function itemOf(
  model: Model,
  { client, tableName }: ReadyTable,
  key: Item,
  isConsistent: boolean | undefined,
): Promise<Item | undefined> {
  const located = { item: key, location: `${model.name}.find` };
  return (await getItem(client, tableName, located, { isConsistent })).Item;
}

/** The model of an item of the one table, by the name that it carries. */
function modelOfAny(model: Model, item: Item): Model {
  const owner = ownerModel(model, item);
  if (owner !== undefined) return owner;
  const name = ownerName(model, item);
  const whose = name === undefined ? 'of no model' : `of the model "${name}", which is not known`;
  throw new AutodyneError('SubclassNotFound', `the item is ${whose}`, {
    suggestions:
      name === undefined ? [] : ['import the module that defines it before its records are loaded'],
    details: { model: model.name },
  });
}

function notAllFound(model: Model, keys: readonly Item[], count: number): RecordNotFound {
  const texts = keys.map((key) => recordKeyText(model, key)).join(', ');
  const facts = `found ${count} results, but was looking for ${keys.length}`;
  return new RecordNotFound(
    `Couldn't find all ${model.name} records with primary keys [${texts}] (${facts})`,
    {
      details: { model: model.name },
    },
  );
}
