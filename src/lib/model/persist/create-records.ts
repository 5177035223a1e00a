import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { countOf } from '../../errors/count-text.ts';
import type { RecordClass } from '../definition/model-definition.ts';
import { DocumentNotValid, RecordNotUnique } from '../errors/model-errors.ts';
import { stateOf } from '../record/record-core.ts';
import { saveRecordOrThrow } from './save-record.ts';
import type { GivenValues } from './update-record.ts';

type Block = (record: never) => void;

/** A new record of a class, saved. @throws DocumentNotValid, RecordNotUnique, RecordNotSaved */
export async function createRecord(
  recordClass: RecordClass,
  input: GivenValues,
  block?: Block,
): Promise<object> {
  const record = newRecord(recordClass, input, block);
  await saveRecordOrThrow(record);
  return record;
}

/**
 * Many, one after the other. One that cannot be saved does not keep the others from it.
 * @throws DocumentNotValid, RecordNotUnique with those that were not saved as `records`
 */
export async function createRecords(
  recordClass: RecordClass,
  inputs: readonly GivenValues[],
  block?: Block,
): Promise<object[]> {
  const records: object[] = [];
  const refused: { record: object; error: Error }[] = [];
  for (const input of inputs) {
    const record = newRecord(recordClass, input, block);
    records.push(record);
    try {
      await saveRecordOrThrow(record);
    } catch (error) {
      if (!isOfOneRecord(error)) throw error;
      refused.push({ record, error });
    }
  }
  const [first] = refused;
  if (first !== undefined) throw notAllCreated(records.length, refused);
  return records;
}

export function newRecord(recordClass: RecordClass, input: GivenValues, block?: Block): object {
  const record = new (recordClass as unknown as new (input: GivenValues) => object)(input);
  block?.(record as never);
  return record;
}

function isOfOneRecord(error: unknown): error is Error {
  return (
    isAutodyneError(error, 'DocumentNotValid') ||
    isAutodyneError(error, 'RecordNotUnique') ||
    isAutodyneError(error, 'RecordNotSaved')
  );
}

function notAllCreated(
  count: number,
  refused: readonly { record: object; error: Error }[],
): DocumentNotValid | RecordNotUnique {
  const records = refused.map(({ record }) => record);
  const name = records[0] === undefined ? '' : stateOf(records[0]).model.name;
  const reasons = [...new Set(refused.map(({ error }) => error.message))].join('; ');
  const message = `${refused.length} of ${countOf(count, 'record')} of ${name} were not created: ${reasons}`;
  const options = {
    records,
    cause: refused[0]?.error,
    details: { model: name, written: count - refused.length, refused: refused.length },
  };
  return refused.every(({ error }) => isAutodyneError(error, 'RecordNotUnique'))
    ? new RecordNotUnique(message, options)
    : new DocumentNotValid(message, options);
}
