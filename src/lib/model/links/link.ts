import { invalidField } from '../definition/invalid-field.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { definitionOf } from '../definition/registry.ts';
import { modelOfDefinition } from '../definition/resolve-model.ts';
import { snakeName } from '../definition/snake-name.ts';
import type { AssociationDeclaration } from '../record/association.ts';
import { fieldNamed } from '../record/attributes.ts';
import { checkAssociation, prepareClass } from '../record/prepare-class.ts';
import { inverseAssociation, isOpposite, leadsTo } from './inverse-association.ts';

/** Of an association that is kept in one field: the target's key. */
export interface KeyLink {
  readonly kind: 'key';
  readonly target: Model;
  readonly field: ModelField;
  /** True where the field is the owner's own (belongsTo); else it is the target's. */
  readonly isOwn: boolean;
}

/** An attribute with the keys of other items, a set of one for a single record. */
export interface IdSet {
  readonly model: Model;
  /** Of the association. */
  readonly name: string;
  readonly attribute: string;
  readonly isSingle: boolean;
}

/** Of an association that is kept in a set of ids on either side; on the owner's alone where it has no inverse. */
export interface IdsLink {
  readonly kind: 'ids';
  readonly target: Model;
  readonly own: IdSet;
  readonly inverse: IdSet | undefined;
}

export type Link = KeyLink | IdsLink;

/**
 * Where an association is kept. A foreign key that either side declares is the link, and then there are no ids.
 * @throws AutodyneError `InvalidModel` for what no set of ids or foreign key can lead to, `SubclassNotFound`
 */
export function linkOf(model: Model, association: AssociationDeclaration): Link {
  const target = modelOfDefinition(definitionOf(association.targetClass), model.client);
  prepareClass(target);
  if (association.isByName) checkAssociation(model, association);
  const inverse = inverseAssociation(model, association, target);
  const foreignKey = association.foreignKey ?? inverse?.foreignKey;
  if (inverse !== undefined) checkInverse(model, association, inverse);
  if (foreignKey !== undefined) return keyLink(model, association, target, foreignKey);
  checkSimpleKey(model, association, target);
  if (inverse !== undefined) checkSimpleKey(model, association, model);
  return {
    kind: 'ids',
    target,
    own: idSet(inverse === undefined ? model : ownersOf(model, inverse), association),
    inverse: inverse && idSet(target, inverse),
  };
}

/** The attribute that holds an association's ids: `addressesIds`, or `addresses_ids` for snake case. */
export function idsAttribute({ definition, settings }: Model, name: string): string {
  const isSnake = (definition.family.naming ?? settings.naming) === 'snake';
  return isSnake ? snakeName(`${name}Ids`) : `${name}Ids`;
}

function keyLink(
  model: Model,
  association: AssociationDeclaration,
  target: Model,
  foreignKey: string,
): KeyLink {
  const isOwn = association.kind === 'belongsTo';
  // The field holds the key of whoever has the many, or the one.
  checkSimpleKey(model, association, isOwn ? target : model);
  return { kind: 'key', target, field: fieldNamed(isOwn ? model : target, foreignKey), isOwn };
}

function idSet(model: Model, { name, kind }: AssociationDeclaration): IdSet {
  const attribute = idsAttribute(model, name);
  const field = model.fieldByAttribute.get(attribute);
  if (field !== undefined) {
    throw invalidField(
      model,
      name,
      `its ids are stored as "${attribute}", which is the field ${field.name} already`,
    );
  }
  return { model, name, attribute, isSingle: kind === 'belongsTo' || kind === 'hasOne' };
}

/** The model of all that an inverse leads to: the owner's, or one above it. */
function ownersOf({ client }: Model, { targetClass }: AssociationDeclaration): Model {
  return modelOfDefinition(definitionOf(targetClass), client);
}

/** @throws AutodyneError `InvalidModel` for an inverse of a kind, or a foreign key, that this cannot be the other end of */
function checkInverse(
  model: Model,
  association: AssociationDeclaration,
  inverse: AssociationDeclaration,
): void {
  const { name, foreignKey, kind } = association;
  if (!isOpposite(association, inverse) || !leadsTo(inverse, model.definition)) {
    throw invalidField(
      model,
      name,
      `${inverse.name} is ${inverse.kind} of ${definitionOf(inverse.targetClass).name}, which is no inverse of ${kind}`,
    );
  }
  if (foreignKey === undefined || inverse.foreignKey === undefined || foreignKey === inverse.foreignKey) {
    return;
  }
  throw invalidField(
    model,
    name,
    `its foreignKey is "${foreignKey}", and that of its inverse ${inverse.name} is "${inverse.foreignKey}"`,
  );
}

/** @throws AutodyneError `InvalidModel` for a key of two attributes, which one id cannot be */
function checkSimpleKey(model: Model, { name }: AssociationDeclaration, of: Model): void {
  if (of.sortKey === undefined) return;
  throw invalidField(
    model,
    name,
    `${of.name} has a key of two attributes (${of.partitionKey.name}, ${of.sortKey.name}), which an association cannot lead to`,
    ['ask for the records by where, with the partition key'],
  );
}
