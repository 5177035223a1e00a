import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { KeyType } from '../../items/keys/key-schema.ts';
import type { ModelSettings } from '../config/model-settings.ts';
import { MODEL_ATTRIBUTE, type Model, type ModelField, type ModelIndex } from './model.ts';
import type { ModelDefinition } from './model-definition.ts';
import { modelFields } from './model-fields.ts';
import { modelIndexes } from './model-indexes.ts';
import { allDefinitions } from './registry.ts';

/** The fields and indexes of another model of the shared table. */
interface Neighbour {
  readonly name: string;
  readonly fields: readonly ModelField[];
  readonly indexes: readonly ModelIndex[];
  readonly expiresAttribute: string | undefined;
}

/** A key attribute of an index, and the model that declares it. */
interface SharedKey {
  readonly type: KeyType;
  readonly model: string;
  readonly index: string;
}

/**
 * The attributes that are a key of an index of the one table, whichever model declares it. An index holds the items of
 * all models, so an attribute has one type for all of them, there is one time to live, and an index name means one thing.
 * @throws AutodyneError `InvalidIndex`, `InvalidModel` where this model and another do not fit together
 */
export function sharedKeyAttributes(model: Model): ReadonlyMap<string, SharedKey> {
  const neighbours = neighboursOf(model);
  const keys = new Map<string, SharedKey>();
  for (const { name, indexes } of [ownPart(model), ...neighbours]) {
    for (const { schema } of indexes) {
      for (const { name: attribute, type } of [...schema.partitionKeys, ...schema.sortKeys]) {
        if (attribute !== MODEL_ATTRIBUTE && !keys.has(attribute)) {
          keys.set(attribute, { type, model: name, index: schema.name });
        }
      }
    }
  }
  for (const part of [ownPart(model), ...neighbours]) checkTypes(model, part, keys);
  for (const neighbour of neighbours) checkPair(model, neighbour);
  return keys;
}

function ownPart({ name, fields, indexes, expires }: Model): Neighbour {
  return { name, fields, indexes, expiresAttribute: expires?.field.attribute };
}

/** The other models of the one table. One that is wrong in itself says so when it is used. */
function neighboursOf(model: Model): Neighbour[] {
  return allDefinitions().flatMap((definition) => {
    const { table } = definition.family;
    if (definition === model.definition || table.name !== undefined || table.arn !== undefined) return [];
    try {
      return [neighbour(definition, model.settings, model.table)];
    } catch {
      return [];
    }
  });
}

function neighbour(definition: ModelDefinition, settings: ModelSettings, table: Model['table']): Neighbour {
  const fields = modelFields(definition, settings);
  const fieldByName = new Map(fields.map((field) => [field.name, field]));
  const { expires } = definition.family;
  const expiry = expires && fieldByName.get(expires.field);
  return {
    name: definition.name,
    fields,
    indexes: modelIndexes(definition, fieldByName, table),
    expiresAttribute: expiry?.type.keyType === 'N' ? expiry.attribute : undefined,
  };
}

function checkTypes(model: Model, { name, fields }: Neighbour, keys: ReadonlyMap<string, SharedKey>): void {
  for (const { name: field, attribute, type } of fields) {
    const key = keys.get(attribute);
    if (key === undefined || key.type === type.keyType) continue;
    if (name !== model.name && key.model !== model.name) continue;
    throw new AutodyneError(
      'InvalidIndex',
      `${name}.${field} is ${type.name}, but "${attribute}" is the key of index ${key.index} (${key.type}), which ${key.model} declares for all models of the table`,
      {
        suggestions: [`store one of them under another name: attr: '${name.toLowerCase()}_${attribute}'`],
        details: { model: name, field },
      },
    );
  }
}

function checkPair(model: Model, { name, indexes, expiresAttribute }: Neighbour): void {
  const own = model.expires?.field.attribute;
  if (own !== undefined && expiresAttribute !== undefined && own !== expiresAttribute) {
    throw new AutodyneError(
      'InvalidModel',
      `${model.name} expires by "${own}", and ${name} by "${expiresAttribute}": a table has one such attribute`,
      { details: { model: model.name } },
    );
  }
  for (const { schema } of model.indexes) {
    const other = indexes.find((index) => index.schema.name === schema.name)?.schema;
    if (other === undefined || JSON.stringify(other) === JSON.stringify(schema)) continue;
    throw new AutodyneError(
      'InvalidIndex',
      `${model.name} and ${name} both declare the index ${schema.name}, with other keys or another projection`,
      { details: { model: model.name } },
    );
  }
}
