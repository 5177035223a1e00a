import { AsyncLocalStorage } from 'node:async_hooks';
import { keyIdentity, keyOf } from '../../items/keys/key-of.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { modelSettings } from '../config/configure.ts';
import type { Model } from '../definition/model.ts';
import { stateOf } from './record-core.ts';

interface KnownRecord {
  readonly record: object;
  /** True if its item was written by something else than the record. */
  isStale: boolean;
}

/** The records of a scope by their models' client, then by table and key. */
type IdentityMap = Map<unknown, Map<string, KnownRecord>>;

const scopes = new AsyncLocalStorage<IdentityMap>();

/**
 * Does `work`, in which each item is one record, if the setting `identityMap` is on: `find` of a record that was loaded or
 * saved gives the same one, without a request. For one request of a server:
 * `app.use((_req, _res, next) => withIdentityMap(next))`. What runs beside it has a map of its own, or none.
 */
export function withIdentityMap<T>(work: () => T): T {
  return modelSettings().identityMap ? scopes.run(new Map(), work) : work();
}

/** True within a scope: whose items have to be known by their keys as they come. */
export function hasIdentityMap(): boolean {
  return scopes.getStore() !== undefined;
}

/** The record of an item, by its key or the whole item; undefined where none is known, and outside of a scope. */
export function knownRecord(model: Model, key: Item): KnownRecord | undefined {
  const known = scopes.getStore()?.get(model.client)?.get(identityOf(model, key));
  return known === undefined || stateOf(known.record).isDestroyed ? undefined : known;
}

/** Notes that a record is as the table has it. One that is known for the same item stays the one. */
export function rememberRecord(record: object): void {
  const scope = scopes.getStore();
  if (scope === undefined) return;
  const { model, stored, isDestroyed } = stateOf(record);
  if (stored === undefined || isDestroyed) return;
  const records = scope.get(model.client) ?? new Map<string, KnownRecord>();
  scope.set(model.client, records);
  const known = knownRecord(model, stored);
  // An item can become one of another class.
  if (known === undefined || stateOf(known.record).model.definition !== model.definition) {
    records.set(identityOf(model, stored), { record, isStale: false });
  } else if (known.record === record) known.isStale = false;
}

/** Notes that an item was written, by whatever: its record is read again before it is given once more. */
export function noteWritten(model: Model, key: Item): void {
  const known = knownRecord(model, key);
  if (known !== undefined) known.isStale = true;
}

/** Notes that an item was deleted. */
export function forgetRecord(model: Model, key: Item): void {
  scopes.getStore()?.get(model.client)?.delete(identityOf(model, key));
}

/** Of all models of a table alike: they share its keys. */
function identityOf({ table, partitionKey, sortKey }: Model, item: Item): string {
  const names = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].map(({ attribute }) => attribute);
  return `${table.name} ${keyIdentity(keyOf(item, names), names)}`;
}
