import type { KeyAttribute } from '../../items/keys/key-schema.ts';
import { modelSettings, sharedTableName } from '../config/configure.ts';
import type { ModelSettings } from '../config/model-settings.ts';
import { checkKeys } from './check-keys.ts';
import { checkNames } from './check-names.ts';
import { defaultTableName } from './default-table-name.ts';
import type { Model, ModelField, ModelTable } from './model.ts';
import { baseOf, type ModelDefinition } from './model-definition.ts';
import { modelFields } from './model-fields.ts';
import { modelIndexes } from './model-indexes.ts';
import { sharedKeyAttributes } from './shared-keys.ts';
import { checkUniqueFields } from './unique-fields.ts';

/**
 * A declared model, with the settings that hold; checked.
 * @throws AutodyneError `InvalidModel`, `UnsupportedKeyType`, `InvalidIndex`
 */
export function buildModel(definition: ModelDefinition): Model {
  const settings = modelSettings();
  const { family } = definition;
  const fields = modelFields(definition, settings);
  checkNames(definition, fields);
  const fieldByName = new Map(fields.map((field) => [field.name, field]));
  const field = (name: string | undefined): ModelField | undefined =>
    name === undefined ? undefined : fieldByName.get(name);
  const partitionKey = field(partitionKeyName(definition));
  if (partitionKey === undefined) throw new TypeError('a model has a partition key');
  const sortKey = field(family.sortKey);
  const table = tableOf(definition, partitionKey, sortKey, settings);
  const indexes = modelIndexes(definition, fieldByName, table);
  table.schema = { ...table.schema, indexes: indexes.map(({ schema }) => schema) };
  const hasTimestamps = family.timestamps ?? settings.timestamps;
  const model: Model = {
    definition,
    name: definition.name,
    baseName: baseOf(definition).name,
    settings,
    client: undefined,
    fields,
    fieldByName,
    fieldByAttribute: new Map(fields.map((each) => [each.attribute, each])),
    partitionKey,
    sortKey,
    createdAt: hasTimestamps ? field('createdAt') : undefined,
    updatedAt: hasTimestamps ? field('updatedAt') : undefined,
    lockVersion: fields.find(({ name, spec }) => spec.isLockVersion === true || name === 'lockVersion'),
    inheritance: field(family.inheritanceField ?? 'type'),
    expires: expiresOf(definition, fieldByName),
    table,
    indexes,
    keyFields: new Set(
      [partitionKey, sortKey, ...indexes.flatMap(({ keyFields }) => keyFields)].flatMap((key) => key ?? []),
    ),
  };
  checkKeys(model);
  checkUniqueFields(model);
  return table.isShared ? { ...model, keyFields: withSharedKeys(model) } : model;
}

/** The name of the field that is the partition key. */
export function partitionKeyName({ family }: Pick<ModelDefinition, 'family'>): string {
  return family.table.partitionKey ?? 'id';
}

function expiresOf(
  { family }: ModelDefinition,
  fieldByName: ReadonlyMap<string, ModelField>,
): Model['expires'] {
  const field = family.expires && fieldByName.get(family.expires.field);
  return field && { field, afterSeconds: family.expires?.after };
}

/** A model's table, its indexes aside. */
function tableOf(
  definition: ModelDefinition,
  partitionKey: ModelField,
  sortKey: ModelField | undefined,
  settings: ModelSettings,
): ModelTable {
  const { table: spec } = definition.family;
  const shared = spec.name === undefined && spec.arn === undefined ? sharedTableName() : undefined;
  const named = [settings.namespace, spec.name ?? defaultTableName(baseOf(definition).name)].filter(
    (part) => part !== '',
  );
  const tableName = spec.arn ?? shared ?? named.join('_');
  const key = { partitionKey: keyAttribute(partitionKey), sortKey: sortKey && keyAttribute(sortKey) };
  return { name: tableName, isShared: shared !== undefined, schema: { tableName, key, indexes: [] } };
}

/** A field as a key has it. */
function keyAttribute({ attribute, type }: ModelField): KeyAttribute {
  return { name: attribute, type: type.keyType ?? 'S' };
}

/** Beside the model's own, the fields that are a key of an index which another model of the one table declares. */
function withSharedKeys(model: Model): ReadonlySet<ModelField> {
  const shared = sharedKeyAttributes(model);
  return new Set([...model.keyFields, ...model.fields.filter(({ attribute }) => shared.has(attribute))]);
}
