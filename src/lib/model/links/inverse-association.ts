import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { pluralName } from '../definition/default-table-name.ts';
import type { Model } from '../definition/model.ts';
import { baseOf, type ModelDefinition } from '../definition/model-definition.ts';
import { definitionOf } from '../definition/registry.ts';
import type { AssociationDeclaration } from '../record/association.ts';
import { associationsOf } from '../record/prepare-class.ts';

/**
 * The association of the target that says the same from the other end: the one that `inverseOf` names on either side; else
 * the one that is called as the model at its other end is: `user`, `users`.
 */
export function inverseAssociation(
  model: Model,
  association: AssociationDeclaration,
  target: Model,
): AssociationDeclaration | undefined {
  const all = associationsOf(target);
  if (association.inverseOf !== undefined) return all.get(association.inverseOf);
  const fitting = [...all.values()].filter(
    (other) => isOpposite(association, other) && leadsTo(other, model.definition),
  );
  const telling = fitting.find(
    (other) => other.inverseOf === association.name && !isItself(model, association, target, other),
  );
  if (telling !== undefined) return telling;
  const unnamed = fitting.filter(
    (other) => other.inverseOf === undefined && !isItself(model, association, target, other),
  );
  const names = namesFor(association, model.definition);
  const [named] = names.flatMap((name) => unnamed.find((other) => other.name === name) ?? []);
  if (named !== undefined) return named;
  // The other way round: this one is called as the target's associations expect of their inverse.
  const expecting = unnamed.filter((other) => namesFor(other, target.definition).includes(association.name));
  return expecting.length === 1 ? expecting[0] : undefined;
}

export function isOpposite({ kind }: AssociationDeclaration, other: AssociationDeclaration): boolean {
  if (kind === 'hasAndBelongsToMany') return other.kind === kind;
  if (kind === 'belongsTo') return other.kind === 'hasMany' || other.kind === 'hasOne';
  return other.kind === 'belongsTo';
}

/** Of a model that leads to itself: only `inverseOf` makes an association its own inverse. */
function isItself(
  model: Model,
  { name }: AssociationDeclaration,
  target: Model,
  other: AssociationDeclaration,
): boolean {
  return model.definition === target.definition && other.name === name;
}

/** False too for a model that is not there yet: then nothing of it can be linked. */
export function leadsTo(association: AssociationDeclaration, definition: ModelDefinition): boolean {
  try {
    return baseOf(definitionOf(association.targetClass)) === baseOf(definition);
  } catch (error) {
    if (isAutodyneError(error, 'SubclassNotFound')) return false;
    throw error;
  }
}

/** The names that an inverse has by itself, the likeliest first, of the model's own class or of one above it. */
function namesFor({ kind }: AssociationDeclaration, definition: ModelDefinition): string[] {
  const names: string[] = [];
  for (let each: ModelDefinition | undefined = definition; each !== undefined; each = each.parent) {
    const one = each.name.charAt(0).toLowerCase() + each.name.slice(1);
    if (kind === 'hasAndBelongsToMany') names.push(pluralName(one));
    else if (kind === 'belongsTo') names.push(pluralName(one), one);
    else names.push(one);
  }
  return names;
}
