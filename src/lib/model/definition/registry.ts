import { AutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import { baseOf, familyOf, type ModelDefinition, type RecordClass } from './model-definition.ts';

const definitions: ModelDefinition[] = [];
const byClass = new WeakMap<object, ModelDefinition>();

export function registerDefinition(definition: ModelDefinition): void {
  definitions.push(definition);
  definition.parent?.children.push(definition);
  byClass.set(definition.definedClass, definition);
}

/** Forgets the models that were defined after the first `count`: for tests, whose files are one app after another. */
export function forgetDefinitions(count: number): void {
  for (const { definedClass, parent, recordClass } of definitions.splice(count)) {
    byClass.delete(definedClass);
    if (recordClass !== undefined) byClass.delete(recordClass);
    const siblings = parent?.children ?? [];
    const position = siblings.findIndex((child) => child.definedClass === definedClass);
    if (position !== -1) siblings.splice(position, 1);
  }
}

/** All models, in the order in which they were defined. */
export function allDefinitions(): readonly ModelDefinition[] {
  return definitions;
}

/**
 * The model of a class, which may be the app's own, some steps below the one that `defineModel` gave. Its first use
 * tells what class records are made of: JavaScript tells nobody that a class was extended.
 * @throws AutodyneError `InvalidModel` for a class that is of no model, or a second one of the same
 */
export function definitionOf(recordClass: RecordClass): ModelDefinition {
  const known = byClass.get(recordClass);
  if (known !== undefined) {
    known.recordClass ??= recordClass;
    return known;
  }
  const parent: unknown = Object.getPrototypeOf(recordClass);
  const definition = typeof parent === 'function' ? byClass.get(parent) : undefined;
  if (definition === undefined) throw noModel(recordClass);
  const isTaken = definition.recordClass !== undefined && definition.recordClass !== parent;
  if (parent !== definition.definedClass || isTaken) throw secondClass(definition, recordClass);
  definition.recordClass = recordClass;
  byClass.set(recordClass, definition);
  return definition;
}

/**
 * The class of the app's that records of a model are made of.
 * @throws AutodyneError `SubclassNotFound` where nothing has used it yet
 */
export function recordClassOf(definition: ModelDefinition): RecordClass {
  if (definition.recordClass !== undefined) return definition.recordClass;
  throw new AutodyneError(
    'SubclassNotFound',
    `the model ${definition.name} is defined, but its class is not known yet, because nothing has used it`,
    {
      suggestions: [`write this in the class ${definition.name}: static { this.register() }`],
      details: { model: definition.name },
    },
  );
}

/** The model of the family of `definition` whose records have this in the inheritance field. */
export function definitionBySti(definition: ModelDefinition, stiName: string): ModelDefinition | undefined {
  return familyOf(baseOf(definition)).find((member) => member.stiName === stiName);
}

/**
 * The model of this name, for whoever leads to it by name.
 * @throws AutodyneError `SubclassNotFound` where nothing has defined it (yet)
 */
export function definitionNamed(name: string, from: string): ModelDefinition {
  const found = definitions.find((definition) => definition.name === name);
  if (found !== undefined) return found;
  const near = closest(
    name,
    definitions.map((definition) => definition.name),
  );
  throw new AutodyneError('SubclassNotFound', `${from} leads to the model "${name}", which is not known`, {
    suggestions: [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      `import the module that defines ${name} before ${from} is used`,
    ],
    details: { model: name },
  });
}

function noModel({ name }: RecordClass): AutodyneError {
  return new AutodyneError('InvalidModel', `the class ${name} extends no model`, {
    suggestions: [`class ${name} extends defineModel({ name: '${name}', fields: { … } })`],
  });
}

function secondClass({ name }: ModelDefinition, recordClass: RecordClass): AutodyneError {
  const message = `the class ${recordClass.name} extends ${name}, which has a class already`;
  return new AutodyneError('InvalidModel', message, {
    suggestions: [`class ${recordClass.name} extends ${name}.subclass({ name: '${recordClass.name}' })`],
    details: { model: name },
  });
}
