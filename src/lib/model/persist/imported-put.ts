import { identityOfKey } from '../../items/keys/key-of.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { SerializedPut } from '../../items/write/chunk-writes.ts';
import { requestJson } from '../../wire/request-body.ts';
import type { Model } from '../definition/model.ts';
import { rememberRecord } from '../record/identity-map.ts';
import { jsonOfText } from '../record/item-text.ts';
import { packItem, unpackItem } from '../record/packed-item.ts';
import { stateOf } from '../record/record-core.ts';
import { itemOfRecord } from '../record/record-life.ts';
import type { RecordState } from '../record/record-state.ts';
import { writerOf } from '../record/text-packer.ts';
import { keyFieldsOf } from '../tables/model-key.ts';

/**
 * Makes the item of a new record all that is kept of it until it is written.
 * @param own what the item has besides its fields
 */
export function prepareImported(state: RecordState, own: Item): void {
  const { model } = state;
  state.takePrepared(
    writerOf(model).write(state, own) ?? packItem(model, Object.assign(itemOfRecord(state), own)),
  );
}

/** The puts of records that are prepared, each made when its batch is: until then there is nothing of it but the record. */
export function* importedPuts(model: Model, records: readonly object[]): Generator<SerializedPut> {
  const keyFields = keyFieldsOf(model);
  for (const record of records) {
    const state = stateOf(record);
    const key = identityOfKey(keyFields.map((field) => state.storedAt(field)));
    yield { itemJson: itemJsonOf(state), key };
  }
}

function itemJsonOf({ model, prepared = [] }: RecordState): string {
  return typeof prepared === 'string'
    ? jsonOfText(prepared, model.fields.length)
    : Buffer.from(requestJson(unpackItem(model, prepared))).toString('latin1');
}

/** Notes that a record's prepared item is in the table. */
export function markImported(record: object): void {
  const state = stateOf(record);
  if (state.prepared !== undefined) state.takeWritten(state.prepared);
  rememberRecord(record);
}
