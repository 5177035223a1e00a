import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { callOperation } from '../../../../src/lib/client/call-operation.ts';
import {
  executeStatement,
  executeStatementInput,
  statementPages,
} from '../../../../src/lib/items/read/execute-statement.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { failure } from '../../../helpers/failure.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable();
const clients: DynamoDBClient[] = [];
afterAll(() => {
  for (const client of clients) client.destroy();
});

function appClient(): DynamoDBClient {
  const credentials = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' };
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: table.url, credentials });
  clients.push(client);
  return client;
}

describe.each([
  ['the sender', () => table.client],
  ['a client of an app', appClient],
])('a statement through %s', (_, clientOf) => {
  test('reads typed items, parameters typed too', async () => {
    const client = clientOf();
    const { tableName } = table;
    const Item = { id: { S: 'a' }, n: { N: '12345678901234567890' }, b: { B: new Uint8Array([1]) } };
    await callOperation(client, 'PutItem', { TableName: tableName, Item });
    const statement = `SELECT * FROM "${tableName}" WHERE id = ?`;
    const { items, nextToken } = await executeStatement(client, {
      statement,
      parameters: [Item.id],
      isConsistent: true,
    });
    expect(items).toEqual([Item]);
    expect(nextToken).toBeUndefined();
  });

  test('writes; what is there already is said to be', async () => {
    const client = clientOf();
    const { tableName } = table;
    const statement = `INSERT INTO "${tableName}" VALUE {'id': ?}`;
    const parameters = [{ S: _ }];
    expect((await executeStatement(client, { statement, parameters })).items).toEqual([]);
    await expect(executeStatement(client, { statement, parameters })).rejects.toMatchObject({
      code: 'AlreadyExists',
    });
  });

  test('of a table that is not there names it', async () => {
    const asked = executeStatement(clientOf(), { statement: `SELECT * FROM "no-such" WHERE id = 'a'` });
    await expect(asked).rejects.toMatchObject({
      code: 'TableNotFound',
      message: expect.stringMatching(/^table "no-such" does not exist: /),
    });
  });
});

test('pages are read to the end', async () => {
  const { tableName, client } = table;
  for (let at = 0; at < 5; at += 1) {
    await callOperation(client, 'PutItem', { TableName: tableName, Item: { id: { S: `page ${at}` } } });
  }
  const found: Item[] = [];
  let pages = 0;
  const statement = `SELECT id FROM "${tableName}" WHERE begins_with(id, 'page ')`;
  for await (const page of statementPages(client, { statement, pageSize: 2 })) {
    found.push(...page.items);
    pages += 1;
  }
  expect(found.map(({ id }) => id?.S).sort()).toEqual(['page 0', 'page 1', 'page 2', 'page 3', 'page 4']);
  expect(pages).toBeGreaterThan(1);
});

test.each([
  ['', 'the statement is empty'],
  [' ', 'the statement is empty'],
  [`SELECT ${'x'.repeat(9000)}`, 'the statement has 9007 characters; DynamoDB allows at most 8192'],
])('%# is refused before a request', (statement, message) => {
  expect(failure(() => executeStatementInput({ statement }))).toMatchObject({
    code: 'InvalidUsage',
    message,
  });
});
