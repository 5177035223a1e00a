import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { callService } from '../client/send.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { type TableSchema, tableSchema } from './key-schema.ts';

/**
 * What DynamoDB knows about a table; one request, no capacity. Its item count and size are refreshed by AWS only
 * about every six hours.
 * @throws AutodyneError `TableNotFound`, or as the service fails.
 */
export async function describeTable(client: DynamoDBClient, tableName: string): Promise<TableDescription> {
  const { Table } = await callService(client, { operation: 'DescribeTable', tableName }, () =>
    client.send(new DescribeTableCommand({ TableName: tableName })),
  );
  if (Table === undefined)
    throw new AutodyneError('Unexpected', `DescribeTable of "${tableName}" answered no table`);
  return Table;
}

/** A table's key and indexes; one request, no capacity. */
export async function loadTableSchema(client: DynamoDBClient, tableName: string): Promise<TableSchema> {
  return tableSchema(await describeTable(client, tableName));
}
