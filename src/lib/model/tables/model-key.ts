import { AutodyneError } from '../../errors/autodyne-error.ts';
import { toPlainJsonText, toPlainJsonValueText } from '../../items/json/plain-json-text.ts';
import { keyOf } from '../../items/keys/key-of.ts';
import { type AttributeValue, type Item, newItem } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { RecordNotFound } from '../errors/model-errors.ts';
import { castValue, dumpValue, readValue } from '../record/attributes.ts';
import type { RecordState } from '../record/record-state.ts';

/** The fields of a model's primary key, in order. */
export function keyFieldsOf({ partitionKey, sortKey }: Model): ModelField[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

/**
 * The key that was given: a value, or `[partition key, sort key]` where the model has a sort key.
 * @throws AutodyneError `MissingPartitionKey`, `MissingSortKey`
 */
export function keyOfGiven(model: Model, given: unknown): Item {
  const values: readonly unknown[] = model.sortKey !== undefined && Array.isArray(given) ? given : [given];
  return keyOfValues(model, (_, position) => values[position]);
}

/**
 * The key of a record: as the table has it, or of a new one as its attributes say.
 * @throws AutodyneError `MissingPartitionKey`, `MissingSortKey`
 */
export function keyOfRecord(state: RecordState): Item {
  const { model, stored } = state;
  if (stored === undefined) return keyOfValues(model, ({ position }) => readValue(state, position));
  return keyOf(
    stored,
    keyFieldsOf(model).map(({ attribute }) => attribute),
  );
}

function keyOfValues(model: Model, given: (field: ModelField, position: number) => unknown): Item {
  const key = newItem();
  for (const [position, field] of keyFieldsOf(model).entries()) {
    const dumped = dumpValue(model, field, castValue(model, field, given(field, position)));
    if (dumped === undefined) throw missingKey(model, field);
    key[field.attribute] = dumped;
  }
  return key;
}

/** For a key attribute without a value. */
export function missingKey(model: Model, field: ModelField): AutodyneError {
  const isSort = field === model.sortKey;
  return new AutodyneError(
    isSort ? 'MissingSortKey' : 'MissingPartitionKey',
    `a record of ${model.name} has no ${isSort ? 'sort' : 'partition'} key: ${field.name} is missing or is no ${field.type.name}`,
    { details: { model: model.name, field: field.name } },
  );
}

/** For a key that the table has no record of this model for. */
export function recordNotFound(model: Model, key: Item): RecordNotFound {
  return new RecordNotFound(`Couldn't find ${model.name} with primary key ${recordKeyText(model, key)}`, {
    details: keyDetails(model, key),
  });
}

/** A key for messages: `"1"`, `("1",12)`. */
export function recordKeyText(model: Model, key: Item): string {
  const values = keyFieldsOf(model).map(({ attribute }): AttributeValue => key[attribute] ?? { NULL: true });
  const texts = values.map((value) => toPlainJsonValueText(value));
  return texts.length === 1 ? texts.join('') : `(${texts.join(',')})`;
}

/** The `details` of an error about one record. */
export function keyDetails(model: Model, key: Item): { model: string; recordKey: string } {
  return { model: model.name, recordKey: toPlainJsonText(key) };
}
