import { RecordNotDestroyed } from '../errors/model-errors.ts';
import { runHooks } from '../hooks/run-hooks.ts';
import { forgettingWrites, unlinkBeyondOne } from '../links/unlink-deleted.ts';
import { stateOf } from '../record/record-core.ts';
import { markDestroyed } from '../record/record-life.ts';
import { isOwnItem, ownItemConditions } from '../tables/model-guard.ts';
import { keyDetails, keyOfRecord } from '../tables/model-key.ts';
import { checkMayWrite, readyTable } from '../tables/ready-table.ts';
import { withHooks } from './lifecycle.ts';
import { lockConditions } from './lock-version.ts';
import { knownOf, sendPrepared, type WriteSink } from './prepared-write.ts';
import { staleObject } from './refused-write.ts';

/** DeleteItem with the hooks of destroy; false where one stops it. @throws StaleObjectError */
export async function destroyRecord(record: object, sink: WriteSink = sendPrepared): Promise<boolean> {
  checkMayWrite(stateOf(record).model, 'destroy');
  const isDestroyed = await withHooks(record, 'destroy', () => removeRecord(record, sink));
  const { definition } = stateOf(record).model;
  if (isDestroyed && sink === sendPrepared) await runHooks(record, definition, 'afterCommit');
  return isDestroyed;
}

/** @throws RecordNotDestroyed where {@link destroyRecord} gives false */
export async function destroyRecordOrThrow(record: object): Promise<void> {
  if (!(await destroyRecord(record))) throw recordNotDestroyed(record);
}

/** For a hook that stopped it. */
export function recordNotDestroyed(record: object): RecordNotDestroyed {
  const state = stateOf(record);
  return new RecordNotDestroyed(`${state.model.name} was not destroyed: a hook stopped it`, {
    record,
    details: keyDetails(state.model, keyOfRecord(state)),
  });
}

/** DeleteItem with no hook but afterCommit; a record that is destroyed already is left. @throws StaleObjectError */
export async function deleteRecord(record: object, sink: WriteSink = sendPrepared): Promise<void> {
  const { isDestroyed, model } = stateOf(record);
  await removeRecord(record, sink);
  if (!isDestroyed && sink === sendPrepared) await runHooks(record, model.definition, 'afterCommit');
}

/**
 * DeleteItem; an item that is gone already is no error. Those that the record is linked with by ids forget
 * it in the same transaction; beyond 99 of them, some before it.
 * @throws StaleObjectError
 */
async function removeRecord(record: object, sink: WriteSink): Promise<void> {
  const state = stateOf(record);
  if (state.isDestroyed) return;
  const { model } = state;
  const table = await readyTable(model);
  const { tableName } = table;
  if (sink === sendPrepared) await unlinkBeyondOne(state);
  const conditions = [...ownItemConditions(model), ...lockConditions(state)];
  const key = keyOfRecord(state);
  await sink({
    table,
    record,
    beside: await forgettingWrites(state),
    write: { kind: 'delete', model, tableName, key, conditions, known: knownOf(state) },
    done: () => markDestroyed(state),
    refused(refusal) {
      const isOwn = refusal.found !== undefined && isOwnItem(model, refusal.found);
      return isOwn ? staleObject(record, 'delete', refusal, { conditions }) : undefined;
    },
  });
}
