import { invalidField } from './invalid-field.ts';
import type { Model, ModelField } from './model.ts';
import { baseOf, familyOf, type ModelDefinition } from './model-definition.ts';
import { modelFields } from './model-fields.ts';
import { sharedKeyAttributes } from './shared-keys.ts';

/** The attribute that names the record, in the item that keeps a value of a unique field. */
export const OWNER_ATTRIBUTE = 'owner';

const known = new WeakMap<Model, readonly ModelField[]>();

/** The unique fields of a model's whole family: whichever class writes an item, it may be a subclass's. */
export function uniqueFieldsOf(model: Model): readonly ModelField[] {
  let fields = known.get(model);
  if (fields === undefined) {
    const byName = new Map<string, ModelField>();
    for (const definition of familyOf(baseOf(model.definition))) {
      if (![...definition.fields.values()].some(({ isUnique }) => isUnique === true)) continue;
      for (const field of modelFields(definition, model.settings)) {
        if (field.spec.isUnique === true) byName.set(field.name, model.fieldByName.get(field.name) ?? field);
      }
    }
    fields = [...byName.values()];
    known.set(model, fields);
  }
  return fields;
}

/**
 * Refuses unique fields that could not be kept: outside of the one table, of a type that is no string or number, of the
 * primary key, of two sibling classes.
 * @throws AutodyneError `InvalidModel`
 */
export function checkUniqueFields(model: Model): void {
  for (const field of model.fields) {
    if (field.spec.isUnique !== true) continue;
    if (!model.table.isShared) {
      throw invalidField(model, field.name, 'unique fields are kept in the table that models share alone', [
        'set AUTODYNE_TABLE_NAME, and leave the name of the table out of the model',
      ]);
    }
    checkOwnerAttribute(model, field);
    const { keyType, name } = field.type;
    if (keyType !== 'S' && keyType !== 'N') {
      throw invalidField(model, field.name, `a unique field is a string or a number, and this is ${name}`);
    }
    if (field === model.partitionKey) {
      throw invalidField(model, field.name, 'the primary key is unique already', ['leave unique() out']);
    }
    const sibling = siblingWith(model.definition, field.name);
    if (sibling !== undefined) {
      throw invalidField(model, field.name, `${sibling.name} has a unique field of this name too`, [
        `declare it in ${baseOf(model.definition).name}, or give one of them another name`,
      ]);
    }
  }
}

/** The items that keep the values are in all indexes of the table too. @throws AutodyneError `InvalidModel` */
function checkOwnerAttribute(model: Model, field: ModelField): void {
  const key = sharedKeyAttributes(model).get(OWNER_ATTRIBUTE);
  const isExpiry = model.expires?.field.attribute === OWNER_ATTRIBUTE;
  if ((key === undefined || key.type === 'S') && !isExpiry) return;
  const other =
    key === undefined || isExpiry ? 'the time to live' : `a key of index ${key.index}, which is no string`;
  throw invalidField(
    model,
    field.name,
    `unique fields need the attribute "${OWNER_ATTRIBUTE}" for a string, and it is ${other}`,
    [`store that field under another name: attr: '…'`],
  );
}

/** A class of the family, neither above nor below, that has a unique field of the same name. */
function siblingWith(definition: ModelDefinition, name: string): ModelDefinition | undefined {
  const declaring = declaringOf(definition, name);
  return familyOf(baseOf(definition)).find(
    (member) => member.fields.get(name)?.isUnique === true && declaringOf(member, name) !== declaring,
  );
}

function declaringOf(definition: ModelDefinition, name: string): ModelDefinition {
  const { parent } = definition;
  return parent?.fields.has(name) === true ? declaringOf(parent, name) : definition;
}
