import { AutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import { newItem } from '../../items/values/attribute-value.ts';
import { checkOwnProperties } from '../definition/check-names.ts';
import type { Model } from '../definition/model.ts';
import { baseOf, type ModelDefinition, type RecordClass } from '../definition/model-definition.ts';
import { recordClassOf } from '../definition/registry.ts';
import { modelOf } from '../definition/resolve-model.ts';
import { AssociationDeclaration, keptAssociation } from './association.ts';
import { extrasOf } from './attributes.ts';
import { GivenByField } from './given-by-field.ts';
import { constructRecord, stateOf } from './record-core.ts';

type Associations = ReadonlyMap<string, AssociationDeclaration>;

interface PreparedClass {
  readonly associations: Associations;
  /**
   * An empty record, kept so that V8 keeps the shape of the class's records, of what they have inside, and the code compiled for
   * it, while an app has none.
   */
  readonly probe: object;
}

const prepared = new WeakMap<ModelDefinition, PreparedClass>();
const checked = new WeakSet<ModelDefinition>();

/**
 * The model of a class that an app uses, with all that is checked at its first use.
 * @throws AutodyneError `InvalidModel`, `UnsupportedKeyType`, `InvalidIndex`, `InvalidSettings`
 */
export function usedModel(recordClass: RecordClass): Model {
  const model = modelOf(recordClass);
  prepareClass(model);
  return model;
}

/**
 * What is done once with an app's class before the first record of it: a class field that hides a field of the model is
 * refused, and associations are learned.
 * @throws AutodyneError `InvalidModel`
 */
export function prepareClass(model: Model): void {
  const { definition } = model;
  if (checked.has(definition)) return;
  const associations = associationsOf(model);
  checked.add(definition);
  try {
    for (const association of associations.values()) {
      if (!association.isByName) checkAssociation(model, association);
    }
  } catch (error) {
    checked.delete(definition);
    throw error;
  }
}

/** The associations of a model's class, by their names. */
export function associationsOf(model: Model): Associations {
  const { definition } = model;
  const known = prepared.get(definition)?.associations;
  if (known !== undefined) return known;
  const recordClass = recordClassOf(definition);
  const probe = constructRecord(recordClass, model, newItem());
  checkOwnProperties(definition, probe);
  extrasOf(stateOf(probe)).given = new GivenByField(model.fields.length);
  const associations = new Map<string, AssociationDeclaration>();
  const last = baseOf(definition).definedClass.prototype;
  for (let prototype: object = recordClass.prototype; prototype !== last; ) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const found = get === undefined || associations.has(name) ? undefined : declarationOf(get, probe);
      if (get === undefined || found === undefined) continue;
      found.name = name;
      associations.set(name, found);
      keepName(prototype, name, get);
    }
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  prepared.set(definition, { associations, probe });
  return associations;
}

/** What a getter gives for an empty record, if it is an association. Others may well fail on one. */
function declarationOf(get: () => unknown, probe: object): AssociationDeclaration | undefined {
  try {
    const found = get.call(probe);
    return found instanceof AssociationDeclaration ? found : undefined;
  } catch {
    return undefined;
  }
}

const named = new WeakSet<() => unknown>();

/** From now on the getter's associations know its name. */
function keepName(prototype: object, name: string, get: () => unknown): void {
  if (named.has(get)) return;
  const kept = function (this: object): unknown {
    return keptAssociation(stateOf(this), name, () => get.call(this));
  };
  named.add(kept);
  Object.defineProperty(prototype, name, { get: kept, configurable: true, enumerable: false });
}

/** @throws AutodyneError `InvalidModel` for an inverse or a foreign key that is not there */
export function checkAssociation(model: Model, association: AssociationDeclaration): void {
  const { foreignKey, inverseOf, kind, name } = association;
  const isOwnKey = kind === 'belongsTo';
  if (foreignKey !== undefined && isOwnKey && !model.fieldByName.has(foreignKey)) {
    throw missing(model.name, name, 'foreignKey', foreignKey, model.name, [...model.fieldByName.keys()]);
  }
  if (inverseOf === undefined && (foreignKey === undefined || isOwnKey)) return;
  const target = association.target as RecordClass;
  const other = modelOf(target);
  if (foreignKey !== undefined && !isOwnKey && !other.fieldByName.has(foreignKey)) {
    throw missing(model.name, name, 'foreignKey', foreignKey, other.name, [...other.fieldByName.keys()]);
  }
  if (inverseOf === undefined) return;
  const names = [...associationsOf(other).keys()];
  if (!names.includes(inverseOf)) throw missing(model.name, name, 'inverseOf', inverseOf, other.name, names);
}

function missing(
  model: string,
  association: string,
  option: string,
  given: string,
  other: string,
  known: readonly string[],
): AutodyneError {
  const kind = option === 'inverseOf' ? 'association' : 'field';
  const near = closest(given, known);
  return new AutodyneError(
    'InvalidModel',
    `${model}.${association}: ${option} is "${given}", and ${other} has no such ${kind}`,
    {
      suggestions: near === undefined ? [] : [`did you mean ${near}?`],
      details: { model, field: association },
    },
  );
}
