import { AutodyneError } from '../../errors/autodyne-error.ts';
import { getAttribute, type Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import { definitionBySti, recordClassOf } from '../definition/registry.ts';
import { modelOfDefinition } from '../definition/resolve-model.ts';
import { hooksOf } from '../hooks/registered-hooks.ts';
import { runHooks, runHooksNow } from '../hooks/run-hooks.ts';
import { knownRecord, rememberRecord } from './identity-map.ts';
import { type ItemText, UnreadItem } from './item-text.ts';
import { markRead } from './mark-written.ts';
import { prepareClass } from './prepare-class.ts';
import { constructRecord, stateOf } from './record-core.ts';

/**
 * A record of an item as it came from the table: of the class that the item's inheritance field names, else of the
 * model's own. Nothing of it is decoded before it is read.
 * @throws AutodyneError `SubclassNotFound`
 */
export function hydrate(model: Model, item: Item | UnreadItem): object {
  if (item instanceof UnreadItem) return recordOf(item.model, item.text);
  return recordOf(modelOfItem(model, item), item);
}

function recordOf(own: Model, item: Item | ItemText): object {
  prepareClass(own);
  const record = constructRecord(recordClassOf(own.definition), own, item);
  runHooksNow(record, own.definition, 'afterInitialize');
  return record;
}

interface HydrateOptions {
  /** True for a read that was consistent: a known record follows it. */
  readonly isConsistent?: boolean | undefined;
}

/**
 * The same for an item that an app asked for: with the hooks of `afterFind`, which it is waited for if there are any. In the
 * scope of an identity map the record that is known for the item, if there is one.
 */
export function hydrateFound(
  model: Model,
  item: Item | UnreadItem,
  { isConsistent = false }: HydrateOptions = {},
): object | Promise<object> {
  const known = item instanceof UnreadItem ? undefined : knownOfItem(model, item);
  if (known !== undefined) {
    const { record, isStale } = known;
    if (!isStale && !isConsistent) return record;
    takeRead(record, item as Item);
    return runLoadHooks(record).then(() => record);
  }
  const record = hydrate(model, item);
  rememberRecord(record);
  const { definition } = stateOf(record).model;
  if (hooksOf(definition, 'afterFind').length === 0) return record;
  return runHooks(record, definition, 'afterFind').then(() => record);
}

/** A record of an item as a write made it. */
export function hydrateWritten(model: Model, item: Item): object {
  const known = knownOfItem(model, item)?.record;
  if (known !== undefined) {
    takeRead(known, item);
    return known;
  }
  const record = hydrate(model, item);
  rememberRecord(record);
  return record;
}

function takeRead(record: object, item: Item): void {
  markRead(stateOf(record), item);
  rememberRecord(record);
}

/** Of the same class: an item may have become another one's. */
function knownOfItem(model: Model, item: Item): ReturnType<typeof knownRecord> {
  const known = knownRecord(model, item);
  if (known === undefined) return undefined;
  return stateOf(known.record).model.definition === modelOfItem(model, item).definition ? known : undefined;
}

/** The hooks of a record that took another item from the table: it was read again. */
export async function runLoadHooks(record: object): Promise<void> {
  const { definition } = stateOf(record).model;
  runHooksNow(record, definition, 'afterInitialize');
  await runHooks(record, definition, 'afterFind');
}

/** Of a page of items, in their order. */
export async function hydrateAll(
  model: Model,
  items: readonly (Item | UnreadItem)[],
  options: HydrateOptions = {},
): Promise<object[]> {
  const records: object[] = [];
  for (const item of items) {
    const record = hydrateFound(model, item, options);
    records.push(record instanceof Promise ? await record : record);
  }
  return records;
}

/** The model of an item's own class, in the family of `model`. @throws AutodyneError `SubclassNotFound` */
export function modelOfItem(model: Model, item: Item): Model {
  const stored = model.inheritance && getAttribute(item, model.inheritance.attribute);
  return modelNamed(model, stored?.S);
}

/** The model of the class that an inheritance field names. @throws AutodyneError `SubclassNotFound` */
export function modelNamed(model: Model, stiName: string | undefined): Model {
  if (stiName === undefined || stiName === model.definition.stiName) return model;
  const definition = definitionBySti(model.definition, stiName);
  if (definition !== undefined) return modelOfDefinition(definition, model.client);
  const message = `an item of ${model.baseName} is of the class "${stiName}", which is not known`;
  throw new AutodyneError('SubclassNotFound', message, {
    suggestions: [`import the module that defines it before records of ${model.baseName} are loaded`],
    details: { model: model.name },
  });
}
