import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createClient, createDocumentClient, logUnits, type MinuteUnits } from '../../src/index.ts';
import { callOperation } from '../../src/lib/client/call-operation.ts';
import { documentClientOver } from '../../src/lib/client/document-client.ts';
import { readLogLine } from '../../src/lib/usage/own/log-lines.ts';
import { answeringServer } from '../helpers/answering-server.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'Artist', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-artist',
      KeySchema: [{ AttributeName: 'Artist', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

afterEach(() => {
  vi.useRealTimers();
});

/** The settings of a client that counts, and the counts that it reported. */
function counting(endpointUrl = table.url) {
  const told: MinuteUnits[] = [];
  const settings = {
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'secret',
    region: 'us-east-1',
    endpointUrl,
    envFile: false as const,
    onUnits: (units: MinuteUnits) => told.push(units),
  };
  return { told, settings };
}

const item = { id: { S: 'a' }, Artist: { S: 'No One' }, text: { S: 'x'.repeat(2900) } };

describe('a client with onUnits', () => {
  test('tells what each operation used when the minute is over, table and index apart', async () => {
    vi.useFakeTimers({
      now: new Date('2026-03-01T12:00:30Z'),
      toFake: ['Date', 'setTimeout', 'clearTimeout'],
    });
    const { told, settings } = counting();
    const client = createClient(settings);
    const { tableName } = table;
    await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
    await client.send(new GetItemCommand({ TableName: tableName, Key: { id: item.id } }));
    expect(told).toEqual([]);
    vi.advanceTimersByTime(30_000);
    expect(told).toEqual([
      {
        tableName,
        minute: new Date('2026-03-01T12:00:00Z'),
        requests: 2,
        throttled: 0,
        untold: 0,
        read: 0.5,
        write: 6,
        request: 30.5,
        indexes: { 'by-artist': { read: 0, write: 3 } },
        operations: {
          PutItem: { requests: 1, read: 0, write: 6 },
          GetItem: { requests: 1, read: 0.5, write: 0 },
        },
      },
    ]);
    client.destroy();
    expect(told).toHaveLength(1);
  });

  test('counts every operation as what it is', async () => {
    const { told, settings } = counting();
    const client = createClient(settings);
    const { tableName: TableName } = table;
    const Key = { id: { S: 'b' } };
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } }),
    );
    await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }));
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      }),
    );
    await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': Key.id },
      }),
    );
    await client.send(new ScanCommand({ TableName }));
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: Key } }] }));
    await client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] }));
    await client.send(new DeleteItemCommand({ TableName, Key }));
    await client.send(new DescribeTableCommand({ TableName }));
    client.destroy();
    const [units] = told;
    expect(told).toHaveLength(1);
    expect(units?.requests).toBe(8);
    const kinds = Object.entries(units?.operations ?? {}).map(([name, { read, write }]) => [
      name,
      read > 0,
      write > 0,
    ]);
    expect(kinds).toEqual([
      ['BatchWriteItem', false, true],
      ['BatchGetItem', true, false],
      ['UpdateItem', false, true],
      ['Query', true, false],
      ['Scan', true, false],
      ['TransactWriteItems', false, true],
      ['TransactGetItems', true, false],
      ['DeleteItem', false, true],
    ]);
  });

  test('a PartiQL statement is a read or a write by its verb', async () => {
    const { told, settings } = counting();
    const client = createClient(settings);
    const from = `"${table.tableName}"`;
    await client.send(new ExecuteStatementCommand({ Statement: `SELECT * FROM ${from} WHERE id = 'q'` }));
    await client.send(new ExecuteStatementCommand({ Statement: `INSERT INTO ${from} VALUE {'id': 'q'}` }));
    client.destroy();
    expect(told).toMatchObject([{ tableName: table.tableName, requests: 2 }]);
    expect((told[0]?.read ?? 0) > 0 || (told[0]?.untold ?? 0) > 0).toBe(true);
    expect((told[0]?.write ?? 0) > 0 || (told[0]?.untold ?? 0) > 0).toBe(true);
  });

  test.each([undefined, 'NONE', 'TOTAL', 'INDEXES'] as const)(
    'who asks for %s gets what a client without it gets',
    async (ReturnConsumedCapacity) => {
      const { settings } = counting();
      const client = createClient(settings);
      const { onUnits: _, ...plain } = settings;
      const bare = createClient(plain);
      const inputs = [
        new PutItemCommand({ TableName: table.tableName, Item: item, ReturnConsumedCapacity }),
        new GetItemCommand({ TableName: table.tableName, Key: { id: item.id }, ReturnConsumedCapacity }),
        new BatchGetItemCommand({
          RequestItems: { [table.tableName]: { Keys: [{ id: item.id }] } },
          ReturnConsumedCapacity,
        }),
      ];
      for (const command of inputs) {
        const { $metadata: _counted, ...counted } = await client.send(command as GetItemCommand);
        const { $metadata: _bare, ...uncounted } = await bare.send(command as GetItemCommand);
        expect(counted).toStrictEqual(uncounted);
        expect(command.input.ReturnConsumedCapacity).toBe(ReturnConsumedCapacity);
      }
      client.destroy();
      bare.destroy();
    },
  );

  test('what DynamoDB refuses is refused', async () => {
    const { told, settings } = counting();
    const client = createClient(settings);
    const ReturnConsumedCapacity = 'BOGUS' as 'NONE';
    await expect(
      client.send(new ScanCommand({ TableName: table.tableName, ReturnConsumedCapacity })),
    ).rejects.toThrow(/BOGUS/);
    client.destroy();
    expect(told).toEqual([]);
  });

  test('a failed condition is one whose units nobody tells', async () => {
    const { told, settings } = counting();
    const client = createClient(settings);
    const put = new PutItemCommand({
      TableName: table.tableName,
      Item: { id: { S: 'none' } },
      ConditionExpression: 'attribute_exists(id)',
    });
    await expect(client.send(put)).rejects.toThrow(/conditional/i);
    client.destroy();
    expect(told).toMatchObject([{ tableName: table.tableName, untold: 1, requests: 0, write: 0 }]);
  });

  test('each attempt that is throttled counts, and costs nothing', async () => {
    const throttling = { status: 400, body: '{"__type":"x#ThrottlingException","message":"slow down"}' };
    const done = {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: '{"ConsumedCapacity":{"TableName":"music","CapacityUnits":0.5,"Table":{"CapacityUnits":0.5}}}',
    };
    await using server = await answeringServer([throttling, throttling, done]);
    const { told, settings } = counting(server.url);
    const client = createClient(settings, { retry: { baseDelayMs: 1 } });
    const output = await client.send(new GetItemCommand({ TableName: 'music', Key: { id: { S: 'a' } } }));
    expect(output).not.toHaveProperty('ConsumedCapacity');
    client.destroy();
    const sums = told.reduce(
      (sum, { throttled, read }) => ({ throttled: sum.throttled + throttled, read: sum.read + read }),
      { throttled: 0, read: 0 },
    );
    expect(sums).toEqual({ throttled: 2, read: 0.5 });
  });

  test('a document client counts too, and tells of the rest when it is destroyed', async () => {
    const { told, settings } = counting();
    const documents = createDocumentClient(settings);
    await documents.send(new PutCommand({ TableName: table.tableName, Item: { id: 'doc' } }));
    const output = await documents.send(new GetCommand({ TableName: table.tableName, Key: { id: 'doc' } }));
    expect(output).toMatchObject({ Item: { id: 'doc' } });
    expect(output).not.toHaveProperty('ConsumedCapacity');
    documents.destroy();
    expect(told).toMatchObject([{ read: 0.5, write: 1, requests: 2 }]);
  });

  test('what is called through the library beside it counts too', async () => {
    const { told, settings } = counting();
    const client = createClient(settings);
    const { tableName: TableName } = table;
    const Item = { id: { S: 'called' } };
    await callOperation(client, 'PutItem', { TableName, Item });
    await callOperation(documentClientOver(client), 'GetItem', { TableName, Key: Item });
    client.destroy();
    expect(told).toMatchObject([{ read: 0.5, write: 1, requests: 2 }]);
  });
});

describe('logUnits', () => {
  const units: MinuteUnits = {
    tableName: 'music',
    minute: new Date('2026-03-01T12:00:00Z'),
    requests: 14,
    throttled: 2,
    untold: 1,
    read: 2.5,
    write: 60,
    request: 302.5,
    indexes: { 'by-artist.v2': { read: 0, write: 30 } },
    operations: {
      GetItem: { requests: 4, read: 2.5, write: 0 },
      PutItem: { requests: 10, read: 0, write: 60 },
    },
  };
  const LINE =
    'at=2026-03-01T12:00:00Z source=music count#autodyne.read_units=2.5 count#autodyne.write_units=60 ' +
    'count#autodyne.request_units=302.5 count#autodyne.requests=14 count#autodyne.throttled=2 ' +
    'count#autodyne.untold=1 count#autodyne.index.by-artist.v2.write_units=30 ' +
    'count#autodyne.operation.GetItem.requests=4 count#autodyne.operation.GetItem.read_units=2.5 ' +
    'count#autodyne.operation.PutItem.requests=10 count#autodyne.operation.PutItem.write_units=60';

  test('writes one line', () => {
    const lines: string[] = [];
    logUnits((line) => lines.push(line))(units);
    expect(lines).toEqual([LINE]);
  });

  test('is read back, whatever a platform writes before it', () => {
    expect(readLogLine(`2026-03-01T12:01:00.123456+00:00 app[web.1]: ${LINE}`)).toStrictEqual({
      tableName: 'music',
      time: Date.UTC(2026, 2, 1, 12) / 1000,
      table: { Read: 2.5, Write: 30, Throttled: 2 },
      indexes: { 'by-artist.v2': { Read: 0, Write: 30, Throttled: 0 } },
      operations: [
        { Operation: 'GetItem', Requests: 4, Read: 2.5, Write: 0 },
        { Operation: 'PutItem', Requests: 10, Read: 0, Write: 60 },
      ],
      untold: 1,
    });
  });

  test.each([
    ['another line', 'at=2026-03-01T12:00:00Z source=music method=GET path=/'],
    ['one that is cut off in a number', LINE.slice(0, LINE.indexOf('write_units=60') + 13)],
    ['one without a time', LINE.replace('2026-03-01T12:00:00Z', 'noon')],
    ['an empty one', ''],
  ])('%s is none', (_, line) => {
    expect(readLogLine(line)).toBeUndefined();
  });
});
