import { type AttributeValue, getAttribute, type Item } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { ModelField } from '../definition/model.ts';
import type { ChangePair } from '../types/record-types.ts';
import { dumpValue, loadValue } from './attributes.ts';
import { fieldChange } from './changes.ts';
import { packedValue, packItem } from './packed-item.ts';
import { type RecordState, UNREAD } from './record-state.ts';

/**
 * Notes that the record is in the table as `item`, which was written of its values. A value that became another while
 * the request was under way stays, as a change that is not saved.
 * @param item as it is now, attributes included that the model does not know
 * @param written the values ({@link RecordState.values}) as they were when the item was made of them
 */
export function markSaved(state: RecordState, item: Item, written: readonly unknown[]): void {
  state.takeWritten(packItem(state.model, item));
  const { model, values } = state;
  forgetDefaults(state);
  const given = state.extras?.given;
  for (const field of values.length === 0 ? [] : model.fields) {
    const { position, type } = field;
    const value = values[position];
    if (value === UNREAD) continue;
    // What can be changed within is compared with the item whenever changes are asked for.
    if (!type.isMutable && value !== written[position]) continue;
    given?.delete(field);
    // What is not stored (an empty set) is read as the table has it: as nothing, or as the default.
    const isStored = !isNothing(getAttribute(item, field.attribute));
    if (!isStored && dumpValue(model, field, value) === undefined) values[position] = UNREAD;
  }
  if (given?.isEmpty && state.extras !== undefined) state.extras.given = undefined;
}

/**
 * Notes that the item was changed in the table, and is `item` now. The record follows it; but what is changed in it and
 * not saved stays so, unless the write was of the same field.
 */
export function markUpdated(state: RecordState, item: Item, written: ReadonlySet<ModelField>): void {
  followItem(state, item, written, () => state.takeWritten(packItem(state.model, item)));
}

/** Notes that the item was read again, and is `item` now. What is changed in the record and not saved stays so. */
export function markRead(state: RecordState, item: Item): void {
  followItem(state, item, new Set(), () => {
    state.stored = item;
  });
}

function followItem(
  state: RecordState,
  item: Item,
  written: ReadonlySet<ModelField>,
  take: () => void,
): void {
  const unsaved = new Set(
    state.model.fields.filter((field) => !written.has(field) && fieldChange(state, field) !== undefined),
  );
  take();
  forgetDefaults(state);
  if (state.values.length === 0) return;
  for (const field of state.model.fields) {
    if (unsaved.has(field)) continue;
    state.extras?.given?.delete(field);
    const value = state.values[field.position];
    if (value === UNREAD) continue;
    // What was decoded stays the same object where the table has the same.
    const dumped = dumpValue(state.model, field, value);
    const stored = getAttribute(item, field.attribute);
    if (dumped === undefined || !isSame(dumped, stored)) state.values[field.position] = UNREAD;
  }
}

/** `[before, after]` of what the last write changed, by the fields' names. */
export function previousChanges({ extras, model }: RecordState): Record<string, ChangePair<unknown>> {
  const { beforeWrite: before, afterWrite: after } = extras ?? {};
  if (after === undefined) return {};
  const changes: [string, ChangePair<unknown>][] = [];
  for (const field of model.fields) {
    const old = before === undefined ? undefined : packedValue(model, before, field);
    const now = packedValue(model, after, field);
    if (isSame(old, now)) continue;
    changes.push([field.name, [loadValue(model, field, old), loadValue(model, field, now)]]);
  }
  return Object.fromEntries(changes);
}

/** (To delete the member would make a hash table of the object.) */
function forgetDefaults({ extras }: RecordState): void {
  if (extras?.defaults !== undefined) extras.defaults = undefined;
}

function isNothing(value: AttributeValue | undefined): boolean {
  return value === undefined || value.NULL !== undefined;
}

function isSame(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined || isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  return equalValues(a, b);
}
