import { AutodyneError } from '../../errors/autodyne-error.ts';
import { getAttribute, type Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import { definitionBySti, recordClassOf } from '../definition/registry.ts';
import { modelOfDefinition } from '../definition/resolve-model.ts';
import { type ItemText, UnreadItem } from './item-text.ts';
import { prepareClass } from './prepare-class.ts';
import { constructRecord } from './record-core.ts';

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
  return constructRecord(recordClassOf(own.definition), own, item);
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
