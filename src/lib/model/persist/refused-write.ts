import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { attributeOf, type Condition, leavesOf } from '../../items/conditions/condition.ts';
import { filterOf } from '../../items/expressions/condition-filter.ts';
import { getAttribute, type Item } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { RecordNotUnique, StaleObjectError } from '../errors/model-errors.ts';
import { hydrate } from '../record/hydrate.ts';
import { stateOf } from '../record/record-core.ts';
import { isOwnItem } from '../tables/model-guard.ts';
import { keyDetails, keyOfRecord, recordKeyText } from '../tables/model-key.ts';
import { ownerModel, ownerName } from '../tables/owner-model.ts';

/** A write that a condition kept from being done, and the item that was there. */
export interface RefusedWrite {
  readonly found: Item | undefined;
  readonly cause: unknown;
}

/** A key that something has already: a record of this model, or of another one of the one table. */
export function notUnique(
  model: Model,
  key: Item,
  { found, cause }: RefusedWrite,
  record?: object,
): RecordNotUnique {
  const owner = found === undefined ? model.name : ownerText(model, found);
  const whose = owner === model.name ? 'there is one already' : `it is the key of a record of ${owner}`;
  return new RecordNotUnique(`${model.name} ${recordKeyText(model, key)} was not written: ${whose}`, {
    cause,
    record,
    current: currentRecord(model, found),
    details: { ...keyDetails(model, key), field: model.partitionKey.name },
  });
}

/** A unique field whose value another record has. */
export function valueTaken(
  model: Model,
  key: Item,
  field: ModelField,
  { found, cause }: RefusedWrite,
  record?: object,
): RecordNotUnique {
  const whose = found === undefined ? 'another record of the same write has' : 'another record has';
  return new RecordNotUnique(
    `${model.name} ${recordKeyText(model, key)} was not written: ${whose} the same ${field.name}`,
    {
      cause,
      record,
      current: currentRecord(model, found),
      details: { ...keyDetails(model, key), field: field.name },
    },
  );
}

/** The purpose of a write, for the error that says why it was not made. */
export interface Attempt {
  /** Names of the fields that it was to change. */
  readonly fields?: readonly string[];
  /** All that had to hold of the item; the first that does not names the field. */
  readonly conditions?: readonly Condition[];
}

/** A record that was changed or deleted since it was loaded. What is another model's counts as not there. */
export function staleObject(
  record: object,
  action: 'save' | 'update' | 'delete',
  { found, cause }: RefusedWrite,
  attempt: Attempt = {},
): StaleObjectError {
  const state = stateOf(record);
  const { model } = state;
  const own = found !== undefined && isOwnItem(model, found) ? found : undefined;
  const key = keyOfRecord(state);
  const done = { save: 'saved', update: 'updated', delete: 'deleted' }[action];
  const { why, field } = reason(model, own, attempt, 'it is not there any more');
  return new StaleObjectError(action, `${model.name} ${recordKeyText(model, key)} was not ${done}: ${why}`, {
    cause,
    record,
    current: currentRecord(model, own),
    suggestions: own === undefined ? [] : ['reload it, make the change again, and save it'],
    details: { ...keyDetails(model, key), ...(field === undefined ? {} : { field }) },
  });
}

/** The reason that an item was not written, and its field: the one that is not as asked for, else the first to be changed. */
function reason(
  model: Model,
  own: Item | undefined,
  { fields = [], conditions = [] }: Attempt,
  absent: string,
): { why: string; field: string | undefined } {
  const lost = fields.length === 0 ? '' : `, so ${fields.join(', ')} did not change`;
  if (own === undefined) return { why: `${absent}${lost}`, field: fields[0] };
  const broken = conditions.find((condition) => !filterOf([condition])(own));
  const attribute = broken && leavesOf(broken).map(({ path }) => attributeOf(path))[0];
  const field = attribute === undefined ? undefined : model.fieldByAttribute.get(attribute)?.name;
  return { why: `${field ?? 'it'} is not as the write asks for`, field: field ?? fields[0] };
}

/** An item that is not as a write by key asks for, or not there. */
export function staleItem(
  model: Model,
  key: Item,
  attempt: Attempt,
  { found, cause }: RefusedWrite,
): StaleObjectError {
  const own = found !== undefined && isOwnItem(model, found) ? found : undefined;
  const { why, field } = reason(model, own, attempt, 'it is not there');
  return new StaleObjectError(
    'update',
    `${model.name} ${recordKeyText(model, key)} was not updated: ${why}`,
    {
      cause,
      current: currentRecord(model, own),
      details: { ...keyDetails(model, key), ...(field === undefined ? {} : { field }) },
    },
  );
}

/** The item as a record of whichever model it is; null where there is none, or its model is not known here. */
function currentRecord(model: Model, found: Item | undefined): object | null {
  if (found === undefined) return null;
  try {
    const owner = ownerModel(model, found);
    return owner === undefined ? null : hydrate(owner, found);
  } catch (error) {
    // It only goes with an error, which must not be hidden by another.
    if (isAutodyneError(error, 'SubclassNotFound')) return null;
    throw error;
  }
}

/** A model, or a class of the model's own family, for a message. */
function ownerText(model: Model, item: Item): string {
  if (isOwnItem(model, item)) return model.name;
  const name = ownerName(model, item);
  const stiName = model.inheritance && getAttribute(item, model.inheritance.attribute)?.S;
  return name === model.baseName ? (stiName ?? name) : (name ?? 'no model');
}
