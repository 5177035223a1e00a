import type { Condition } from '../../items/conditions/condition.ts';
import { DocumentNotValid, RecordNotSaved } from '../errors/model-errors.ts';
import { runHooks } from '../hooks/run-hooks.ts';
import { fieldChanges } from '../record/changes.ts';
import { markSaved } from '../record/mark-written.ts';
import { stateOf } from '../record/record-core.ts';
import { isNew } from '../record/record-life.ts';
import type { RecordState } from '../record/record-state.ts';
import { keyOfRecord } from '../tables/model-key.ts';
import { checkMayWrite } from '../tables/ready-table.ts';
import type { SaveOptions } from '../types/record-types.ts';
import { errorsOf } from '../validations/validate-record.ts';
import { isAbsent } from './guarded-update.ts';
import { isValid, withHooks } from './lifecycle.ts';
import { newRecordItem } from './new-record.ts';
import { sendPrepared, type WriteSink } from './prepared-write.ts';
import { notUnique, staleObject } from './refused-write.ts';
import { saveChanges } from './save-changes.ts';
import { withTable } from './write-table.ts';

/**
 * Saves a record: PutItem of a new one, which must not be there; UpdateItem of what is changed of one that was loaded,
 * which must be there still; no request where nothing is changed.
 * @returns false where a validation or a hook stops it
 * @throws RecordNotUnique, StaleObjectError, AutodyneError `MissingPartitionKey`, `MissingSortKey`
 */
export async function saveRecord(record: object, options: SaveOptions = {}): Promise<boolean> {
  return (await trySave(record, options)) === 'saved';
}

/** The same. @throws DocumentNotValid, RecordNotSaved where {@link saveRecord} gives false */
export async function saveRecordOrThrow(record: object, options: SaveOptions = {}): Promise<void> {
  throwUnlessSaved(record, await trySave(record, options));
}

/** What became of a save: a validation or a hook may have stopped it. */
export type SaveOutcome = 'saved' | 'invalid' | 'stopped';

/**
 * {@link saveRecord}, telling what stopped it.
 * @param conditions must hold of the item, where there is one
 * @param sink takes the write; it is sent unless given
 */
export async function trySave(
  record: object,
  options: SaveOptions,
  conditions: readonly Condition[] = [],
  sink: WriteSink = sendPrepared,
): Promise<SaveOutcome> {
  const state = stateOf(record);
  if (state.isDestroyed) {
    const fields = fieldChanges(state).map(({ field }) => field.name);
    throw staleObject(record, 'save', { found: undefined, cause: undefined }, { fields });
  }
  checkMayWrite(state.model, 'save');
  if (!(await isValid(record, options))) return errorsOf(record).isEmpty ? 'stopped' : 'invalid';
  const write = (): Promise<void> =>
    isNew(state) ? insert(record, state, sink) : saveChanges(record, state, options, conditions, sink);
  const isSaved = await withHooks(record, 'save', () =>
    withHooks(record, isNew(state) ? 'create' : 'update', write),
  );
  if (!isSaved) return 'stopped';
  if (sink === sendPrepared) await runHooks(record, state.model.definition, 'afterCommit');
  return 'saved';
}

/** @throws DocumentNotValid, RecordNotSaved */
export function throwUnlessSaved(record: object, outcome: SaveOutcome): void {
  if (outcome === 'saved') return;
  if (outcome === 'stopped') throw stoppedByHook(record, 'saved');
  const errors = errorsOf(record);
  const messages = errors.fullMessages();
  const [field] = Object.keys(errors.toJSON());
  const details = { model: stateOf(record).model.name, ...(field === undefined ? {} : { field }) };
  throw new DocumentNotValid(`Validation failed: ${messages.join(', ')}`, { record, messages, details });
}

/** The error for a write that a hook stopped. */
export function stoppedByHook(record: object, done: 'saved' | 'updated'): RecordNotSaved {
  const { name: model } = stateOf(record).model;
  return new RecordNotSaved(`${model} was not ${done}: a hook stopped it`, { record, details: { model } });
}

async function insert(record: object, state: RecordState, sink: WriteSink): Promise<void> {
  const { model } = state;
  await withTable(model, async (table) => {
    const item = newRecordItem(record, state, new Date());
    const written = [...state.values];
    const key = keyOfRecord(state);
    const { tableName } = table;
    await sink({
      table,
      record,
      write: { kind: 'put', model, tableName, key, item, conditions: [isAbsent(model)], known: null },
      done: () => markSaved(state, item, written),
      refused: (refusal) => notUnique(model, key, refusal, record),
    });
  });
}
