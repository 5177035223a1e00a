import type { TableDescription } from '@aws-sdk/client-dynamodb';

/** The table's facts, aligned, for a person. */
export function renderTableFacts(table: TableDescription): string {
  return `${table.TableName} ${table.TableStatus}`;
}
