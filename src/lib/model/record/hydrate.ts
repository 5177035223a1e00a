import { AutodyneError } from '../../errors/autodyne-error.ts';
import { getAttribute, type Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import { definitionBySti, recordClassOf } from '../definition/registry.ts';
import { modelOfDefinition } from '../definition/resolve-model.ts';
import { hooksOf } from '../hooks/registered-hooks.ts';
import { runHooks, runHooksNow } from '../hooks/run-hooks.ts';
import { type ItemText, UnreadItem } from './item-text.ts';
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

/** The same for an item that an app asked for: with the hooks of `afterFind`, which it is waited for if there are any. */
export function hydrateFound(model: Model, item: Item | UnreadItem): object | Promise<object> {
  const record = hydrate(model, item);
  const { definition } = stateOf(record).model;
  if (hooksOf(definition, 'afterFind').length === 0) return record;
  return runHooks(record, definition, 'afterFind').then(() => record);
}

/** The hooks of a record that took another item from the table: it was read again. */
export async function runLoadHooks(record: object): Promise<void> {
  const { definition } = stateOf(record).model;
  runHooksNow(record, definition, 'afterInitialize');
  await runHooks(record, definition, 'afterFind');
}

/** Of a page of items, in their order. */
export async function hydrateAll(model: Model, items: readonly (Item | UnreadItem)[]): Promise<object[]> {
  const records: object[] = [];
  for (const item of items) {
    const record = hydrateFound(model, item);
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
