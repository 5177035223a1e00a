import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';

/** The name of a new table to restore into, its partition key `id` (text); dropped when the test, `whenDone`, is over. */
export async function emptyTable(
  client: DynamoDBClient,
  whenDone: typeof onTestFinished = onTestFinished,
): Promise<string> {
  const TableName = `restored-${randomUUID().slice(0, 8)}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  whenDone(async () => {
    await client.send(new DeleteTableCommand({ TableName }));
  });
  return TableName;
}
