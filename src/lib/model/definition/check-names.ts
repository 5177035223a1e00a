import { AutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import { MODEL_ATTRIBUTE, type ModelField } from './model.ts';
import type { ModelDefinition, RecordClass } from './model-definition.ts';

/** Names that records have, or will be asked for, beside the methods of their class. */
const RESERVED = new Set(['validate', 'then', '__proto__', 'constructor', MODEL_ATTRIBUTE]);

/**
 * Refuses fields that could not be read or written under their names: those of a record's own methods, of a method or
 * property of the app's class, of two fields stored as one attribute.
 * @throws AutodyneError `InvalidModel`
 */
export function checkNames(definition: ModelDefinition, fields: readonly ModelField[]): void {
  const { name: model, definedClass, recordClass } = definition;
  for (const [name, above] of definition.redeclared) {
    throw invalid(model, name, `${model}.${name}: the field "${name}" is declared by ${above} already`);
  }
  const reserved = new Set([...RESERVED, ...membersBetween(definedClass, Object)]);
  const redeclared = recordClass === undefined ? [] : membersBetween(recordClass, definedClass);
  const attributes = new Map<string, string>();
  for (const { name, attribute } of fields) {
    if (reserved.has(name)) {
      throw invalid(model, name, `${model}.${name}: "${name}" is a reserved name`, [
        `give the field another name; it is stored as ${name} with f.string({ attr: '${name}' })`,
      ]);
    }
    if (redeclared.includes(name)) throw redeclaredField(model, name);
    const other = attributes.get(attribute);
    if (other !== undefined) {
      throw invalid(
        model,
        name,
        `${model}: the fields ${other} and ${name} are both stored as "${attribute}"`,
      );
    }
    attributes.set(attribute, name);
  }
  checkRules(definition);
}

/** @throws AutodyneError `InvalidModel` for a rule in `validates` of what is no field */
function checkRules({ name: model, fields, rules }: ModelDefinition): void {
  const unknown = rules.find(({ name, isOfField }) => isOfField && !fields.has(name))?.name;
  if (unknown === undefined) return;
  const near = closest(unknown, [...fields.keys()]);
  throw invalid(model, unknown, `${model} validates "${unknown}", which is not a field`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `for another property of the class: static { this.validates('${unknown}', …) }`,
  ]);
}

/** @throws AutodyneError `InvalidModel` for a property that hides a field: a class field of the app's class */
export function checkOwnProperties(definition: ModelDefinition, record: object): void {
  for (const name of definition.fields.keys()) {
    const { get } = Object.getOwnPropertyDescriptor(record, name) ?? {};
    if (get === undefined) throw redeclaredField(definition.name, name);
  }
}

function redeclaredField(model: string, name: string): AutodyneError {
  return invalid(model, name, `${model}.${name}: the class declares the field "${name}" again`, [
    'remove it from the class: the field is there by defineModel alone',
  ]);
}

/** Names on the prototypes of a class, down to another's, which is left out. */
function membersBetween(from: RecordClass, to: { readonly prototype: object }): string[] {
  const names: string[] = [];
  let prototype: object | null = from.prototype;
  while (prototype !== null && prototype !== to.prototype) {
    names.push(...Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor'));
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return names;
}

function invalid(
  model: string,
  field: string,
  message: string,
  suggestions: readonly string[] = [],
): AutodyneError {
  return new AutodyneError('InvalidModel', message, { suggestions, details: { model, field } });
}
