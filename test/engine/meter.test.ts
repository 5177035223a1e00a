import type { ConsumedCapacity, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import { UnitMeter } from '../../src/lib/usage/unit-meter.ts';
import { type UsageReport, unitsOf } from '../../src/lib/usage/usage-report.ts';
import { readUsage } from '../helpers/read-usage.ts';
import { useTable } from '../helpers/table.ts';
import { differs } from './differences.ts';
import { ENGINES, type EngineName } from './engines.ts';
import { type Wire, wireOf, wireOfTwin } from './wire.ts';

const keys = (...names: string[]) =>
  names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }) as const);
const ALL = { Projection: { ProjectionType: 'ALL' } } as const;

/** A table with a global index and a local one, so that capacity has all its parts. */
const DEFINITION: Partial<CreateTableCommandInput> = {
  KeySchema: keys('id', 's'),
  AttributeDefinitions: ['id', 's', 'g'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [{ IndexName: 'global', KeySchema: keys('g'), ...ALL }],
  LocalSecondaryIndexes: [{ IndexName: 'local', KeySchema: keys('id', 'g'), ...ALL }],
};

/** Values of ReturnConsumedCapacity: none, those that DynamoDB knows, and an unknown one. */
const VALUES = [undefined, 'NONE', 'TOTAL', 'INDEXES', 'BOGUS'] as const;

type Request = [what: string, operation: string, body: object];

/** Every item operation, on items of the one partition `id`, in an order in which each one finds what it needs. */
function requestsOn(TableName: string, id: string): Request[] {
  const key = { id: { S: id }, s: { S: '1' } };
  // What could be taken for the member that is looked for.
  const text = { S: '"ConsumedCapacity":{"TableName":"x","CapacityUnits":9},\\"ConsumedCapacity\\":[' };
  const item = { ...key, g: { S: `${id}-g` }, text, ConsumedCapacity: { M: { CapacityUnits: { N: '7' } } } };
  const where = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': key.id } };
  const inIndex = { KeyConditionExpression: 'g = :g', ExpressionAttributeValues: { ':g': item.g } };
  const isNew = { ConditionExpression: 'attribute_not_exists(id)' };
  const table = `"${TableName}"`;
  const isKey = `id = '${id}' AND s = '1'`;
  return [
    ['a new item', 'PutItem', { TableName, Item: item }],
    [
      'an item that is there',
      'PutItem',
      { TableName, Item: item, ReturnValues: 'ALL_OLD', ReturnItemCollectionMetrics: 'SIZE' },
    ],
    ['an item', 'GetItem', { TableName, Key: key }],
    ['an item that is not there', 'GetItem', { TableName, Key: { ...key, s: { S: 'none' } } }],
    ['a part of it', 'GetItem', { TableName, Key: key, ProjectionExpression: 'ConsumedCapacity' }],
    [
      'a changed item',
      'UpdateItem',
      {
        TableName,
        Key: key,
        UpdateExpression: 'SET x = :x',
        ExpressionAttributeValues: { ':x': { S: 'y' } },
        ReturnValues: 'ALL_NEW',
      },
    ],
    ['of the table', 'Query', { TableName, ...where }],
    ['of an index', 'Query', { TableName, IndexName: 'global', ...inIndex, Limit: 1 }],
    ['a count of a local index', 'Query', { TableName, IndexName: 'local', ...where, Select: 'COUNT' }],
    [
      'a page',
      'Scan',
      {
        TableName,
        FilterExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': key.id },
        ConsistentRead: true,
      },
    ],
    [
      'two items',
      'BatchGetItem',
      { RequestItems: { [TableName]: { Keys: [key, { ...key, s: { S: 'no' } }] } } },
    ],
    [
      'two items',
      'BatchWriteItem',
      {
        RequestItems: {
          [TableName]: ['2', '3'].map((S) => ({ PutRequest: { Item: { ...item, s: { S } } } })),
        },
      },
    ],
    ['one item', 'TransactGetItems', { TransactItems: [{ Get: { TableName, Key: key } }] }],
    [
      'a put and a check',
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName, Item: { ...item, s: { S: '4' } } } },
          { ConditionCheck: { TableName, Key: key, ConditionExpression: 'attribute_exists(id)' } },
        ],
      },
    ],
    ['called off', 'TransactWriteItems', { TransactItems: [{ Put: { TableName, Item: item, ...isNew } }] }],
    ['SELECT', 'ExecuteStatement', { Statement: `SELECT * FROM ${table} WHERE ${isKey}` }],
    ['INSERT', 'ExecuteStatement', { Statement: `INSERT INTO ${table} VALUE {'id': '${id}', 's': '5'}` }],
    [
      'INSERT again',
      'ExecuteStatement',
      { Statement: `INSERT INTO ${table} VALUE {'id': '${id}', 's': '5'}` },
    ],
    [
      'reads',
      'BatchExecuteStatement',
      { Statements: [{ Statement: `SELECT * FROM ${table} WHERE ${isKey}` }] },
    ],
    [
      'writes',
      'ExecuteTransaction',
      { TransactStatements: [{ Statement: `UPDATE ${table} SET z = 'z' WHERE ${isKey}` }] },
    ],
    ['a failed condition', 'PutItem', { TableName, Item: item, ...isNew }],
    [
      'a failed condition, the item asked for',
      'PutItem',
      { TableName, Item: item, ...isNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ],
    [
      'a failed condition of the old form',
      'DeleteItem',
      { TableName, Key: key, Expected: { id: { Exists: false } } },
    ],
    ['an item that is no item', 'PutItem', { TableName, Item: { other: { S: 'x' } } }],
    ['a deleted item', 'DeleteItem', { TableName, Key: key, ReturnValues: 'ALL_OLD' }],
    ['an item that is not there', 'DeleteItem', { TableName, Key: key }],
  ];
}

interface Told {
  status: number;
  length: number;
  body: unknown;
}

/** The response to each of the requests, with the table name replaced by one of the same length. */
async function responsesOf(wire: Wire, value: string | undefined): Promise<Map<string, Told>> {
  const responses = new Map<string, Told>();
  for (const [what, operation, body] of requestsOn(wire.tableName, `of-${value ?? 'nothing'}`)) {
    const asked = value === undefined ? body : { ...body, ReturnConsumedCapacity: value };
    const { status, text } = await wire.response(operation, asked);
    const shown = text.replaceAll(wire.tableName, 'x'.repeat(wire.tableName.length));
    responses.set(`${operation}: ${what}`, { status, length: shown.length, body: JSON.parse(shown) });
  }
  return responses;
}

describe.each(ENGINES)('a twin before $name', ({ name, start }) => {
  const table = useTable(DEFINITION, start);
  const behind = useTable(DEFINITION, () =>
    Promise.resolve({ url: table.url, stop: () => Promise.resolve() }),
  );
  let twin: Twin;
  const used: UsageReport[] = [];
  /** The responses of the server itself with ReturnConsumedCapacity INDEXES. */
  let told: ReadonlyMap<string, Told> = new Map();
  beforeAll(async () => {
    twin = await startTwin({ backendUrl: table.url, tableName: behind.tableName });
  });
  afterAll(() => twin.stop());

  describe.each(VALUES)('a client that asks for %s', (value) => {
    let own: Map<string, Told>;
    let twins: Map<string, Told>;
    beforeAll(async () => {
      own = await responsesOf(wireOf(table), value);
      twins = await responsesOf(wireOfTwin(twin), value);
      used.push(await readUsage(twin));
      if (value === 'INDEXES') told = own;
    });

    // The lengths too: members may come in any order, and no byte may be too many. `wireOfTwin` checks the checksum.
    test.each(requestsOn('table', 'id').map(([what, operation]) => `${operation}: ${what}`))(
      '%s: is told what the server tells',
      (request) => {
        expect(own.get(request)).toBeDefined();
        expect(twins.get(request)).toEqual(isMended(name, request, value) ? NOTHING : own.get(request));
      },
    );
  });

  test('the same is counted, whatever is asked: what the server tells when it is asked for all', () => {
    const [nothing, none, total, indexes] = used.map((report, index) =>
      countedSince(report, used[index - 1]),
    );
    expect(indexes).toEqual(countedBy(told));
    expect([nothing, none, total]).toEqual([indexes, indexes, indexes]);
  });
});

const NOTHING: Told = { status: 200, length: 2, body: {} };

/** The server returns capacity that was not requested (listed in `differences.ts`), and the front removes it. */
function isMended(engine: EngineName, request: string, asked: string | undefined): boolean {
  const isUnasked = asked === undefined || asked === 'NONE';
  const isOfNothing = request === 'DeleteItem: an item that is not there';
  return isUnasked && isOfNothing && differs(engine, 'the capacity of a deletion of nothing, not asked for');
}

interface Counted {
  read: number;
  write: number;
  estimated: number;
  untold: number;
}

function countedSince(report: UsageReport, before: UsageReport | undefined): Counted {
  const now = unitsOf(report.Points);
  const then = unitsOf(before?.Points ?? []);
  return {
    read: now.read - then.read,
    write: now.write - then.write,
    estimated: (report.Estimated?.Write ?? 0) - (before?.Estimated?.Write ?? 0),
    untold: (report.Untold ?? 0) - (before?.Untold ?? 0),
  };
}

/** Write units that these errors cost: each item has less than 1 KB, and the canceled transaction has one item. */
const COSTS = {
  ConditionalCheckFailedException: 1,
  DuplicateItemException: 1,
  DuplicateItem: 1,
  TransactionCanceledException: 2,
};

function countedBy(responses: ReadonlyMap<string, Told>): Counted {
  const meter = new UnitMeter();
  const sum = { estimated: 0, untold: 0 };
  for (const [request, { status, body }] of responses) {
    const { ConsumedCapacity, __type = '' } = body as {
      ConsumedCapacity?: ConsumedCapacity;
      __type?: string;
    };
    const isRead = /Get|Query|Scan|SELECT|reads/.test(request);
    if (status !== 200) sum.estimated += COSTS[__type.split('#')[1] as keyof typeof COSTS] ?? 0;
    else if (ConsumedCapacity === undefined) sum.untold += 1;
    else if (isRead) meter.addRead(ConsumedCapacity);
    else meter.addWrite(ConsumedCapacity);
  }
  const { read, write } = meter.total();
  expect(meter.hasUnits).toBe(true);
  return { read, write: write + sum.estimated, ...sum };
}
