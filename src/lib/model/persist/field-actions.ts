import type { AttributeValue } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { castValue, dumpValue, fieldNamed, keyChanged } from '../record/attributes.ts';
import { keyFieldsOf } from '../tables/model-key.ts';
import { checkStaysThere } from './required-keys.ts';

/** A change to a whole attribute. */
type StoreAction =
  | { kind: 'set' | 'set-if-absent'; path: [string]; value: AttributeValue }
  | { kind: 'remove'; path: [string] };

/**
 * The change that makes a field hold this; nothing takes the attribute away, or makes it NULL where settings say so.
 * @throws DocumentNotValid where a required key of an index would be taken away
 */
export function storeAction(
  model: Model,
  field: ModelField,
  dumped: AttributeValue | undefined,
): StoreAction {
  checkStaysThere(model, field, dumped);
  const path: [string] = [field.attribute];
  if (dumped !== undefined) return { kind: 'set', path, value: dumped };
  const isNull = model.settings.storeAttributeWithNullValue && !model.keyFields.has(field);
  return isNull ? { kind: 'set', path, value: { NULL: true } } : { kind: 'remove', path };
}

/** A value that an app gives for a field, as the table is to have it. */
export function dumpGiven(model: Model, field: ModelField, given: unknown): AttributeValue | undefined {
  return dumpValue(model, field, castValue(model, field, given));
}

/**
 * The field of this name, for a change by name.
 * @throws AutodyneError `UnknownAttribute`, `InvalidValue` for a key of the table
 */
export function changeableField(model: Model, name: string): ModelField {
  const field = fieldNamed(model, name);
  if (keyFieldsOf(model).includes(field)) throw keyChanged(model, field);
  return field;
}
