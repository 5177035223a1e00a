import { notBuilt } from '../errors/not-built.ts';
import type { SaveOptions } from '../types/record-types.ts';

/**
 * Saves a record: PutItem of a new one, which must not be there; UpdateItem of what is changed of one that was loaded,
 * which must be there still; no request where nothing is changed.
 * @returns false where a validation or a hook stops it
 * @throws RecordNotUnique, StaleObjectError, AutodyneError `MissingPartitionKey`, `MissingSortKey`
 */
export function saveRecord(_record: object, _options: SaveOptions = {}): Promise<boolean> {
  return notBuilt('saveRecord');
}

/** The same. @throws DocumentNotValid, RecordNotSaved where {@link saveRecord} gives false */
export function saveRecordOrThrow(_record: object, _options: SaveOptions = {}): Promise<void> {
  return notBuilt('saveRecordOrThrow');
}
