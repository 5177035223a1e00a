import type { Model } from '../definition/model.ts';
import { notBuilt } from '../errors/not-built.ts';
import type { GivenBlock, GivenConditions, GivenValues } from './update-record.ts';

/** A primary key as it was given: a value, or `[partition key, sort key]`. */
export type GivenKey = unknown;

/** Loads (consistently), changes and saves; null where `if` does not hold. @throws RecordNotFound, DocumentNotValid never: it gives the record unsaved */
export function updateByKey(
  _model: Model,
  _key: GivenKey,
  _values: GivenValues,
  _conditions: GivenConditions = {},
): Promise<object | null> {
  return notBuilt('updateByKey');
}

/** @throws RecordNotFound, DocumentNotValid, StaleObjectError */
export function updateByKeyOrThrow(
  _model: Model,
  _key: GivenKey,
  _values: GivenValues,
  _conditions: GivenConditions = {},
): Promise<object> {
  return notBuilt('updateByKeyOrThrow');
}

/** One UpdateItem of an item that is there; null where it is not, or a condition fails. */
export function updateFieldsByKey(
  _model: Model,
  _key: GivenKey,
  _changes: GivenValues | GivenBlock,
  _conditions: GivenConditions = {},
): Promise<object | null> {
  return notBuilt('updateFieldsByKey');
}

/** The same, of an item that need not be there. @throws RecordNotUnique for another model's item */
export function upsertByKey(
  _model: Model,
  _key: GivenKey,
  _values: GivenValues,
  _conditions: GivenConditions = {},
): Promise<object | null> {
  return notBuilt('upsertByKey');
}

export function incrementByKey(
  _model: Model,
  _key: GivenKey,
  _counters: GivenValues,
  _options: { touch?: boolean | readonly string[] } = {},
): Promise<boolean> {
  return notBuilt('incrementByKey');
}

/** One guarded request for each key; what is not there, or another model's, is no error. */
export function deleteByKeys(_model: Model, _keys: readonly GivenKey[]): Promise<void> {
  return notBuilt('deleteByKeys');
}
