import { AutodyneError } from '../../errors/autodyne-error.ts';
import { keyIdentity } from '../../items/keys/key-of.ts';
import { transactGet } from '../../items/read/transact-get.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import type { RecordClass } from '../definition/model-definition.ts';
import { isManyKeys } from '../find/find-records.ts';
import { hydrateFound } from '../record/hydrate.ts';
import { usedModel } from '../record/prepare-class.ts';
import { isOwnItem } from '../tables/model-guard.ts';
import { keyOfGiven, recordNotFound } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import type { Found, ReadTransaction, Wanted } from '../types/transaction-types.ts';

interface WantedRecords {
  readonly model: Model;
  readonly given: readonly unknown[];
  readonly isMany: boolean;
  readonly raiseError: boolean;
}

/**
 * Records of whatever models as they are at one moment: one TransactGetItems of up to 100 items, two read units for each
 * 4 KB. `readTransaction((t) => [t.find(User, id), t.find(Post, key)])` gives them in this order.
 * @throws RecordNotFound unless `raiseError` is false, AutodyneError `InvalidUsage` beyond the limits
 */
export async function readTransaction<const R extends readonly Wanted<unknown>[]>(
  ask: (t: ReadTransaction) => R,
): Promise<Found<R>> {
  const asked = ask({ find: want } as unknown as ReadTransaction) as unknown as readonly WantedRecords[];
  if (asked.length === 0) return [] as unknown as Found<R>;
  const tables = await Promise.all(asked.map(({ model }) => readyTable(model)));
  const [first] = tables;
  const keys = asked.map(({ model, given }) => given.map((one) => keyOfGiven(model, one)));
  if (first === undefined || tables.some(({ client }) => client !== first.client)) {
    throw new AutodyneError('InvalidUsage', 'the models of a transaction go through one client');
  }
  const reads = new Map<string, { tableName: string; key: Item }>();
  const identityOf = (position: number, key: Item): string =>
    `${tables[position]?.tableName} ${keyIdentity(key, Object.keys(key))}`;
  for (const [position, ofOne] of keys.entries()) {
    const tableName = tables[position]?.tableName ?? '';
    for (const key of ofOne) reads.set(identityOf(position, key), { tableName, key });
  }
  const found = new Map<string, Item | undefined>();
  if (reads.size > 0) {
    const { items } = await transactGet(first.client, [...reads.values()]);
    for (const [position, identity] of [...reads.keys()].entries()) found.set(identity, items[position]);
  }
  const results: unknown[] = [];
  for (const [position, wanted] of asked.entries()) {
    const items = (keys[position] ?? []).map((key) => ({ key, item: found.get(identityOf(position, key)) }));
    results.push(await recordsOf(wanted, items));
  }
  return results as unknown as Found<R>;
}

function want(
  recordClass: RecordClass,
  keys: unknown,
  { raiseError = true }: { raiseError?: boolean } = {},
): WantedRecords {
  const model = usedModel(recordClass);
  const isMany = Array.isArray(keys) && isManyKeys(model, keys);
  return { model, given: isMany ? keys : [keys], isMany, raiseError };
}

async function recordsOf(
  { model, isMany, raiseError }: WantedRecords,
  items: readonly { key: Item; item: Item | undefined }[],
): Promise<object[] | object | null> {
  const records: object[] = [];
  for (const { key, item } of items) {
    if (item !== undefined && isOwnItem(model, item))
      records.push(await hydrateFound(model, item, { isConsistent: true }));
    else if (raiseError) throw recordNotFound(model, key);
  }
  return isMany ? records : (records[0] ?? null);
}
