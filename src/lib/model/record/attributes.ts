import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { PrecisionError } from '../errors/model-errors.ts';
import { GivenByField } from './given-by-field.ts';
import { RecordExtras, type RecordState, UNREAD } from './record-state.ts';

/** A field's value; null for what is not there. Decoded when it is first read. */
export function readValue(state: RecordState, position: number): unknown {
  const { values } = state;
  const known = position < values.length ? values[position] : UNREAD;
  if (known !== UNREAD) return known;
  const value = decode(state, position);
  valuesOf(state)[position] = value;
  return value;
}

/** Casts what is given, and makes it the field's value. */
export function writeValue(state: RecordState, position: number, given: unknown): void {
  const field = fieldAt(state.model, position);
  const value = castValue(state.model, field, given);
  if (state.isStored) checkKeyStays(state, field, value);
  const extras = extrasOf(state);
  extras.given ??= new GivenByField(state.model.fields.length);
  extras.given.set(field, given);
  valuesOf(state)[position] = value;
}

/** A record that is in the table keeps its key: with another one, it would be another item. */
function checkKeyStays(state: RecordState, field: ModelField, value: unknown): void {
  const { model } = state;
  if (field !== model.partitionKey && field !== model.sortKey) return;
  const before = state.storedAt(field);
  const after = dumpValue(model, field, value);
  if (before === undefined || (after !== undefined && equalValues(before, after))) return;
  throw keyChanged(model, field);
}

/** For a change of an item's own key. */
export function keyChanged(model: Model, field: ModelField): AutodyneError {
  return new AutodyneError(
    'InvalidValue',
    `${model.name}.${field.name} is part of the key of a saved record: it cannot change`,
    {
      suggestions: ['create a record with the new key, then delete this one'],
      details: { model: model.name, field: field.name },
    },
  );
}

/** The input, cast to the type of the field; null stays null. @throws PrecisionError naming the field */
export function castValue(model: Model, field: ModelField, given: unknown): unknown {
  if (given === null || given === undefined) return null;
  try {
    return field.type.cast(given) ?? null;
  } catch (error) {
    throw withFieldName(model, field, error);
  }
}

/**
 * What the table is to hold of a value; undefined for nothing. Of a key, of the table or an index, empty text or binary is
 * nothing: DynamoDB refuses it there.
 * @throws PrecisionError, AutodyneError `InvalidValue`, naming the field
 */
export function dumpValue(model: Model, field: ModelField, value: unknown): AttributeValue | undefined {
  if (value === null || value === undefined) return undefined;
  const dumped = dumpOf(model, field, value);
  const isEmpty = dumped?.S === '' || dumped?.B?.byteLength === 0;
  return isEmpty && model.keyFields.has(field) ? undefined : dumped;
}

/** The stored value, loaded. @throws PrecisionError, AutodyneError `InvalidValue`, naming the field */
export function loadValue(model: Model, field: ModelField, stored: AttributeValue | undefined): unknown {
  if (stored === undefined || stored.NULL !== undefined) return null;
  try {
    return field.type.load(stored) ?? null;
  } catch (error) {
    throw withFieldName(model, field, error);
  }
}

function dumpOf(model: Model, field: ModelField, value: unknown): AttributeValue | undefined {
  try {
    return field.type.dump(value);
  } catch (error) {
    throw withFieldName(model, field, error);
  }
}

/** Types know no field: what they throw is told with its name before it. */
function withFieldName({ name: model }: Model, { name }: ModelField, error: unknown): unknown {
  if (!isAutodyneError(error) || error.details.field !== undefined) return error;
  const options = { cause: error, suggestions: error.suggestions, details: { model, field: name } };
  const message = `${model}.${name}: ${error.message}`;
  return error.code === 'PrecisionError'
    ? new PrecisionError(message, options)
    : new AutodyneError(error.code, message, options);
}

/** @throws AutodyneError `UnknownAttribute` */
export function fieldNamed(model: Model, name: string): ModelField {
  const field = model.fieldByName.get(name);
  if (field !== undefined) return field;
  const near = closest(name, [...model.fieldByName.keys()]);
  throw new AutodyneError('UnknownAttribute', `attribute "${name}" does not exist in ${model.name}`, {
    suggestions: near === undefined ? [] : [`did you mean ${near}?`],
    details: { model: model.name, field: name },
  });
}

/** The stored value of a field, or the default that counts as stored. */
export function storedValue(state: RecordState, field: ModelField): AttributeValue | undefined {
  return state.storedAt(field) ?? state.extras?.defaults?.get(field.position);
}

export function extrasOf(state: RecordState): RecordExtras {
  state.extras ??= new RecordExtras();
  return state.extras;
}

export function defaultOf({ spec }: ModelField): unknown {
  const given = spec.default?.value;
  if (typeof given === 'function') return (given as () => unknown)();
  return given === undefined || given === null || typeof given !== 'object' ? given : structuredClone(given);
}

function fieldAt(model: Model, position: number): ModelField {
  const field = model.fields[position];
  if (field === undefined) throw new TypeError('a field of the model');
  return field;
}

function valuesOf(state: RecordState): unknown[] {
  if (state.values.length === 0) state.values = new Array(state.model.fields.length).fill(UNREAD);
  return state.values;
}

function decode(state: RecordState, position: number): unknown {
  const field = fieldAt(state.model, position);
  const verbatim = field.type.isVerbatim ? state.verbatimAt(field) : undefined;
  if (verbatim !== undefined) return verbatim;
  const stored = state.storedAt(field);
  if (stored !== undefined && stored.NULL === undefined) return loadValue(state.model, field, stored);
  if (field.spec.default === undefined) return null;
  const value = castValue(state.model, field, defaultOf(field));
  // Of an item that lacks it, the default counts as stored: it is no change.
  if (state.isStored) {
    const extras = extrasOf(state);
    extras.defaults ??= new Map();
    extras.defaults.set(position, dumpValue(state.model, field, value));
  }
  return value;
}
