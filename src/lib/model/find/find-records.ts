import type { Model } from '../definition/model.ts';
import { notBuilt } from '../errors/not-built.ts';
import type { GivenKey } from '../persist/write-by-key.ts';
import type { FindOptions } from '../types/static-types.ts';

/** GetItem. @throws RecordNotFound unless `raiseError` is false, AutodyneError `MissingPartitionKey`, `MissingSortKey` */
export function findRecord(
  _model: Model,
  _key: GivenKey,
  _options: FindOptions = {},
): Promise<object | null> {
  return notBuilt('findRecord');
}

/** BatchGetItem, in the order of the keys. @throws RecordNotFound for those that are not there, unless `raiseError` is false */
export function findRecords(
  _model: Model,
  _keys: readonly GivenKey[],
  _options: FindOptions = {},
): Promise<object[]> {
  return notBuilt('findRecords');
}

/** Whichever model of the one table has this id. */
export function findAnyRecord(
  _model: Model,
  _id: string,
  _options: { consistentRead?: boolean } = {},
): Promise<object | null> {
  return notBuilt('findAnyRecord');
}

/** Loads a record again; what was changed in it is lost. @throws RecordNotFound */
export function reloadRecord(_record: object, _options: { consistentRead?: boolean } = {}): Promise<void> {
  return notBuilt('reloadRecord');
}

/** Of an array: whether it is several keys, or one that has a sort key. */
export function isManyKeys(model: Model, keys: readonly unknown[]): boolean {
  return model.sortKey === undefined || keys.length === 0 || keys.every((key) => Array.isArray(key));
}
