import type { Condition } from '../../items/conditions/condition.ts';
import { filterOf } from '../../items/expressions/condition-filter.ts';
import { type Item, newItem } from '../../items/values/attribute-value.ts';
import type { ModelField } from '../definition/model.ts';
import { extrasOf, readValue, writeValue } from '../record/attributes.ts';
import { type FieldChange, fieldChange, fieldChanges } from '../record/changes.ts';
import { markSaved } from '../record/mark-written.ts';
import type { RecordState } from '../record/record-state.ts';
import { keyOfRecord } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import type { SaveOptions } from '../types/record-types.ts';
import { storeAction } from './field-actions.ts';
import { updateWrite } from './guarded-update.ts';
import { lockConditions } from './lock-version.ts';
import { expiryOf } from './new-record.ts';
import { knownOf, type WriteSink } from './prepared-write.ts';
import { staleObject } from './refused-write.ts';

/**
 * Sends what is changed in a record that is in the table; nothing where nothing is.
 * @param conditions must hold of the item as well
 * @param sink takes the write
 * @throws StaleObjectError where it is not there any more, or a condition does not hold
 */
export async function saveChanges(
  record: object,
  state: RecordState,
  { touch = true }: SaveOptions,
  conditions: readonly Condition[],
  sink: WriteSink,
): Promise<void> {
  const { model } = state;
  const own = fieldChanges(state);
  if (own.length === 0) return checkConditions(record, state, conditions);
  const table = await readyTable(model);
  const kept = new KeptFields(state, own, touch);
  try {
    const changes = [...own, ...kept.changes];
    const actions = changes.map(({ field, after }) => storeAction(model, field, after));
    const item = itemWith(state, changes);
    const written = [...state.values];
    const guarded = [...lockConditions(state), ...conditions];
    const fields = own.map(({ field }) => field.name);
    const update = { key: keyOfRecord(state), actions, conditions: guarded, known: knownOf(state) };
    await sink({
      table,
      record,
      write: updateWrite(model, table.tableName, update),
      done: () => markSaved(state, item, written),
      failed: () => kept.takeBack(),
      refused: (refusal) => staleObject(record, 'save', refusal, { fields, conditions: guarded }),
    });
  } catch (error) {
    kept.takeBack();
    throw error;
  }
}

/** Nothing is to be sent: what was loaded is all that conditions can be held to. */
function checkConditions(record: object, { stored }: RecordState, conditions: readonly Condition[]): void {
  if (conditions.length === 0 || stored === undefined || filterOf(conditions)(stored)) return;
  throw staleObject(record, 'save', { found: stored, cause: undefined }, { conditions });
}

/** The fields that the library keeps by itself, written with a save and taken back where it fails. */
class KeptFields {
  readonly changes: readonly FieldChange[];
  readonly #state: RecordState;
  readonly #before: { field: ModelField; value: unknown; given: readonly [unknown] | undefined }[] = [];

  constructor(state: RecordState, own: readonly FieldChange[], touch: boolean) {
    const { model } = state;
    const isChanged = (field: ModelField): boolean => own.some((change) => change.field === field);
    const now = new Date();
    this.#state = state;
    if (touch && model.updatedAt !== undefined && !isChanged(model.updatedAt))
      this.#keep(model.updatedAt, now);
    if (model.expires !== undefined && readValue(state, model.expires.field.position) === null) {
      this.#keep(model.expires.field, expiryOf(model, now));
    }
    if (model.lockVersion !== undefined && !isChanged(model.lockVersion)) {
      const loaded = readValue(state, model.lockVersion.position);
      this.#keep(model.lockVersion, Number(loaded ?? 0) + 1);
    }
    const kept = this.#before.map(({ field }) => field);
    this.changes = kept.flatMap((field) => fieldChange(state, field) ?? []);
  }

  takeBack(): void {
    for (const { field, value, given } of this.#before) {
      this.#state.values[field.position] = value;
      const all = extrasOf(this.#state).given;
      if (given === undefined) all?.delete(field);
      else all?.set(field, given[0]);
    }
  }

  #keep(field: ModelField, value: unknown): void {
    if (value === undefined) return;
    const given = this.#state.extras?.given;
    this.#before.push({
      field,
      value: readValue(this.#state, field.position),
      given: given?.has(field) ? [given.get(field)] : undefined,
    });
    writeValue(this.#state, field.position, value);
  }
}

function itemWith({ model, stored }: RecordState, changes: readonly FieldChange[]): Item {
  const item = Object.assign(newItem(), stored);
  for (const { field, after } of changes) {
    const action = storeAction(model, field, after);
    if (action.kind === 'remove') delete item[field.attribute];
    else item[field.attribute] = action.value;
  }
  return item;
}
