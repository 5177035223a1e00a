import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { startTwin, type Twin, type TwinOptions } from '../../../src/lib/local/twin.ts';
import { unitsOf } from '../../../src/lib/usage/usage-report.ts';
import { callTwin } from '../../helpers/call-twin.ts';
import { postUsage, readUsage, usedUnits } from '../../helpers/read-usage.ts';

const twins: Twin[] = [];
afterEach(async () => {
  for (const twin of twins.splice(0)) await twin.stop();
});

async function start(options: TwinOptions = {}): Promise<Twin> {
  const twin = await startTwin({ indexDelayMs: 0, ...options });
  twins.push(twin);
  return twin;
}

async function createIndex({ ...twin }: Twin, name: string, key: string): Promise<void> {
  const { status, text } = await callTwin(twin, 'UpdateTable', {
    TableName: twin.tableName,
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: name,
          KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  });
  expect(status, text).toBe(200);
}

function bareClient(twin: Twin): DynamoDBClient {
  const { endpointUrl, region, accessKeyId, secretAccessKey } = twin;
  return new DynamoDBClient({ endpoint: endpointUrl, region, credentials: { accessKeyId, secretAccessKey } });
}

const item = (id: string, more: object = {}) => ({ id: { S: id }, ...more });

/** Puts this number of items of 3,000 bytes, with a client that does not request capacity. */
async function putItems(client: DynamoDBClient, TableName: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const response = await client.send(
      new PutItemCommand({
        TableName,
        Item: item(`item-${index}`, { label: { S: `label-${index}` }, text: { S: 'x'.repeat(2_975) } }),
      }),
    );
    expect(response).not.toHaveProperty('ConsumedCapacity');
  }
}

describe('a client that asks for no capacity', () => {
  test('its puts and gets are counted, and no capacity is returned', async () => {
    const twin = await start();
    const client = bareClient(twin);
    await putItems(client, twin.tableName, 10);
    for (let index = 0; index < 4; index += 1) {
      const response = await client.send(
        new GetItemCommand({ TableName: twin.tableName, Key: item(`item-${index}`) }),
      );
      expect(response.Item?.['text']?.S).toHaveLength(2_975);
      expect(response).not.toHaveProperty('ConsumedCapacity');
    }
    client.destroy();
    const report = await readUsage(twin);
    expect(report.Source).toBe('meter');
    expect(unitsOf(report.Points)).toEqual({ read: 2, write: 30, throttled: 0 });
    expect(report.Operations).toEqual([
      { Operation: 'PutItem', Requests: 10, Read: 0, Write: 30 },
      { Operation: 'GetItem', Requests: 4, Read: 2, Write: 0 },
    ]);
    expect(report).not.toHaveProperty('Estimated');
    expect(report).not.toHaveProperty('Untold');
    expect(report).not.toHaveProperty('PlanUnits');
  });

  test("an index's share is counted apart", async () => {
    const twin = await start();
    await createIndex(twin, 'by-label', 'label');
    const client = bareClient(twin);
    await putItems(client, twin.tableName, 10);
    client.destroy();
    expect(usedUnits(await readUsage(twin))).toEqual(['table 0 / 30', 'by-label 0 / 30']);
  });
});

describe('what no server tells is estimated', () => {
  async function withItem(): Promise<Twin> {
    const twin = await start();
    const { tableName: TableName } = twin;
    await callTwin(twin, 'PutItem', { TableName, Item: item('a', { text: { S: 'x'.repeat(2_500) } }) });
    return twin;
  }

  test.each<[string, string, object, expected: string]>([
    [
      'a failed condition on an item, by its size',
      'PutItem',
      { Item: item('a'), ConditionExpression: 'attribute_not_exists(id)' },
      '3',
    ],
    ['the same, of the old form', 'PutItem', { Item: item('a'), Expected: { id: { Exists: false } } }, '3'],
    [
      'a failed condition on an item to be deleted',
      'DeleteItem',
      { Key: item('a'), ConditionExpression: 'attribute_not_exists(id)' },
      '3',
    ],
    [
      'a failed condition where there is no item',
      'DeleteItem',
      { Key: item('b'), ConditionExpression: 'attribute_exists(id)' },
      '1',
    ],
  ])('%s', async (_, operation, body, expected) => {
    const twin = await withItem();
    const { status, text } = await callTwin(twin, operation, { TableName: twin.tableName, ...body });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    const report = await readUsage(twin);
    expect(String(report.Estimated?.Write)).toBe(expected);
    expect(unitsOf(report.Points).write).toBe(3 + Number(expected));
  });

  test.each([
    ['ALL_OLD', true],
    ['NONE', false],
  ])('a client that asks for the item by %s is told it: %s', async (asked, hasUnits) => {
    const twin = await withItem();
    const { text } = await callTwin(twin, 'PutItem', {
      TableName: twin.tableName,
      Item: item('a'),
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: asked,
    });
    expect('Item' in (JSON.parse(text) as object)).toBe(hasUnits);
    expect((await readUsage(twin)).Estimated).toEqual({ Read: 0, Write: 3 });
  });

  test('a transaction that is called off: 2 units for each item', async () => {
    const twin = await withItem();
    const { tableName: TableName } = twin;
    const { status } = await callTwin(twin, 'TransactWriteItems', {
      TransactItems: [
        { Put: { TableName, Item: item('a'), ConditionExpression: 'attribute_not_exists(id)' } },
        { Put: { TableName, Item: item('b') } },
        { ConditionCheck: { TableName, Key: item('c'), ConditionExpression: 'attribute_exists(id)' } },
      ],
    });
    expect(status).toBe(400);
    expect((await readUsage(twin)).Estimated).toEqual({ Read: 0, Write: 6 });
  });

  test('PartiQL: a condition that failed, and an item that was there', async () => {
    const twin = await withItem();
    const table = `"${twin.tableName}"`;
    for (const Statement of [
      `INSERT INTO ${table} VALUE {'id': 'a'}`,
      `UPDATE ${table} SET x = 'y' WHERE id = 'a' AND text = 'other'`,
    ]) {
      expect((await callTwin(twin, 'ExecuteStatement', { Statement })).status).toBe(400);
    }
    expect((await readUsage(twin)).Estimated).toEqual({ Read: 0, Write: 2 });
  });

  test('the filling of an index, as `index create` estimates it', async () => {
    const twin = await start();
    const client = bareClient(twin);
    await putItems(client, twin.tableName, 5);
    client.destroy();
    await createIndex(twin, 'by-label', 'label');
    const report = await readUsage(twin);
    expect(usedUnits(report)).toEqual(['table 0 / 15', 'by-label 0 / 15']);
    expect(report.Estimated).toEqual({ Read: 0, Write: 15 });
    expect(report.Operations).toContainEqual({ Operation: 'index', Requests: 1, Read: 0, Write: 15 });
  });

  test('a request that the service refuses for another reason is free', async () => {
    const twin = await start();
    const { status } = await callTwin(twin, 'PutItem', {
      TableName: twin.tableName,
      Item: { other: { S: 'x' } },
    });
    expect(status).toBe(400);
    expect(await readUsage(twin)).toMatchObject({ Points: [], Operations: [] });
  });
});

test('a request that the engine carried out without telling what it took is counted as untold', async () => {
  const twin = await start();
  // The embedded engine takes this value in a batch, where AWS refuses it.
  const { status } = await callTwin(twin, 'BatchGetItem', {
    RequestItems: { [twin.tableName]: { Keys: [item('a')] } },
    ReturnConsumedCapacity: 'BOGUS',
  });
  expect(status).toBe(200);
  expect(await readUsage(twin)).toMatchObject({
    Points: [],
    Untold: 1,
    Operations: [{ Operation: 'BatchGetItem', Requests: 1, Read: 0, Write: 0 }],
  });
});

test('a table that is named by its ARN', async () => {
  const twin = await start();
  const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${twin.tableName}`;
  await callTwin(twin, 'BatchWriteItem', { RequestItems: { [arn]: [{ PutRequest: { Item: item('a') } }] } });
  const { text } = await callTwin(twin, 'BatchGetItem', { RequestItems: { [arn]: { Keys: [item('a')] } } });
  expect(JSON.parse(text)).toEqual({ Responses: { [arn]: [item('a')] }, UnprocessedKeys: {} });
  expect(usedUnits(await readUsage(twin))).toEqual(['table 0.5 / 1']);
});

describe('the usage route', () => {
  test.each<[string, object, string, number, string]>([
    [
      'another table',
      { TableName: 'others', Since: 0 },
      'execute-api',
      400,
      'Reading the usage of table others is not allowed',
    ],
    ['an unknown member', { Granularity: 1 }, 'execute-api', 400, 'Requesting Granularity is not allowed'],
    [
      'a signature for DynamoDB',
      {},
      'dynamodb',
      403,
      "Credential should be scoped to correct service: 'execute-api'. ",
    ],
  ])('refuses %s', async (_, body, service, status, message) => {
    const twin = await start();
    const response = await postUsage(twin, body, service);
    expect(response.status).toBe(status);
    expect((JSON.parse(response.text) as { message: string }).message).toBe(message);
  });
});

describe('a plan', () => {
  const put = (twin: Twin, id: string) =>
    callTwin(twin, 'PutItem', {
      TableName: twin.tableName,
      Item: item(id, { text: { S: 'x'.repeat(900) } }),
    });

  test('is reported, but not enforced without --throttle', async () => {
    const twin = await start({ planUnits: 5 });
    for (const id of ['a', 'b', 'c']) expect((await put(twin, id)).status).toBe(200);
    expect(await readUsage(twin)).toMatchObject({ PlanUnits: 5 });
  });

  test('once its units are used, every item operation is refused as AWS refuses it, and costs nothing', async () => {
    const twin = await start({ planUnits: 50, isThrottled: true });
    for (let count = 0; count < 10; count += 1) expect((await put(twin, `${count}`)).status).toBe(200);
    const write = await put(twin, 'more');
    expect(write.status).toBe(400);
    expect(JSON.parse(write.text)).toEqual({
      __type: 'com.amazon.coral.availability#ThrottlingException',
      message: 'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
      throttlingReasons: [
        {
          reason: 'TableWriteMaxOnDemandThroughputExceeded',
          resource: `arn:aws:dynamodb:us-east-1:000000000000:table/${twin.tableName}`,
        },
      ],
    });
    const { tableName: TableName } = twin;
    const read = await callTwin(twin, 'GetItem', { TableName, Key: item('1') });
    expect(JSON.parse(read.text)).toMatchObject({
      throttlingReasons: [{ reason: 'TableReadMaxOnDemandThroughputExceeded' }],
    });
    expect((await callTwin(twin, 'DescribeTable', { TableName })).status).toBe(200);
    expect(unitsOf((await readUsage(twin)).Points)).toEqual({ read: 0, write: 10, throttled: 2 });
  });

  test('a maximum for each second', async () => {
    const twin = await start({ maxWriteUnits: 3 });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await put(twin, `${count}`)).status);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses.slice(3)).toContain(400);
    const { tableName: TableName } = twin;
    expect((await callTwin(twin, 'GetItem', { TableName, Key: item('1') })).status).toBe(200);
    const { throttled } = unitsOf((await readUsage(twin)).Points);
    expect(throttled).toBe(statuses.filter((status) => status === 400).length);
  });
});
