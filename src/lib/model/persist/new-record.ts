import { randomUUID } from 'node:crypto';
import type { Item } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { readValue, writeValue } from '../record/attributes.ts';
import { attributeOfRecord, itemOfRecord } from '../record/record-life.ts';
import type { RecordState } from '../record/record-state.ts';
import { ownerAttributes } from '../tables/model-guard.ts';
import { keyFieldsOf, missingKey } from '../tables/model-key.ts';
import { checkRequiredKeys } from './required-keys.ts';

/** The item of a new record, which is made complete before. @throws as {@link completeRecord} */
export function newRecordItem(record: object, state: RecordState, now: Date): Item {
  completeRecord(record, state, now);
  return Object.assign(itemOfRecord(state), ownerAttributes(state.model));
}

/**
 * Fills in what an app need not say of a new record, where it is empty: the id, a UUID v4; the timestamps; the time to live;
 * the name of the class; the first lock version.
 * @throws AutodyneError `MissingPartitionKey`, `MissingSortKey`; DocumentNotValid for an empty required key of an index
 */
export function completeRecord(record: object, state: RecordState, now: Date): void {
  const { model } = state;
  if (model.partitionKey.spec.type === 'string' && isEmpty(state, model.partitionKey)) {
    writeValue(state, model.partitionKey.position, randomUUID());
  }
  fill(state, model.createdAt, now);
  fill(state, model.updatedAt, now);
  fill(state, model.expires?.field, expiryOf(model, now));
  fill(state, model.inheritance, model.definition.stiName);
  fill(state, model.lockVersion, 1);
  for (const field of keyFieldsOf(model)) {
    if (attributeOfRecord(state, field) === undefined) throw missingKey(model, field);
  }
  checkRequiredKeys(record, state);
}

function fill(state: RecordState, field: ModelField | undefined, value: unknown): void {
  if (field === undefined || value === undefined) return;
  if (isEmpty(state, field)) writeValue(state, field.position, value);
}

function isEmpty(state: RecordState, field: ModelField): boolean {
  const known = readValue(state, field.position);
  return known === null || known === '';
}

/** When a record that is saved now expires, unless it says so itself; undefined where the model says nothing. */
export function expiryOf({ expires }: Model, now: Date): Date | number | undefined {
  if (expires?.afterSeconds === undefined) return undefined;
  const epochSeconds = Math.floor(now.getTime() / 1000) + expires.afterSeconds;
  return expires.field.spec.type === 'datetime' ? new Date(epochSeconds * 1000) : epochSeconds;
}
