import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { isJsonObject } from '../json/parse-json.ts';

/**
 * The table that a schema file or a schema line describes: DescribeTable's answer (`{"Table":{…}}`), or what is in
 * it. `undefined` when it is none.
 */
export function tableOfJson(value: unknown): TableDescription | undefined {
  if (!isJsonObject(value)) return undefined;
  const table: TableDescription = isJsonObject(value['Table']) ? value['Table'] : value;
  const isTable = Array.isArray(table.KeySchema) && Array.isArray(table.AttributeDefinitions);
  return isTable ? table : undefined;
}
