import { type AttributeValue, type Item, newItem } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { dumpValue, readValue } from './attributes.ts';
import { fieldChanges } from './changes.ts';
import { isRecord, stateOf } from './record-core.ts';
import { type RecordState, UNREAD } from './record-state.ts';

export function isNew({ isStored, isDestroyed }: RecordState): boolean {
  return !isStored && !isDestroyed;
}

export function isPersisted({ isStored, isDestroyed }: RecordState): boolean {
  return isStored && !isDestroyed;
}

/** Takes changes back: those of the fields that are named, or all. */
export function restoreValues(state: RecordState, names: readonly string[]): void {
  for (const { field } of fieldChanges(state)) {
    if (names.length > 0 && !names.includes(field.name)) continue;
    state.values[field.position] = UNREAD;
    state.extras?.given?.delete(field);
  }
}

/** Values as they were given; of what was loaded and not written since, the values. */
export function attributesBeforeTypeCast(state: RecordState): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const field of state.model.fields) {
    const { name, position } = field;
    if (state.extras?.given?.has(field)) shown[name] = state.extras.given.get(field);
    else if (state.storedAt(field) !== undefined) shown[name] = readValue(state, position);
  }
  return shown;
}

/** The whole item of a new record, for PutItem: what is not null, under the attributes' names. */
export function itemOfRecord(state: RecordState): Item {
  // An object without a prototype is a hash table to V8: larger, and slower to write.
  const item: Item = state.model.fieldByAttribute.has('__proto__') ? newItem() : {};
  for (const field of state.model.fields) {
    const value = attributeOfRecord(state, field);
    if (value !== undefined) item[field.attribute] = value;
  }
  return item;
}

/** What the item of a new record has of a field; undefined for nothing. */
export function attributeOfRecord(state: RecordState, field: ModelField): AttributeValue | undefined {
  const { model } = state;
  const dumped = dumpValue(model, field, readValue(state, field.position));
  if (dumped !== undefined || !model.settings.storeAttributeWithNullValue) return dumped;
  return model.keyFields.has(field) ? undefined : { NULL: true };
}

/** Notes that the record is not in the table any more; its attributes stay readable. */
export function markDestroyed(state: RecordState): void {
  state.isDestroyed = true;
}

/** True if both are in the same table and have the same key. */
export function isSameRecord(state: RecordState, other: unknown): boolean {
  if (!isRecord(other)) return false;
  const theirs = stateOf(other);
  const keys = keysOf(state.model);
  return (
    theirs.model.table.name === state.model.table.name &&
    keysOf(theirs.model).every((key, position) => {
      const mine = keys[position] && state.storedAt(keys[position]);
      const yours = theirs.storedAt(key);
      return mine !== undefined && yours !== undefined && equalValues(mine, yours);
    })
  );
}

function keysOf({ partitionKey, sortKey }: Model): ModelField[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}
