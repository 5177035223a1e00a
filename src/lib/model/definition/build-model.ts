import type { IndexSchema, KeyAttribute } from '../../items/keys/key-schema.ts';
import { configuration, modelSettings } from '../config/configure.ts';
import type { ModelSettings } from '../config/model-settings.ts';
import { fieldType } from '../fields/make-field-type.ts';
import { defaultTableName } from './default-table-name.ts';
import { MODEL_ATTRIBUTE, type Model, type ModelField, type ModelIndex, type ModelTable } from './model.ts';
import { baseOf, type ModelDefinition } from './model-definition.ts';
import { snakeName } from './snake-name.ts';

/**
 * A declared model, with the settings that hold.
 * @throws AutodyneError `InvalidModel`, `UnsupportedKeyType`, `InvalidIndex`
 */
export function buildModel(definition: ModelDefinition): Model {
  const settings = modelSettings();
  const { family } = definition;
  const fields = fieldsOf(definition, settings);
  const fieldByName = new Map(fields.map((field) => [field.name, field]));
  const field = (name: string | undefined): ModelField | undefined =>
    name === undefined ? undefined : fieldByName.get(name);
  const partitionKey = field(partitionKeyName(definition));
  if (partitionKey === undefined) throw new TypeError('a model has a partition key');
  const sortKey = field(family.sortKey);
  const indexes = indexesOf(definition, fieldByName, settings);
  const hasTimestamps = family.timestamps ?? settings.timestamps;
  return {
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
    table: tableOf(definition, partitionKey, sortKey, indexes, settings),
    indexes,
    keyFields: new Set(
      [partitionKey, sortKey, ...indexes.flatMap(({ keyFields }) => keyFields)].flatMap((key) => key ?? []),
    ),
  };
}

/** The name of the field that is the partition key. */
export function partitionKeyName({ family }: Pick<ModelDefinition, 'family'>): string {
  return family.table.partitionKey ?? 'id';
}

function fieldsOf(definition: ModelDefinition, settings: ModelSettings): ModelField[] {
  const isSnake = (definition.family.naming ?? settings.naming) === 'snake';
  return [...definition.fields].map(([name, spec], position) => ({
    name,
    attribute: spec.attr ?? (isSnake ? snakeName(name) : name),
    position,
    type: fieldType(spec, settings),
    spec,
  }));
}

function expiresOf(
  { family }: ModelDefinition,
  fieldByName: ReadonlyMap<string, ModelField>,
): Model['expires'] {
  const field = family.expires && fieldByName.get(family.expires.field);
  return field && { field, afterSeconds: family.expires?.after };
}

function keyAttribute(field: ModelField): KeyAttribute {
  return { name: field.attribute, type: field.type.keyType ?? 'S' };
}

function tableOf(
  { name, family }: ModelDefinition,
  partitionKey: ModelField,
  sortKey: ModelField | undefined,
  indexes: readonly ModelIndex[],
  settings: ModelSettings,
): ModelTable {
  const shared = family.table.name === undefined && family.table.arn === undefined;
  const tableName =
    family.table.arn ??
    (shared
      ? (configuration().tableName ?? '')
      : [settings.namespace, family.table.name ?? defaultTableName(name)]
          .filter((part) => part !== '')
          .join('_'));
  return {
    name: tableName,
    isShared: shared,
    schema: {
      tableName,
      key: { partitionKey: keyAttribute(partitionKey), sortKey: sortKey && keyAttribute(sortKey) },
      indexes: indexes.map(({ schema }) => schema),
    },
  };
}

function indexesOf(
  { family }: ModelDefinition,
  fieldByName: ReadonlyMap<string, ModelField>,
  _settings: ModelSettings,
): ModelIndex[] {
  return family.globalIndexes.map((index) => {
    const keys = [index.partitionKey, ...(index.sortKey === undefined ? [] : [index.sortKey])];
    const keyFields = keys.map((key) => (key === MODEL_ATTRIBUTE ? undefined : fieldByName.get(key)));
    const [partitionKey, ...sortKeys] = keyFields.map(
      (field): KeyAttribute =>
        field === undefined ? { name: MODEL_ATTRIBUTE, type: 'S' } : keyAttribute(field),
    );
    const schema: IndexSchema = {
      name: index.name ?? keys.join('_'),
      kind: 'global',
      partitionKeys: partitionKey === undefined ? [] : [partitionKey],
      sortKeys,
      projection: 'ALL',
      nonKeyAttributes: [],
      status: undefined,
    };
    return { schema, keyFields };
  });
}
