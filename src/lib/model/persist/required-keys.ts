import type { AttributeValue } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { DocumentNotValid } from '../errors/model-errors.ts';
import { attributeOfRecord } from '../record/record-life.ts';
import type { RecordState } from '../record/record-state.ts';

const known = new WeakMap<Model, readonly ModelField[]>();

/**
 * The required fields that are a key of an index. Without one of them an item would be missing from the index, which
 * reads rely on: so every write holds to them, validated or not.
 */
export function requiredKeyFields(model: Model): readonly ModelField[] {
  const { keyFields, partitionKey, sortKey } = model;
  let fields = known.get(model);
  if (fields === undefined) {
    fields = [...keyFields].filter(
      (field) => field.spec.isRequired && field !== partitionKey && field !== sortKey,
    );
    known.set(model, fields);
  }
  return fields;
}

/** @throws DocumentNotValid for a new record that lacks one */
export function checkRequiredKeys(record: object, state: RecordState): void {
  for (const field of requiredKeyFields(state.model)) {
    if (isNothing(attributeOfRecord(state, field))) throw requiredKeyMissing(state.model, field, record);
  }
}

/** @throws DocumentNotValid where a write would take one away */
export function checkStaysThere(model: Model, field: ModelField, after: AttributeValue | undefined): void {
  if (isNothing(after) && requiredKeyFields(model).includes(field)) throw requiredKeyMissing(model, field);
}

export function requiredKeyMissing(model: Model, field: ModelField, record?: object): DocumentNotValid {
  const index = model.indexes.find(({ keyFields }) => keyFields.includes(field));
  const where = index === undefined ? 'an index of the table' : `the index ${index.schema.name}`;
  return new DocumentNotValid(
    `${model.name}.${field.name} is required and a key of ${where}, so it cannot be empty in any write`,
    { record, details: { model: model.name, field: field.name } },
  );
}

function isNothing(value: AttributeValue | undefined): boolean {
  return value === undefined || value.NULL !== undefined;
}
