import { snakeName } from '../definition/snake-name.ts';

/**
 * Names that no field can have: members of every record, and those that mean something to JavaScript. A test holds them to
 * the records that there are.
 */
const RESERVED: ReadonlySet<string> = new Set([
  '_model',
  'assign',
  'attributes',
  'attributesBeforeTypeCast',
  'belongsTo',
  'changed',
  'changedNames',
  'changes',
  'constructor',
  'decrement',
  'delete',
  'destroy',
  'destroyOrThrow',
  'errors',
  'hasAndBelongsToMany',
  'hasMany',
  'hasOne',
  'increment',
  'isChanged',
  'isDestroyed',
  'isNewRecord',
  'isPersisted',
  'isSameRecord',
  'isValid',
  'previousChanges',
  'prototype',
  'readAttribute',
  'readAttributeBeforeTypeCast',
  'reload',
  'restore',
  'save',
  'saveOrThrow',
  'then',
  'toJSON',
  'touch',
  'update',
  'updateAttribute',
  'updateAttributeOrThrow',
  'updateAttributes',
  'updateAttributesOrThrow',
  'updateOrThrow',
  'validate',
  'was',
  'writeAttribute',
]);

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** @returns true for a name that a field can have as it is */
export function isFieldName(name: string): boolean {
  return IDENTIFIER.test(name) && !RESERVED.has(name) && !(name in Object.prototype);
}

/**
 * The name of the field for an attribute: the attribute's own where that can be, else one that resembles it.
 * @param taken names of the model's other fields, to which this one is added
 * @param isSnake the model names attributes as Ruby does: `created_at` is `createdAt`
 * @param isUsable further names that this field cannot have
 */
export function fieldName(
  attribute: string,
  { taken, isSnake, isUsable }: { taken: Set<string>; isSnake: boolean; isUsable(name: string): boolean },
): string {
  const camel = camelName(attribute);
  const isReversible = isSnake && snakeName(camel) === attribute;
  const plain = !isReversible && IDENTIFIER.test(attribute) ? attribute : camel;
  const isFree = (name: string): boolean => isFieldName(name) && isUsable(name) && !taken.has(name);
  const name = isFree(plain) ? plain : firstFree(`${camel}Value`, isFree);
  taken.add(name);
  return name;
}

/** The name of a class for a model's, which may be anything. @param taken names of the file's other classes */
export function className(name: string, taken: Set<string>): string {
  const camel = camelName(name);
  const pascal = `${camel.charAt(0).toUpperCase()}${camel.slice(1)}`;
  const isFree = (candidate: string): boolean => !taken.has(candidate);
  // These two mean something to compilers of classes and async functions.
  const plain = ['Object', 'Promise'].includes(pascal) ? `${pascal}Model` : pascal;
  const free = isFree(plain) ? plain : firstFree(plain, isFree);
  taken.add(free);
  return free;
}

/** A name as one identifier: `first-name` is `firstName`, `2nd` is `field2nd`. */
function camelName(text: string): string {
  const [first = 'field', ...rest] =
    text.match(/[\p{ID_Continue}$]+/gu)?.flatMap((part) => part.split('_').filter((piece) => piece !== '')) ??
    [];
  const camel = [first, ...rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1))].join('');
  return /^[\p{ID_Start}$]/u.test(camel) ? camel : `field${camel}`;
}

function firstFree(name: string, isFree: (name: string) => boolean): string {
  if (isFree(name)) return name;
  for (let number = 2; ; number += 1) if (isFree(`${name}${number}`)) return `${name}${number}`;
}
