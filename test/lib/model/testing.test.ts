import {
  CreateTableCommand,
  DeleteTableCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { configure, defineModel, describeModels, f } from '../../../src/model.ts';
import { type LocalTable, resetTables, startLocal } from '../../../src/testing.ts';
import { failureOf } from '../../helpers/failure.ts';
import { startFaultServer } from '../../helpers/fault-server.ts';
import { runCommand } from '../../helpers/run-command.ts';
import { useTable } from '../../helpers/table.ts';

const apart = useTable();

class User extends defineModel({
  name: 'TestingUser',
  fields: { email: f.string(), city: f.string() },
  globalSecondaryIndexes: [
    { name: 'byEmail', partitionKey: 'email', projection: 'all' },
    { name: 'byCity', partitionKey: 'city', sortKey: 'id', projection: 'keys_only' },
  ],
}) {}
class Post extends defineModel({
  name: 'TestingPost',
  fields: { title: f.string(), email: f.string() },
  globalSecondaryIndexes: [
    { name: 'byModel', partitionKey: '_model', projection: 'all' },
    { name: 'byEmail', partitionKey: 'email', projection: 'all' },
  ],
}) {}
defineModel({
  name: 'TestingApart',
  table: { name: 'testing-apart' },
  fields: {},
});

let local: LocalTable | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
  configure({ envFile: undefined, logger: undefined });
});

async function started(options: Parameters<typeof startLocal>[0] = {}): Promise<LocalTable> {
  configure({ envFile: false, logger: false });
  local = await startLocal(options);
  return local;
}

describe('startLocal', () => {
  test('P4: runs a table that models use, with the indexes of all of them', async () => {
    const { env } = await started();
    await User.create({ id: '1', email: 'a@b.example' });
    expect(await User.where({ email: 'a@b.example' }).count()).toBe(1);
    const list = await runCommand(['index', 'list', '--json'], { env });
    const { GlobalSecondaryIndexes } = list.json() as { GlobalSecondaryIndexes: { IndexName: string }[] };
    // Other files of the same process define models too; an index that two models share is made once.
    const ours = GlobalSecondaryIndexes.map(({ IndexName }) => IndexName).filter((name) =>
      ['byCity', 'byEmail', 'byModel'].includes(name),
    );
    expect(ours.sort()).toEqual(['byCity', 'byEmail', 'byModel']);
  });

  test('indexes have the name that the table gives its key', async () => {
    const { env } = await started({ partitionKey: { name: 'pk', type: 'S' }, tableName: 'testing-pk' });
    const list = await runCommand(['index', 'list', '--json'], { env });
    expect(list.json()).toMatchObject({
      GlobalSecondaryIndexes: expect.arrayContaining([
        expect.objectContaining({
          IndexName: 'byCity',
          KeySchema: [
            { AttributeName: 'city', KeyType: 'HASH' },
            { AttributeName: 'pk', KeyType: 'RANGE' },
          ],
        }),
      ]),
    });
  });

  test('makes the indexes of models that are defined later when it is asked to', async () => {
    const { createIndexes, env } = await started();
    class Late extends defineModel({
      name: 'TestingLate',
      fields: { day: f.date() },
      globalSecondaryIndexes: [{ name: 'byDay', partitionKey: 'day', projection: 'all' }],
    }) {}
    await createIndexes();
    await Late.create({ day: '2026-01-02' });
    expect(await Late.withIndex('byDay').where({ day: '2026-01-02' }).count()).toBe(1);
    const list = await runCommand(['index', 'list'], { env });
    expect(list.stdout).toContain('byDay');
  });

  test('after stop, models have no connection', async () => {
    const { stop } = await started();
    local = undefined;
    await stop();
    expect(await failureOf(User.find('1'))).toMatchObject({ code: 'InvalidSettings' });
  });
});

describe('resetTables', () => {
  test('P4: deletes all items, whosesoever they are, and keeps the table and its indexes', async () => {
    const { env } = await started();
    await User.import(Array.from({ length: 60 }, (_, at) => ({ id: `u${at}`, email: 'x@y.example' })));
    await Post.create({ id: 'p', title: 'x' });
    await runCommand(['put', '{"id":"of nobody"}'], { env });
    expect(await resetTables()).toBe(62);
    expect((await runCommand(['scan', '--count'], { env })).stdout).toBe('0\n');
    expect((await runCommand(['index', 'list'], { env })).stdout).toContain('byEmail');
    expect(await resetTables()).toBe(0);
    await User.create({ id: 'u1', email: 'x@y.example' });
    expect(await User.where({ email: 'x@y.example' }).count()).toBe(1);
  });

  test('a table of its own that the local table’s user may not read is passed over', async () => {
    await started();
    await User.create({ id: '1' });
    expect(describeModels().models.map(({ table }) => table)).toContain('testing-apart');
    expect(await resetTables()).toBe(1);
  });

  test.each([
    ['https://dynamodb.us-east-1.amazonaws.com', undefined],
    ['http://dynamodb.internal.example:8000', true],
    ['http://127.0.0.1.example.com', true],
    ['http://169.254.169.254', true],
    [undefined, undefined],
  ])('T20: refuses %s', async (endpoint, allowHttp) => {
    configure({
      envFile: false,
      logger: false,
      endpoint,
      allowHttp,
      region: 'us-east-1',
      accessKey: 'AKIATESTTESTTESTTEST',
      secretKey: 'test-secret-access-key',
      tableName: 'app',
    });
    expect(await failureOf(resetTables())).toMatchObject({
      code: 'InvalidUsage',
      message:
        'resetTables deletes all items, and the connection of models is not to this machine; nothing was deleted',
    });
    configure({ allowHttp: undefined });
  });

  test('T20: a client of the app’s own that is not of this machine is asked for nothing', async () => {
    await using server = await startFaultServer('http://127.0.0.1:1');
    let sent = 0;
    const client = {
      config: {
        serviceId: 'DynamoDB',
        protocol: {},
        endpoint: () => Promise.resolve({ hostname: 'dynamodb.eu-west-1.amazonaws.com' }),
      },
      send: () => {
        sent += 1;
        return Promise.reject(new Error('sent'));
      },
      destroy: () => undefined,
    };
    configure({ envFile: false, logger: false, tableName: 'app', client: client as never });
    expect(await failureOf(resetTables())).toMatchObject({ code: 'InvalidUsage' });
    expect([sent, server.requests.length]).toEqual([0, 0]);
    configure({ client: undefined });
  });

  test('T20: a table whose name only begins as one of the models’ is left, without a namespace too', async () => {
    const { url, client, tableName: name } = apart;
    const other = `${name}2`;
    await client.send(
      new CreateTableCommand({
        TableName: other,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    onTestFinished(async () => void (await client.send(new DeleteTableCommand({ TableName: other }))));
    defineModel({ name: 'TestingPrefix', table: { name }, fields: {} });
    const item = { id: { S: '1' } };
    for (const TableName of [name, other]) await client.send(new PutItemCommand({ TableName, Item: item }));
    configure({
      envFile: false,
      logger: false,
      endpoint: url,
      region: 'us-east-1',
      accessKey: 'AKIATESTTESTTESTTEST',
      secretKey: 'test-secret-access-key',
      namespace: '',
      tableName: 'elsewhere',
    });
    expect(await resetTables()).toBe(1);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: other, Key: item, ConsistentRead: true }),
    );
    expect(Item).toEqual(item);
  });

  test('read-only settings hold for it', async () => {
    await started();
    await User.create({ id: '1' });
    configure({ isReadOnly: true });
    expect(await failureOf(resetTables())).toMatchObject({ code: 'ReadOnly' });
    configure({ isReadOnly: undefined });
    expect(await resetTables()).toBe(1);
  });
});
