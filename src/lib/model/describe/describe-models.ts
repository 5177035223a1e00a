import type { IndexSchema } from '../../items/keys/key-schema.ts';
import type { Model } from '../definition/model.ts';
import { allDefinitions } from '../definition/registry.ts';
import { modelOfDefinition } from '../definition/resolve-model.ts';
import { modelTableRequest } from '../tables/model-tables.ts';
import { DESCRIPTION_FORMAT, type ModelDescription, type ModelsDescription } from './model-description.ts';

/**
 * All models that are defined, as plain data, for tools; no request is sent.
 * @throws AutodyneError `InvalidModel`, `InvalidIndex` … for a model that is wrong, or does not fit the others
 */
export function describeModels(): ModelsDescription {
  const models = allDefinitions().map((definition) => descriptionOf(modelOfDefinition(definition)));
  return { format: DESCRIPTION_FORMAT, models };
}

function descriptionOf(model: Model): ModelDescription {
  const { name, baseName, table, fields, indexes, expires } = model;
  return {
    name,
    baseName,
    table: table.name,
    isShared: table.isShared,
    key: table.schema.key,
    fields: fields.map((field) => ({
      name: field.name,
      attribute: field.attribute,
      type: field.type.name,
      storedAs: field.type.storedAs ?? null,
    })),
    indexes: indexes.map(({ schema }) => withoutStatus(schema)),
    createTable: table.isShared ? null : modelTableRequest(model, table.name),
    expiresAttribute: expires?.field.attribute ?? null,
  };
}

function withoutStatus({ status: _, ...schema }: IndexSchema): Omit<IndexSchema, 'status'> {
  return schema;
}
