import type { Condition } from '../../items/conditions/condition.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { RecordNotSaved, type StaleObjectError } from '../errors/model-errors.ts';
import { runHooks } from '../hooks/run-hooks.ts';
import { assignValues } from '../record/assign.ts';
import { rememberRecord } from '../record/identity-map.ts';
import { markUpdated } from '../record/mark-written.ts';
import { stateOf } from '../record/record-core.ts';
import { isNew } from '../record/record-life.ts';
import { keyDetails, keyOfRecord, recordKeyText } from '../tables/model-key.ts';
import { checkMayWrite, readyTable } from '../tables/ready-table.ts';
import { dumpGiven, storeAction } from './field-actions.ts';
import { givenConditions } from './given-conditions.ts';
import { sendUpdate, type UpdateOutcome } from './guarded-update.ts';
import { withHooks } from './lifecycle.ts';
import { type NotedChanges, noteChanges } from './note-changes.ts';
import { knownOf } from './prepared-write.ts';
import { staleObject } from './refused-write.ts';
import { saveRecord, saveRecordOrThrow, stoppedByHook } from './save-record.ts';

/** Values by the fields' names, not cast yet. */
export type GivenValues = Readonly<Record<string, unknown>>;

/** `{ if, unlessExists }` as they were given. */
export interface GivenConditions {
  readonly if?: GivenValues;
  readonly unlessExists?: readonly string[];
}

/** The block of `update`, whose argument notes changes. */
export type GivenBlock = (updater: never) => void;

/** Assigns and saves. @throws as `saveRecord` does */
export async function updateAttributes(
  record: object,
  values: GivenValues,
  options: { validate?: boolean } = {},
): Promise<boolean> {
  assignValues(stateOf(record), values);
  return saveRecord(record, options);
}

/** The same. @throws DocumentNotValid, RecordNotSaved where {@link updateAttributes} gives false */
export async function updateAttributesOrThrow(
  record: object,
  values: GivenValues,
  options: { validate?: boolean } = {},
): Promise<void> {
  assignValues(stateOf(record), values);
  await saveRecordOrThrow(record, options);
}

/** One UpdateItem with ALL_NEW; false where the conditions do not hold, or the item is gone. */
export async function updateByBlock(
  record: object,
  conditions: GivenConditions,
  block: GivenBlock,
): Promise<boolean> {
  return (await tryUpdate(record, conditions, block)) === undefined;
}

/** @throws StaleObjectError where {@link updateByBlock} gives false, with the item as `current`; RecordNotSaved for a hook */
export async function updateByBlockOrThrow(
  record: object,
  conditions: GivenConditions,
  block: GivenBlock,
): Promise<void> {
  const refused = await tryUpdate(record, conditions, block);
  if (refused !== undefined) throw refused();
}

/** Undefined where it was done, or there was nothing to do; else what makes the error. */
async function tryUpdate(
  record: object,
  given: GivenConditions,
  block: GivenBlock,
): Promise<(() => StaleObjectError | RecordNotSaved) | undefined> {
  const { model } = stateOf(record);
  const noted = noteChanges(model, block);
  const conditions = givenConditions(model, given);
  if (noted.fields.size === 0 && conditions.length === 0) return undefined;
  checkMayWrite(model, 'update');
  const { actions, fields } = withKeptFields(model, noted);
  let outcome: UpdateOutcome | undefined;
  await withHooks(record, 'update', async () => {
    outcome = await updateNow(record, actions, fields, conditions);
    return outcome.isDone;
  });
  if (outcome?.isDone === true) {
    await runHooks(record, model.definition, 'afterCommit');
    return undefined;
  }
  const refusal = outcome;
  if (refusal === undefined) return () => stoppedByHook(record, 'updated');
  const attempt = { fields: [...noted.fields].map(({ name }) => name), conditions };
  return () => staleObject(record, 'update', refusal, attempt);
}

/** What was noted, and the fields that the library keeps by itself: `updatedAt`, the lock version. */
function withKeptFields(
  model: Model,
  noted: NotedChanges,
): { actions: UpdateAction[]; fields: Set<ModelField> } {
  const { updatedAt, lockVersion } = model;
  const fields = new Set(noted.fields);
  const actions = noted.actions();
  if (updatedAt !== undefined && !fields.has(updatedAt)) {
    actions.push(storeAction(model, updatedAt, dumpGiven(model, updatedAt, new Date())));
    fields.add(updatedAt);
  }
  if (lockVersion !== undefined && !fields.has(lockVersion)) {
    actions.push({ kind: 'add', path: [lockVersion.attribute], value: { N: '1' } });
    fields.add(lockVersion);
  }
  return { actions, fields };
}

/** Changes the item of a record, which then follows it. */
async function updateNow(
  record: object,
  actions: readonly UpdateAction[],
  fields: ReadonlySet<ModelField>,
  conditions: readonly Condition[] = [],
): Promise<UpdateOutcome> {
  const state = stateOf(record);
  if (state.isDestroyed) return { isDone: false, found: undefined, cause: undefined };
  const table = await readyTable(state.model);
  const key = keyOfRecord(state);
  const outcome = await sendUpdate(state.model, table, {
    key,
    actions,
    conditions,
    isItemWanted: true,
    known: knownOf(state),
  });
  if (outcome.isDone && outcome.item !== undefined) {
    markUpdated(state, outcome.item, fields);
    rememberRecord(record);
  }
  return outcome;
}

/**
 * Adds to a number in the table, and follows it. Nothing happens where the item is gone.
 * @throws RecordNotSaved for a new record
 */
export async function addToCounter(record: object, name: string, by: number): Promise<void> {
  const { model } = stateOf(record);
  checkIsSaved(record);
  const noted = noteChanges(model, (updater: NotedChanges) => void updater.count({ [name]: by }));
  await updateNow(record, noted.actions(), noted.fields);
}

function checkIsSaved(record: object): void {
  const state = stateOf(record);
  if (!isNew(state)) return;
  const { model } = state;
  const key = keyOfRecord(state);
  throw new RecordNotSaved(
    `${model.name} ${recordKeyText(model, key)} is not in the table yet: save it first`,
    { record, details: keyDetails(model, key) },
  );
}

/**
 * Sets times to now, `updatedAt` with them, and nothing else. Nothing happens where the item is gone.
 * @throws RecordNotSaved for a new record
 */
export async function touchRecord(record: object, names: readonly string[]): Promise<void> {
  const { model } = stateOf(record);
  checkIsSaved(record);
  const { actions, fields } = touches(model, names, new Date());
  if (actions.length === 0) return;
  const { isDone } = await updateNow(record, actions, fields);
  if (!isDone) return;
  await runHooks(record, model.definition, 'afterTouch');
  await runHooks(record, model.definition, 'afterCommit');
}

/** The changes that set these fields, and `updatedAt`, to a time. */
export function touches(
  model: Model,
  names: readonly string[],
  now: Date,
): { actions: UpdateAction[]; fields: ReadonlySet<ModelField> } {
  const all = new Set([...names, ...(model.updatedAt === undefined ? [] : [model.updatedAt.name])]);
  const values = Object.fromEntries([...all].map((name) => [name, now]));
  const noted = noteChanges(model, (updater: NotedChanges) => void updater.set(values));
  return { actions: noted.actions(), fields: noted.fields };
}
