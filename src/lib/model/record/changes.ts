import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { ModelField } from '../definition/model.ts';
import type { ChangePair } from '../types/record-types.ts';
import { storedValue } from './attributes.ts';
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

/** How one field is changed, if it is. */
export function fieldChange(state: RecordState, field: ModelField): FieldChange | undefined {
  const { position, type } = field;
  const value = position < state.values.length ? state.values[position] : UNREAD;
  if (value === UNREAD) return undefined;
  const before = storedValue(state, field);
  const after = value === null || value === undefined ? undefined : type.dump(value);
  return isSame(before, after) ? undefined : { field, before, after };
}

/** What a field was when the record was loaded or saved; null for nothing. */
export function valueBefore(state: RecordState, field: ModelField): unknown {
  return loadedValue(field, storedValue(state, field));
}

/** `[before, after]` of all that is changed, by the fields' names. */
export function changesByName(state: RecordState): Record<string, ChangePair<unknown>> {
  return Object.fromEntries(
    fieldChanges(state).map(({ field, before, after }) => [
      field.name,
      [loadedValue(field, before), loadedValue(field, after)],
    ]),
  );
}

function loadedValue({ type }: ModelField, stored: AttributeValue | undefined): unknown {
  return stored === undefined || stored.NULL !== undefined ? null : (type.load(stored) ?? null);
}

function isSame(before: AttributeValue | undefined, after: AttributeValue | undefined): boolean {
  if (before === undefined || before.NULL !== undefined) return after === undefined;
  return after !== undefined && equalValues(before, after);
}
