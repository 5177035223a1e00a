import { AutodyneError } from '../errors/autodyne-error.ts';
import { checkIndexSpec } from '../indexes/index-spec.ts';
import { assertProxyFits } from '../indexes/proxy-fits.ts';
import { tableSchema } from '../items/keys/key-schema.ts';
import { readSchemaFile } from '../schema/schema-file.ts';
import { type SourceSchema, sourceSchema } from '../schema/source-schema.ts';
import type { Settings } from '../settings/settings.ts';
import type { ItemSource } from '../sources/open-source.ts';

/**
 * The schema for `restore --create`: that of the given file, else of the source.
 * @throws AutodyneError `InvalidInput` when neither has a schema, or it is one that no table can have.
 */
export async function schemaForCreate(
  source: ItemSource,
  file: string | undefined,
  tableName: string,
): Promise<SourceSchema> {
  const schema = file === undefined ? await sourceSchema(source) : await readSchemaFile(file);
  if (schema === undefined) {
    const problem = `${source.name} contains no schema to create table "${tableName}"`;
    throw new AutodyneError('InvalidInput', problem, {
      suggestions: [
        'specify --schema FILE: the output of `aws dynamodb describe-table`, or a CloudFormation template',
      ],
    });
  }
  for (const index of tableSchema(schema.table).indexes) checkIndexSpec(index);
  return schema;
}

/** Refuses, before any item is written, a restore that would fail at its first index. */
export function assertIndexesChangeable(settings: Settings, schema: SourceSchema | undefined): void {
  if ((schema?.table.GlobalSecondaryIndexes ?? []).length > 0) assertProxyFits(settings);
}
