import type { DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { deleteItemInput } from '../../items/write/delete-item.ts';
import { RecordNotDestroyed } from '../errors/model-errors.ts';
import { stateOf } from '../record/record-core.ts';
import { markDestroyed } from '../record/record-life.ts';
import { isOwnItem, ownItemConditions } from '../tables/model-guard.ts';
import { keyDetails, keyOfRecord } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import { withHooks } from './lifecycle.ts';
import { lockConditions } from './lock-version.ts';
import { type RefusedWrite, refusedWrite, staleObject } from './refused-write.ts';
import { deleteLinked, linksOfBoth } from './unlink-deleted.ts';

/** DeleteItem with the hooks of destroy; false where one stops it. @throws StaleObjectError */
export function destroyRecord(record: object): Promise<boolean> {
  return withHooks(record, 'destroy', () => deleteRecord(record));
}

/** @throws RecordNotDestroyed where {@link destroyRecord} gives false */
export async function destroyRecordOrThrow(record: object): Promise<void> {
  if (await destroyRecord(record)) return;
  const state = stateOf(record);
  throw new RecordNotDestroyed(`${state.model.name} was not destroyed: a hook stopped it`, {
    record,
    details: keyDetails(state.model, keyOfRecord(state)),
  });
}

/**
 * DeleteItem without hooks; an item that is gone already is no error. Those that the record is linked with by ids forget
 * it in the same transaction.
 * @throws StaleObjectError
 */
export async function deleteRecord(record: object): Promise<void> {
  const state = stateOf(record);
  if (state.isDestroyed) return;
  const { model } = state;
  const { client, tableName } = await readyTable(model);
  const conditions = [...ownItemConditions(model), ...lockConditions(state)];
  const key = keyOfRecord(state);
  const links = linksOfBoth(state);
  const refused =
    links.length === 0
      ? await deleteAlone(client, deleteItemInput({ tableName, key, conditions, returned: 'none' }))
      : await deleteLinked(state, links, { kind: 'delete', tableName, key, conditions });
  const isOwn = refused?.found !== undefined && isOwnItem(model, refused.found);
  if (isOwn) throw staleObject(record, 'delete', refused);
  markDestroyed(state);
}

async function deleteAlone(
  client: ServiceClient,
  input: DeleteItemCommandInput,
): Promise<RefusedWrite | undefined> {
  try {
    await callOperation(client, 'DeleteItem', input);
    return undefined;
  } catch (error) {
    return refusedWrite(error);
  }
}
