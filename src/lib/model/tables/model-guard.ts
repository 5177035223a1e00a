import type { Condition } from '../../items/conditions/condition.ts';
import { getAttribute, type Item, newItem } from '../../items/values/attribute-value.ts';
import { MODEL_ATTRIBUTE, type Model } from '../definition/model.ts';
import { familyOf } from '../definition/model-definition.ts';

/**
 * The conditions under which a write does not touch another model's item, nor a sibling class's; none where the model has
 * its table alone and has no class above it.
 */
export function ownItemConditions(model: Model): Condition[] {
  const { isShared } = model.table;
  const classes = ownClasses(model);
  return [
    ...(isShared ? [isOneOf(MODEL_ATTRIBUTE, [model.baseName])] : []),
    ...(classes === undefined ? [] : [isOneOf(classes.attribute, classes.names)]),
  ];
}

/** True if an item has the `_model` of the model, and its class or a subclass. */
export function isOwnItem(model: Model, item: Item): boolean {
  if (model.table.isShared && getAttribute(item, MODEL_ATTRIBUTE)?.S !== model.baseName) return false;
  const classes = ownClasses(model);
  return classes === undefined || classes.names.includes(getAttribute(item, classes.attribute)?.S ?? '');
}

/** The attributes that say whose an item is, for one that is put: `_model`, where the table is shared. */
export function ownerAttributes({ table, baseName }: Model): Item {
  const attributes = newItem();
  if (table.isShared) attributes[MODEL_ATTRIBUTE] = { S: baseName };
  return attributes;
}

/** What the items of a subclass's records have in the inheritance field; undefined for the class at the top, which is all of them. */
function ownClasses({ definition, inheritance }: Model): { attribute: string; names: string[] } | undefined {
  if (definition.parent === undefined || inheritance === undefined) return undefined;
  return { attribute: inheritance.attribute, names: familyOf(definition).map(({ stiName }) => stiName) };
}

function isOneOf(attribute: string, texts: readonly string[]): Condition {
  const operator = texts.length === 1 ? 'eq' : 'in';
  return { path: [attribute], operator, operands: texts.map((S) => ({ S })) };
}
