import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { attributeExists, type Condition } from '../../items/conditions/condition.ts';
import { filterOf } from '../../items/expressions/condition-filter.ts';
import { getItem } from '../../items/read/get-item.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import { getAttribute, newItem } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import type { StaleObjectError } from '../errors/model-errors.ts';
import { assignValues } from '../record/assign.ts';
import { defaultOf } from '../record/attributes.ts';
import { hydrate, hydrateFound } from '../record/hydrate.ts';
import { isRecord, stateOf } from '../record/record-core.ts';
import { isOwnItem, ownerAttributes } from '../tables/model-guard.ts';
import { keyFieldsOf, keyOfGiven, recordNotFound } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import { dumpGiven } from './field-actions.ts';
import { givenConditions } from './given-conditions.ts';
import { sendUpdate } from './guarded-update.ts';
import { expiryOf } from './new-record.ts';
import { type NotedChanges, noteChanges } from './note-changes.ts';
import { notUnique } from './refused-write.ts';
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
  const record = await hydrateFound(model, item);
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
  const noted = notedIn(model, changes);
  const conditions = givenConditions(model, given);
  const table = await readyTable(model);
  const outcome = await sendUpdate(model, table, {
    key: keyOfGiven(model, key),
    actions: [...noted.actions(), ...touchUnlessNoted(model, noted, new Date())],
    conditions,
    isItemWanted: true,
  });
  return outcome.isDone && outcome.item !== undefined ? hydrate(model, outcome.item) : null;
}

/**
 * The same, of an item that need not be there. What a new record begins with is set only where there is nothing.
 * @throws RecordNotUnique for another model's item, DocumentNotValid for an item that would lack a required key of an
 *   index
 */
export function upsertByKey(
  model: Model,
  given: GivenKey,
  values: GivenValues,
  givenIf: GivenConditions = {},
): Promise<object | null> {
  const noted = notedIn(model, values);
  const conditions = givenConditions(model, givenIf);
  return withTable(model, async (table) => {
    const key = keyOfGiven(model, given);
    const now = new Date();
    const beginning = beginnings(model, noted, now);
    const needed = neededKeys(model, noted, beginning);
    const actions = [...noted.actions(), ...touchUnlessNoted(model, noted, now), ...beginning];
    const outcome = await sendUpdate(model, table, {
      key,
      actions,
      conditions: [...needed.map(({ attribute }) => attributeExists(attribute)), ...conditions],
      isUpsert: true,
      isItemWanted: true,
    });
    if (outcome.isDone) return outcome.item === undefined ? null : hydrate(model, outcome.item);
    if (outcome.found !== undefined && !isOwnItem(model, outcome.found)) throw notUnique(model, key, outcome);
    const found = outcome.found ?? newItem();
    const missing = needed.find(({ attribute }) => getAttribute(found, attribute) === undefined);
    if (missing !== undefined && filterOf(conditions)(found)) throw requiredKeyMissing(model, missing);
    return null;
  });
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
    kind: 'set-unless-there',
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
  { touch = false }: { touch?: boolean | readonly string[] } = {},
): Promise<boolean> {
  const noted = noteChanges(model, (updater: NotedChanges) => void updater.count(counters));
  const table = await readyTable(model);
  const touched = touch === false ? [] : touches(model, touch === true ? [] : touch, new Date()).actions;
  const { isDone } = await sendUpdate(model, table, {
    key: keyOfGiven(model, key),
    actions: [...noted.actions(), ...touched],
  });
  return isDone;
}

function notedIn(model: Model, changes: GivenValues | GivenBlock): NotedChanges {
  if (typeof changes === 'function') return noteChanges(model, changes as GivenBlock);
  return noteChanges(model, (updater: NotedChanges) => void updater.set(changes));
}

function touchUnlessNoted(model: Model, noted: NotedChanges, now: Date): UpdateAction[] {
  const { updatedAt } = model;
  return updatedAt === undefined || noted.fields.has(updatedAt) ? [] : touches(model, [], now).actions;
}
