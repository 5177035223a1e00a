import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { ModelField } from '../definition/model.ts';
import type { ChangePair } from '../types/record-types.ts';
import { dumpValue, loadValue, storedValue } from './attributes.ts';
import { type RecordState, UNREAD } from './record-state.ts';

/** A field whose value would be stored as something else than what the table holds. */
export interface FieldChange {
  readonly field: ModelField;
  /** `undefined`: the attribute is not there. */
  readonly before: AttributeValue | undefined;
  /** `undefined`: the attribute is to go. */
  readonly after: AttributeValue | undefined;
}

/** All that is changed, those within sets, arrays, maps and Dates too; in the order of the fields. */
export function fieldChanges(state: RecordState): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of state.model.fields) {
    const change = fieldChange(state, field);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

/** The change of one field; undefined if it is unchanged. */
export function fieldChange(state: RecordState, field: ModelField): FieldChange | undefined {
  const { position, type } = field;
  const value = position < state.values.length ? state.values[position] : UNREAD;
  if (value === UNREAD) return undefined;
  // What was only read is what it was, unless it can be changed within.
  if (!type.isMutable && !state.extras?.given?.has(field) && state.isStored) return undefined;
  const before = storedValue(state, field);
  const after = dumpValue(state.model, field, value);
  return isSame(before, after) || isUntouched(state, field, value, before, after)
    ? undefined
    : { field, before, after };
}

/**
 * Whether a value is what the stored one is loaded as, although it is written in another way: a time's digits after the
 * milliseconds, a number that another program wrote as text. Such a thing is never rewritten unasked.
 */
function isUntouched(
  { model }: RecordState,
  field: ModelField,
  value: unknown,
  before: AttributeValue | undefined,
  after: AttributeValue | undefined,
): boolean {
  const loaded = loadValue(model, field, before);
  if (loaded === null || value === null) return loaded === value;
  if (field.type.equals !== undefined) return field.type.equals(loaded, value);
  return isSame(dumpValue(model, field, loaded), after);
}

/** The value of a field when the record was loaded or saved; null if it had none. */
export function valueBefore(state: RecordState, field: ModelField): unknown {
  return loadValue(state.model, field, storedValue(state, field));
}

/** `[before, after]` of all that is changed, by the fields' names. */
export function changesByName(state: RecordState): Record<string, ChangePair<unknown>> {
  return Object.fromEntries(
    fieldChanges(state).map(({ field, before, after }) => [
      field.name,
      [loadValue(state.model, field, before), loadValue(state.model, field, after)],
    ]),
  );
}

function isSame(before: AttributeValue | undefined, after: AttributeValue | undefined): boolean {
  if (before === undefined || before.NULL !== undefined) return after === undefined;
  return after !== undefined && equalValues(before, after);
}
