import { getAttribute, type Item } from '../../items/values/attribute-value.ts';
import { MODEL_ATTRIBUTE, type Model } from '../definition/model.ts';
import { allDefinitions } from '../definition/registry.ts';
import { modelOfDefinition } from '../definition/resolve-model.ts';
import { isOwnItem } from './model-guard.ts';

/** The name of the model that an item of a model's table is of: `_model`; undefined for an item of no model. */
export function ownerName(model: Model, item: Item): string | undefined {
  return model.table.isShared ? getAttribute(item, MODEL_ATTRIBUTE)?.S : model.baseName;
}

/** The model that an item of a model's table is of; undefined for one of no model, or of one that is not known here. */
export function ownerModel(model: Model, item: Item): Model | undefined {
  if (!model.table.isShared || isOwnItem(model, item)) return model;
  const name = ownerName(model, item);
  const definition = allDefinitions().find(
    ({ name: own, parent, family: { table } }) =>
      own === name && parent === undefined && table.name === undefined && table.arn === undefined,
  );
  return definition && modelOfDefinition(definition, model.client);
}
