import type { Model } from '../definition/model.ts';
import type { RecordClass } from '../definition/model-definition.ts';
import { notBuilt } from '../errors/not-built.ts';
import type { GivenValues } from './update-record.ts';

/** A new record of a class, saved. @throws DocumentNotValid, RecordNotUnique, RecordNotSaved */
export function createRecord(
  _recordClass: RecordClass,
  _input: GivenValues,
  _block?: (record: never) => void,
): Promise<object> {
  return notBuilt('createRecord');
}

/** Many, one after the other. The valid ones are saved. @throws DocumentNotValid with the others */
export function createRecords(
  _recordClass: RecordClass,
  _inputs: readonly GivenValues[],
  _block?: (record: never) => void,
): Promise<object[]> {
  return notBuilt('createRecords');
}

/** In batches, without validations and hooks; guarded one by one where the app gives ids in the one table. */
export function importRecords(
  _model: Model,
  _recordClass: RecordClass,
  _inputs: readonly GivenValues[],
): Promise<object[]> {
  return notBuilt('importRecords');
}
