import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { attributeExists, type Condition } from '../../items/conditions/condition.ts';
import { filterOf } from '../../items/expressions/condition-filter.ts';
import { getItem } from '../../items/read/get-item.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import { getAttribute, type Item, newItem } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import type { StaleObjectError } from '../errors/model-errors.ts';
import { assignValues } from '../record/assign.ts';
import { defaultOf } from '../record/attributes.ts';
import { hydrateFound, hydrateWritten } from '../record/hydrate.ts';
import { isRecord, stateOf } from '../record/record-core.ts';
import { isOwnItem, ownerAttributes } from '../tables/model-guard.ts';
import { keyFieldsOf, keyOfGiven, recordNotFound } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import { dumpGiven } from './field-actions.ts';
import { givenConditions } from './given-conditions.ts';
import { type GuardedUpdate, sendUpdate } from './guarded-update.ts';
import { expiryOf } from './new-record.ts';
import { type NotedChanges, noteChanges } from './note-changes.ts';
import { notUnique, type RefusedWrite } from './refused-write.ts';
import { requiredKeyFields, requiredKeyMissing } from './required-keys.ts';
import { type SaveOutcome, throwUnlessSaved, trySave } from './save-record.ts';
import { type GivenBlock, type GivenConditions, type GivenValues, touches } from './update-record.ts';
import { withTable } from './write-table.ts';

/** A primary key as it was given: a value, or `[partition key, sort key]`. */
export type GivenKey = unknown;

/**
 * Loads (consistently), changes and saves; null where `if` does not hold. A record that its validations refuse is given
 * unsaved.
 * @throws RecordNotFound, StaleObjectError where someone else wrote meanwhile
 */
export async function updateByKey(
  model: Model,
  key: GivenKey,
  values: GivenValues,
  given: GivenConditions = {},
): Promise<object | null> {
  const conditions = givenConditions(model, given);
  try {
    const { record } = await changeByKey(model, key, values, conditions);
    return record;
  } catch (error) {
    if (isConditionFalse(error, conditions)) return null;
    throw error;
  }
}

/** @throws RecordNotFound, DocumentNotValid, StaleObjectError */
export async function updateByKeyOrThrow(
  model: Model,
  key: GivenKey,
  values: GivenValues,
  given: GivenConditions = {},
): Promise<object> {
  const { record, outcome } = await changeByKey(model, key, values, givenConditions(model, given));
  throwUnlessSaved(record, outcome);
  return record;
}

async function changeByKey(
  model: Model,
  given: GivenKey,
  values: GivenValues,
  conditions: readonly Condition[],
): Promise<{ record: object; outcome: SaveOutcome }> {
  const { client, tableName } = await readyTable(model);
  const key = keyOfGiven(model, given);
  const { Item: item } = await getItem(
    client,
    tableName,
    { item: key, location: 'key' },
    { isConsistent: true },
  );
  if (item === undefined || !isOwnItem(model, item)) throw recordNotFound(model, key);
  const record = await hydrateFound(model, item, { isConsistent: true });
  assignValues(stateOf(record), values);
  return { record, outcome: await trySave(record, {}, conditions) };
}

/** True where a save failed because the item does not meet its conditions, and for nothing else. */
function isConditionFalse(error: unknown, conditions: readonly Condition[]): boolean {
  if (conditions.length === 0 || !isAutodyneError(error, 'StaleObject')) return false;
  const { current } = error as StaleObjectError;
  const item = isRecord(current) ? stateOf(current).stored : undefined;
  return item !== undefined && !filterOf(conditions)(item);
}

/** One UpdateItem of an item that is there; null where it is not, or a condition fails. */
export async function updateFieldsByKey(
  model: Model,
  key: GivenKey,
  changes: GivenValues | GivenBlock,
  given: GivenConditions = {},
): Promise<object | null> {
  const updateOf = fieldsUpdate(model, changes, given);
  const table = await readyTable(model);
  const update = updateOf(keyOfGiven(model, key));
  const outcome = await sendUpdate(model, table, { ...update, isItemWanted: true });
  return outcome.isDone && outcome.item !== undefined ? hydrateWritten(model, outcome.item) : null;
}

/** The update that {@link updateFieldsByKey} sends for a key. */
export function fieldsUpdate(
  model: Model,
  changes: GivenValues | GivenBlock,
  given: GivenConditions,
): (key: Item) => GuardedUpdate {
  const noted = notedIn(model, changes);
  const conditions = givenConditions(model, given);
  return (key) => ({
    key,
    actions: [...noted.actions(), ...touchUnlessNoted(model, noted, new Date())],
    conditions,
  });
}

/**
 * The same, of an item that need not be there. What a new record begins with is set only where there is nothing.
 * @throws RecordNotUnique for another model's item, DocumentNotValid for an item that would lack a required key of an
 *   index
 */
export async function upsertByKey(
  model: Model,
  given: GivenKey,
  values: GivenValues,
  givenIf: GivenConditions = {},
): Promise<object | null> {
  const upsertOf = upsertUpdate(model, values, givenIf);
  return withTable(model, async (table) => {
    const { update, refused } = upsertOf(keyOfGiven(model, given));
    const outcome = await sendUpdate(model, table, { ...update, isItemWanted: true });
    if (outcome.isDone) return outcome.item === undefined ? null : hydrateWritten(model, outcome.item);
    const error = refused(outcome);
    if (error !== undefined) throw error;
    return null;
  });
}

/** The update that {@link upsertByKey} sends for a key, and the error where it is refused for more than its conditions. */
export function upsertUpdate(
  model: Model,
  values: GivenValues,
  given: GivenConditions,
): (key: Item) => { update: GuardedUpdate; refused(by: RefusedWrite): Error | undefined } {
  const noted = notedIn(model, values);
  const conditions = givenConditions(model, given);
  return (key) => {
    const now = new Date();
    const beginning = beginnings(model, noted, now);
    const needed = neededKeys(model, noted, beginning);
    const actions = [...noted.actions(), ...touchUnlessNoted(model, noted, now), ...beginning];
    return {
      update: {
        key,
        actions,
        conditions: [...needed.map(({ attribute }) => attributeExists(attribute)), ...conditions],
        isUpsert: true,
      },
      refused(by) {
        if (by.found !== undefined && !isOwnItem(model, by.found)) return notUnique(model, key, by);
        const found = by.found ?? newItem();
        const missing = needed.find(({ attribute }) => getAttribute(found, attribute) === undefined);
        const isMissing = missing !== undefined && filterOf(conditions)(found);
        return isMissing ? requiredKeyMissing(model, missing) : undefined;
      },
    };
  };
}

/** What a new record has that nobody says: for an item that lacks it. */
function beginnings(model: Model, noted: NotedChanges, now: Date): UpdateAction[] {
  const { createdAt, expires, inheritance, definition } = model;
  const values = new Map<ModelField, unknown>();
  for (const field of model.fields) if (field.spec.default !== undefined) values.set(field, defaultOf(field));
  if (createdAt !== undefined) values.set(createdAt, now);
  if (inheritance !== undefined) values.set(inheritance, definition.stiName);
  if (expires !== undefined) values.set(expires.field, expiryOf(model, now));
  const attributes = Object.assign(newItem(), ownerAttributes(model));
  for (const [field, value] of values) {
    if (noted.fields.has(field) || keyFieldsOf(model).includes(field)) continue;
    const dumped = dumpGiven(model, field, value);
    if (dumped !== undefined) attributes[field.attribute] = dumped;
  }
  return Object.entries(attributes).map(([name, value]) => ({
    kind: 'set-if-absent',
    path: [name],
    value,
  }));
}

/** The required keys of indexes that an upsert does not say: the item must have them. */
function neededKeys(model: Model, noted: NotedChanges, beginning: readonly UpdateAction[]): ModelField[] {
  const begun = new Set(beginning.map(({ path }) => path[0]));
  return requiredKeyFields(model).filter((field) => !noted.fields.has(field) && !begun.has(field.attribute));
}

/** Adds to counters of an item that is there; whether it was. @throws AutodyneError `InvalidValue` for other fields */
export async function incrementByKey(
  model: Model,
  key: GivenKey,
  counters: GivenValues,
  options: CounterOptions = {},
): Promise<boolean> {
  const updateOf = counterUpdate(model, counters, options);
  const table = await readyTable(model);
  const { isDone } = await sendUpdate(model, table, updateOf(keyOfGiven(model, key)));
  return isDone;
}

export interface CounterOptions {
  touch?: boolean | readonly string[];
}

/** The update that {@link incrementByKey} sends for a key. */
export function counterUpdate(
  model: Model,
  counters: GivenValues,
  { touch = false }: CounterOptions,
): (key: Item) => GuardedUpdate {
  const noted = noteChanges(model, (updater: NotedChanges) => void updater.count(counters));
  const touched = touch === false ? [] : touches(model, touch === true ? [] : touch, new Date()).actions;
  return (key) => ({ key, actions: [...noted.actions(), ...touched] });
}

function notedIn(model: Model, changes: GivenValues | GivenBlock): NotedChanges {
  if (typeof changes === 'function') return noteChanges(model, changes as GivenBlock);
  return noteChanges(model, (updater: NotedChanges) => void updater.set(changes));
}

function touchUnlessNoted(model: Model, noted: NotedChanges, now: Date): UpdateAction[] {
  const { updatedAt } = model;
  return updatedAt === undefined || noted.fields.has(updatedAt) ? [] : touches(model, [], now).actions;
}
