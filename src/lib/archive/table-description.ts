import type { TableDescription } from '@aws-sdk/client-dynamodb';

/**
 * The table that a schema file or a schema line describes: DescribeTable's answer (`{"Table":{…}}`), or what is in
 * it. `undefined` when it is none.
 */
export function tableOfJson(value: unknown): TableDescription | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Table } = value as { Table?: unknown };
  const table = (typeof Table === 'object' && Table !== null ? Table : value) as TableDescription;
  const isTable = Array.isArray(table.KeySchema) && Array.isArray(table.AttributeDefinitions);
  return isTable ? table : undefined;
}
