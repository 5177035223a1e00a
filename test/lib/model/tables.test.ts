import { randomUUID } from 'node:crypto';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { startTwin } from '../../../src/lib/local/twin.ts';
import { configure, defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { serviceError } from '../../helpers/faults.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

const connection = () => ({
  endpoint: models.faults.url,
  accessKey: models.table.env['AUTODYNE_AWS_ACCESS_KEY_ID'],
  secretKey: models.table.env['AUTODYNE_AWS_SECRET_ACCESS_KEY'],
  tableName: models.table.tableName,
});

/** A name that no table has yet; what is made of it is dropped when the test is over. */
function newName(): string {
  const TableName = `models-${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => {
    await models.table.client.send(new DeleteTableCommand({ TableName })).catch(() => undefined);
  });
  return TableName;
}

async function described(TableName: string): Promise<TableDescription | undefined> {
  return (await models.table.client.send(new DescribeTableCommand({ TableName }))).Table;
}

function orders(name: string, table: object = {}) {
  return class Order extends defineModel({
    name: `TablesOrder-${name}`,
    table: { name, partitionKey: 'shop', ...table },
    sortKey: 'number',
    fields: {
      shop: f.string(),
      number: f.integer(),
      city: f.string(),
      day: f.date({ asString: true }),
      note: f.string(),
      until: f.integer(),
    },
    globalSecondaryIndexes: [
      { name: 'byCity', partitionKey: 'city', sortKey: 'day', projection: 'all' },
      { name: 'byDay', partitionKey: 'day', projection: ['note'], readCapacity: 3 },
    ],
    localSecondaryIndexes: [{ name: 'byNote', sortKey: 'note' }],
    expires: { field: 'until', after: 60 },
  }) {};
}

describe('createTable', () => {
  test('B4: makes the keys, indexes and projections, on demand, waits, and switches the time to live on', async () => {
    const name = newName();
    expect(await orders(name).createTable()).toBe(true);
    const table = await described(name);
    expect(table?.TableStatus).toBe('ACTIVE');
    expect(table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table?.KeySchema).toEqual([
      { AttributeName: 'shop', KeyType: 'HASH' },
      { AttributeName: 'number', KeyType: 'RANGE' },
    ]);
    expect(table?.AttributeDefinitions).toContainEqual({ AttributeName: 'number', AttributeType: 'N' });
    const projections = [
      ...(table?.GlobalSecondaryIndexes ?? []),
      ...(table?.LocalSecondaryIndexes ?? []),
    ].map(({ IndexName, Projection }) => [IndexName, Projection]);
    expect(Object.fromEntries(projections)).toEqual({
      byCity: { ProjectionType: 'ALL' },
      byDay: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
      byNote: { ProjectionType: 'KEYS_ONLY' },
    });
    const ttl = await models.table.client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    expect(ttl.TimeToLiveDescription).toMatchObject({ AttributeName: 'until' });
  });

  test('B6, T21: a table that is not seen at once is looked for again, until it is ACTIVE', async () => {
    const name = newName();
    class Slow extends defineModel({ name: 'TablesSlow', table: { name }, fields: {} }) {}
    configure({ syncRetryWaitSeconds: 0.01 });
    onTestFinished(() => configure({ syncRetryWaitSeconds: undefined }));
    const looks: string[] = [];
    models.faults.script = ({ operation }) => {
      if (operation !== 'DescribeTable') return undefined;
      looks.push(operation);
      if (looks.length <= 3)
        return serviceError(400, 'ResourceNotFoundException', 'Requested resource not found');
      if (looks.length > 5) return undefined;
      return {
        change: (response) => {
          const { Table } = response as { Table: object };
          return { Table: { ...Table, TableStatus: 'CREATING' } };
        },
      };
    };
    expect(await Slow.createTable({ sync: true })).toBe(true);
    expect(looks).toHaveLength(6);
  });

  test('B6, T21: one that never becomes ACTIVE is Incomplete in the end', async () => {
    const name = newName();
    class Never extends defineModel({ name: 'TablesNever', table: { name }, fields: {} }) {}
    configure({ syncRetryWaitSeconds: 0.01, syncRetryMaxTimes: 5 });
    onTestFinished(() => configure({ syncRetryWaitSeconds: undefined, syncRetryMaxTimes: undefined }));
    models.faults.script = ({ operation }) =>
      operation === 'DescribeTable'
        ? serviceError(400, 'ResourceNotFoundException', 'Requested resource not found')
        : undefined;
    expect(await failureOf(Never.createTable({ sync: true }))).toMatchObject({
      code: 'Incomplete',
      message: `table "${name}" is not ACTIVE after 0 seconds`,
    });
  });

  test('B1: the options of a table: its name, its partition key in the place of id, its throughput', async () => {
    class Plain extends defineModel({ name: 'TablesB1', table: { name: 'b1' }, fields: { a: f.string() } }) {}
    expect([Plain.tableName, Plain.partitionKey, Object.keys(new Plain())[0]]).toEqual(['b1', 'id', 'id']);
    const name = newName();
    const table = { name, partitionKey: 'code', capacityMode: 'provisioned', readCapacity: 3 } as const;
    class Coded extends defineModel({ name: 'TablesB1Coded', table, fields: { a: f.string() } }) {}
    expect(Object.keys(new Coded())).toEqual(['code', 'a', 'createdAt', 'updatedAt']);
    await Coded.createTable({ sync: true });
    expect(await described(name)).toMatchObject({
      KeySchema: [{ AttributeName: 'code', KeyType: 'HASH' }],
      // A string, unless a field of this name says another type.
      AttributeDefinitions: [{ AttributeName: 'code', AttributeType: 'S' }],
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 20 },
    });
    class Numbered extends defineModel({
      name: 'TablesB1Numbered',
      table: { name: newName(), partitionKey: 'number' },
      fields: { number: f.integer() },
    }) {}
    await Numbered.createTable({ sync: true });
    expect((await described(Numbered.tableName))?.AttributeDefinitions).toEqual([
      { AttributeName: 'number', AttributeType: 'N' },
    ]);
  });

  test('B3: a table that is there is not changed', async () => {
    const name = newName();
    class Plain extends defineModel({ name: 'TablesPlain', table: { name }, fields: {} }) {}
    expect(await Plain.createTable({ sync: true })).toBe(true);
    expect(await Plain.createTable()).toBe(false);
    expect(await orders(name).createTable()).toBe(false);
    expect((await described(name))?.GlobalSecondaryIndexes).toBeUndefined();
  });

  test('deleteTable deletes it', async () => {
    const name = newName();
    class Gone extends defineModel({ name: 'TablesGone', table: { name }, fields: {} }) {}
    await Gone.createTable({ sync: true });
    await Gone.deleteTable();
    expect(await failureOf(Gone.deleteTable())).toMatchObject({ code: 'TableNotFound' });
  });
});

describe('N capacityMode, N readCapacity, N writeCapacity: throughput', () => {
  afterEach(() => configure({ capacityMode: undefined, readCapacity: undefined, writeCapacity: undefined }));

  test('provisioned: those of the table, else of the settings, for its indexes too', async () => {
    configure({ capacityMode: 'provisioned', readCapacity: 7, writeCapacity: 8 });
    const name = newName();
    await orders(name, { writeCapacity: 9 }).createTable();
    const table = await described(name);
    expect(table?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 7, WriteCapacityUnits: 9 });
    const indexes = (table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, ProvisionedThroughput }) => [
      IndexName,
      [ProvisionedThroughput?.ReadCapacityUnits, ProvisionedThroughput?.WriteCapacityUnits],
    ]);
    expect(Object.fromEntries(indexes)).toEqual({ byCity: [7, 8], byDay: [3, 8] });
  });
});

describe('what is refused', () => {
  class Shared extends defineModel({ name: 'TablesShared', fields: {} }) {}

  test('createTable of the table that models share', async () => {
    expect(await failureOf(Shared.createTable())).toMatchObject({
      code: 'InvalidModel',
      message: `TablesShared.createTable: TablesShared lives in table "${models.table.tableName}", which models share and which is not made by one of them`,
      suggestions: [
        'the command line creates the indexes of all models of the table together',
        'for a table of its own: table: { name: … }',
      ],
    });
    expect(models.operations()).toEqual([]);
  });

  test('deleteTable of it', async () => {
    expect(await failureOf(Shared.deleteTable())).toMatchObject({
      code: 'InvalidModel',
      suggestions: ['to delete the records of TablesShared alone: TablesShared.deleteAll()'],
    });
    expect(models.operations()).toEqual([]);
  });

  test("both, by the service, to the add-on's user, who is told what to do instead", async () => {
    const twin = await startTwin({ tableName: 'mine', region: 'us-east-1' });
    onTestFinished(async () => {
      configure(connection());
      await twin.stop();
    });
    class Own extends defineModel({ name: 'TablesOwn', table: { name: 'own' }, fields: {} }) {}
    configure({
      endpoint: twin.endpointUrl,
      accessKey: twin.accessKeyId,
      secretKey: twin.secretAccessKey,
      tableName: 'mine',
    });
    const denied = await failureOf(Own.createTable());
    expect(denied).toMatchObject({
      code: 'AccessDenied',
      suggestions: [
        'to keep TablesOwn in the table of AUTODYNE_TABLE_NAME, beside other models: leave table.name out',
        'or have somebody make the table whose credentials may',
      ],
    });
    expect(denied.message).toMatch(/^table "own" of TablesOwn cannot be made with these credentials: /);
    expect(await failureOf(Own.deleteTable())).toMatchObject({
      code: 'AccessDenied',
      suggestions: [
        'to delete its records: TablesOwn.deleteAll()',
        'or have somebody delete it whose credentials may',
      ],
    });
  });
});

describe('B7, N createTableOnSave: the first save', () => {
  afterEach(() => configure({ createTableOnSave: undefined }));

  test.each<[string, (name: string) => Promise<unknown>]>([
    ['save', (name) => model(name).create({ id: 'a' })],
    ['import', (name) => model(name).import([{ id: 'a' }])],
    ['upsert', (name) => model(name).upsert('a', {})],
  ])('on this machine %s makes the table that is not there', async (_, write) => {
    const name = newName();
    await write(name);
    expect(await models.stored('a', name)).toBeDefined();
  });

  test('off: it is an error', async () => {
    configure({ createTableOnSave: false });
    const name = newName();
    expect(await failureOf(model(name).create({ id: 'a' }))).toMatchObject({ code: 'TableNotFound' });
    expect(models.operations()).toEqual(['PutItem']);
  });

  test('a table that is there costs no request', async () => {
    const name = newName();
    await model(name).createTable({ sync: true });
    models.received();
    await model(name).create({ id: 'b' });
    expect(models.operations()).toEqual(['PutItem']);
  });
});

let made = 0;

function model(name: string) {
  made += 1;
  return class extends defineModel({ name: `TablesOnSave${made}`, table: { name }, fields: {} }) {};
}

describe('N namespace: the tables of models', () => {
  afterEach(() => configure({ namespace: undefined }));

  test('is before the name of a table that a model names, for writes and for createTable', async () => {
    const name = newName();
    configure({ namespace: 'shop' });
    onTestFinished(async () => {
      await models.table.client.send(new DeleteTableCommand({ TableName: `shop_${name}` }));
    });
    const Spaced = model(name);
    await Spaced.createTable({ sync: true });
    await Spaced.create({ id: 'a' });
    expect(Spaced.tableName).toBe(`shop_${name}`);
    expect(await models.stored('a', `shop_${name}`)).toBeDefined();
  });
});
