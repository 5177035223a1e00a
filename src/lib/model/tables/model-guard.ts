import type { Condition } from '../../items/conditions/condition.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import { notBuilt } from '../errors/not-built.ts';

/**
 * The conditions under which a write does not touch another model's item, nor a sibling class's; none where the model has
 * its table alone and has no classes below or beside it.
 */
export function ownItemConditions(_model: Model): Condition[] {
  return notBuilt('ownItemConditions');
}

/** True if an item has the `_model` of the model, and its class or a subclass. */
export function isOwnItem(_model: Model, _item: Item): boolean {
  return notBuilt('isOwnItem');
}

/** The attributes that say whose an item is, for one that is put: `_model`, where the table is shared. */
export function ownerAttributes(_model: Model): Item {
  return notBuilt('ownerAttributes');
}
