import { describeType } from '../../items/keys/check-key.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { castValue, dumpValue } from '../record/attributes.ts';
import { invalidCondition } from './invalid-query.ts';
import { hasMembers, type WhereLocation } from './where-key.ts';

/**
 * A value as the table has it at this location, where it would be stored there; `undefined` for what is stored as nothing,
 * such as an empty set.
 * @throws InvalidQuery for a value that is none of the field's type, AutodyneError `InvalidValue`, PrecisionError
 */
export function storedOperand(
  model: Model,
  location: WhereLocation,
  given: unknown,
): AttributeValue | undefined {
  const { field, members } = location;
  if (members.length > 0) return memberValue(model, field, given);
  const cast = castValue(model, field, given);
  if (cast === null) throw wrongKind(model, field, given);
  const dumped = dumpValue(model, field, cast);
  if (dumped === undefined && isTextKey(model, field, given)) {
    throw invalidCondition(model, field, 'a key is never empty', [
      'null asks for records that have no value here',
    ]);
  }
  return dumped;
}

/** Empty text, where the field is a key of the table or of an index. */
function isTextKey(model: Model, field: ModelField, given: unknown): boolean {
  return model.keyFields.has(field) && !(given instanceof Set);
}

/** A value inside a map, whose members have no declared types; or an element of an array. */
function memberValue(model: Model, field: ModelField, given: unknown): AttributeValue | undefined {
  if (!hasMembers(field)) return elementValue(model, field, given);
  const dumped = field.type.dump({ given })?.M?.['given'];
  if (dumped === undefined) throw wrongKind(model, field, given);
  return dumped.NULL === undefined ? dumped : undefined;
}

/** What `contains` looks for: an element of a set or array, a part of text or binary. */
export function storedPart(model: Model, location: WhereLocation, given: unknown): AttributeValue {
  const { field, members } = location;
  const part = members.length > 0 ? memberValue(model, field, given) : elementValue(model, field, given);
  if (part === undefined) throw wrongKind(model, field, given);
  return part;
}

function elementValue(model: Model, field: ModelField, given: unknown): AttributeValue | undefined {
  const { element, keyType } = field.type;
  if (element !== undefined) {
    const cast = given === null || given === undefined ? null : element.cast(given);
    return cast === null || cast === undefined ? undefined : element.dump(cast);
  }
  if (field.spec.type === 'array') return field.type.dump([given])?.L?.[0];
  if (hasMembers(field)) return memberValue(model, field, given);
  if (keyType === undefined || keyType === 'N') throw notLookedInto(model, field, 'contains');
  return storedPrefix(model, location(field), given);
}

/** What `begins_with` looks for: a part of text, as it is stored, or of binary. */
export function storedPrefix(
  model: Model,
  { field, members }: WhereLocation,
  given: unknown,
): AttributeValue {
  if (members.length > 0 || hasMembers(field)) {
    const value = memberValue(model, field, given);
    if (value?.S === undefined && value?.B === undefined) throw wrongKind(model, field, given);
    return value;
  }
  const { keyType } = field.type;
  if (keyType === undefined || keyType === 'N') throw notLookedInto(model, field, 'begins_with');
  if (keyType === 'S' && field.spec.type !== 'string' && typeof given === 'string' && given !== '') {
    return { S: given };
  }
  const part = storedOperand(model, location(field), given);
  if (part === undefined)
    throw invalidCondition(model, field, 'begins_with and contains need a text that is not empty');
  return part;
}

function location(field: ModelField): WhereLocation {
  return { field, members: [] };
}

function notLookedInto(model: Model, field: ModelField, operator: string): Error {
  return invalidCondition(model, field, `${operator} is not for ${field.type.name}`);
}

function wrongKind(model: Model, field: ModelField, given: unknown): Error {
  const kind =
    given === null ? 'null' : Array.isArray(given) ? 'an array' : `a value of type ${typeof given}`;
  return invalidCondition(model, field, `${kind} cannot be compared with ${field.type.name}`);
}

/** DynamoDB has an order of strings, numbers and binary only. */
export function checkOrdered(model: Model, field: ModelField, operator: string, value: AttributeValue): void {
  if (value.S !== undefined || value.N !== undefined || value.B !== undefined) return;
  const type = describeType(Object.keys(value)[0] ?? '');
  throw invalidCondition(model, field, `${operator} needs a string, a number or binary, and this is ${type}`);
}
