import type { ServiceClient } from '../../client/client-sender.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { type KeyAttribute, tableSchema } from '../../items/keys/key-schema.ts';
import { tableIfThere } from '../../items/read/describe-table.ts';
import type { FieldDescription, ModelDescription } from './model-description.ts';

/** A model, and what is there of it. */
export interface ListedModel {
  name: string;
  table: string;
  partitionKey: KeyAttribute;
  sortKey: KeyAttribute | null;
  indexes: ListedIndex[];
  fields: FieldDescription[];
}

export interface ListedIndex {
  name: string;
  partitionKeys: KeyAttribute[];
  sortKeys: KeyAttribute[];
  projection: string;
  /** Null where these credentials may not describe the table. */
  isThere: boolean | null;
}

/** Compares models with their tables; a DescribeTable for each table. @throws AutodyneError as the service fails */
export async function listModels(
  client: ServiceClient,
  models: readonly ModelDescription[],
): Promise<ListedModel[]> {
  const tables = new Map<string, Awaited<ReturnType<typeof schemaIfReadable>>>();
  for (const { table } of models) {
    if (!tables.has(table)) tables.set(table, await schemaIfReadable(client, table));
  }
  return models.map(({ name, table, isShared, key, indexes, fields }) => {
    const schema = tables.get(table);
    const own = key.partitionKey.name;
    const actual = (isShared && schema ? schema.key : key).partitionKey;
    const named = <T extends { name: string }>(attribute: T): T =>
      attribute.name === own ? { ...attribute, name: actual.name } : attribute;
    return {
      name,
      table,
      partitionKey: named(key.partitionKey),
      sortKey: key.sortKey ?? null,
      indexes: indexes.map(({ name: index, partitionKeys, sortKeys, projection }) => ({
        name: index,
        partitionKeys: partitionKeys.map(named),
        sortKeys: sortKeys.map(named),
        projection,
        isThere: schema === null ? null : (schema?.indexes.some((there) => there.name === index) ?? false),
      })),
      fields: fields.map((field) =>
        field.attribute === own ? { ...field, attribute: actual.name } : { ...field },
      ),
    };
  });
}

/** Undefined for a table that is not there, null for one that may not be described. */
async function schemaIfReadable(client: ServiceClient, tableName: string) {
  try {
    const table = await tableIfThere(client, tableName);
    return table && tableSchema(table);
  } catch (error) {
    if (isAutodyneError(error, 'AccessDenied')) return null;
    throw error;
  }
}
