import {
  BatchGetCommand,
  ExecuteStatementCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { createDocumentClient } from '../../src/index.ts';
import { TEST_KEYS } from '../helpers/sign-request.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'n', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'n', AttributeType: 'N' },
  ],
});

const client = () => createDocumentClient({ ...TEST_KEYS, region: 'us-east-1', endpointUrl: table.url });
const item = (n: number) => ({ id: 'a', n, map: { list: [1, 'x'] } });

beforeAll(async () => {
  for (const n of [1, 2, 3])
    await client().send(new PutCommand({ TableName: table.tableName, Item: item(n) }));
});

test.each([1, 2])('a scan of several pages, %i items each, is read to its end', async (pageSize) => {
  const found = [];
  for await (const page of paginateScan({ client: client(), pageSize }, { TableName: table.tableName }))
    found.push(...(page.Items ?? []));
  expect(found).toEqual([item(1), item(2), item(3)]);
});

test('a query of several pages is read to its end', async () => {
  const found = [];
  const query = {
    TableName: table.tableName,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': 'a' },
  };
  for await (const page of paginateQuery({ client: client(), pageSize: 1 }, query))
    found.push(...(page.Items ?? []));
  expect(found).toEqual([item(1), item(2), item(3)]);
});

test('responses of the other operations, whose values are those of JavaScript, pass', async () => {
  const { tableName: TableName } = table;
  const Key = { id: 'a', n: 1 };
  const documents = client();
  const got = await documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }));
  expect(got.Responses).toEqual({ [TableName]: [item(1)] });
  const together = await documents.send(
    new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key } }] }),
  );
  expect(together.Responses).toEqual([{ Item: item(1) }]);
  const selected = await documents.send(
    new ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}" WHERE id = 'a' AND n = 1` }),
  );
  expect(selected.Items).toEqual([item(1)]);
  const updated = await documents.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET x = :x',
      ExpressionAttributeValues: { ':x': [true] },
      ReturnValues: 'ALL_NEW',
      ReturnConsumedCapacity: 'INDEXES',
    }),
  );
  expect(updated.Attributes).toEqual({ ...item(1), x: [true] });
  await documents.send(
    new TransactWriteCommand({
      TransactItems: [{ Put: { TableName, Item: item(1) } }],
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
});
