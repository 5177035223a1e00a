import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, startEngine } from '../../../../src/lib/local/engine/engine.ts';
import { startTwin, type Twin } from '../../../../src/lib/local/twin.ts';
import { unitsOf } from '../../../../src/lib/usage/usage-report.ts';
import { callTwin } from '../../../helpers/call-twin.ts';
import { readUsage } from '../../../helpers/read-usage.ts';

// 60 items of 49 KB: a page of 1 MB holds 21 of them, whatever is asked of it.
const ITEMS = 60;
const PER_PAGE = 21;
const KEY = { partitionKey: { name: 'p', type: 'S' }, sortKey: { name: 's', type: 'S' } } as const;

let twin: Twin;
let foreign: { engine: Engine; twin: Twin };
beforeAll(async () => {
  twin = await startTwin({ tableName: 'mine', indexDelayMs: 0, ...KEY });
  const engine = await startEngine();
  foreign = { engine, twin: await startTwin({ tableName: 'mine', backendUrl: engine.url, ...KEY }) };
  for (const filled of [twin, foreign.twin]) await fill(filled);
}, 60_000);
afterAll(async () => {
  await twin.stop();
  await foreign.twin.stop();
  await foreign.engine.stop();
});

async function fill(filled: Twin): Promise<void> {
  await callTwin(filled, 'UpdateTable', {
    TableName: 'mine',
    AttributeDefinitions: ['g', 's'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'by-g',
          KeySchema: [
            { AttributeName: 'g', KeyType: 'HASH' },
            { AttributeName: 's', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  });
  const items = Array.from({ length: ITEMS }, (_, at) => ({
    p: { S: 'p' },
    s: { S: String(at).padStart(4, '0') },
    g: { S: 'g' },
    // What looks like the end of a page within an item.
    odd: { S: '],"Count":1,"ScannedCount":2,"LastEvaluatedKey":' },
    Count: { N: '7' },
    third: { N: String(at % 3) },
    text: { S: 'x'.repeat(49_000) },
  }));
  for (let at = 0; at < ITEMS; at += 20) {
    const puts = items.slice(at, at + 20).map((Item) => ({ PutRequest: { Item } }));
    await callTwin(filled, 'BatchWriteItem', { RequestItems: { mine: puts } });
  }
}

interface Page {
  Items?: object[];
  Count: number;
  ScannedCount: number;
  LastEvaluatedKey?: object;
}

async function page(operation: string, request: object, asked = twin): Promise<Page> {
  const { status, text } = await callTwin(asked, operation, { TableName: 'mine', ...request });
  if (status !== 200) throw new Error(text);
  return JSON.parse(text) as Page;
}

async function pages(operation: string, request: object, asked = twin): Promise<Page[]> {
  const found: Page[] = [];
  let next: object = {};
  for (;;) {
    const one = await page(operation, { ...request, ...next }, asked);
    found.push(one);
    if (one.LastEvaluatedKey === undefined) return found;
    next = { ExclusiveStartKey: one.LastEvaluatedKey };
  }
}

const numbers = (found: Page[]): number[][] => found.map(({ Count, ScannedCount }) => [Count, ScannedCount]);

const inPartition = (name: string, values: object = {}) => ({
  KeyConditionExpression: `${name} = :key`,
  ExpressionAttributeValues: { ':key': { S: name }, ...values },
});
const FILTER = { FilterExpression: 'third = :third' };
const THIRD = { ':third': { N: '0' } };

const READS: [what: string, operation: string, request: object, filtered: object][] = [
  ['Scan', 'Scan', {}, { ...FILTER, ExpressionAttributeValues: THIRD }],
  [
    'Scan of an index',
    'Scan',
    { IndexName: 'by-g' },
    { IndexName: 'by-g', ...FILTER, ExpressionAttributeValues: THIRD },
  ],
  ['Query', 'Query', inPartition('p'), { ...FILTER, ...inPartition('p', THIRD) }],
  [
    'Query of an index',
    'Query',
    { IndexName: 'by-g', ...inPartition('g') },
    { IndexName: 'by-g', ...FILTER, ...inPartition('g', THIRD) },
  ],
];

describe.each(READS)('%s of a table of three pages', (_, operation, request, filtered) => {
  const plain = [
    [21, 21],
    [21, 21],
    [18, 18],
  ];
  const thirds = [
    [7, 21],
    [7, 21],
    [6, 18],
  ];

  test('has scanned what it counts', async () => {
    const found = await pages(operation, request);
    expect(numbers(found)).toEqual(plain);
    expect(found.flatMap(({ Items = [] }) => Items)).toHaveLength(ITEMS);
  });

  test.each<[string, object]>([
    ['counted only', { Select: 'COUNT' }],
    ['with some attributes', { ProjectionExpression: 's' }],
    ['with its capacity', { ReturnConsumedCapacity: 'INDEXES' }],
    ['with a limit that no page reaches', { Limit: 50 }],
    ['with a limit that the item reaches that does not fit', { Limit: PER_PAGE + 1 }],
    ...(operation === 'Query' ? [['backwards', { ScanIndexForward: false }] as [string, object]] : []),
  ])('%s', async (_name, more) => {
    expect(numbers(await pages(operation, { ...request, ...more }))).toEqual(plain);
  });

  test('with a filter has scanned more', async () => {
    expect(numbers(await pages(operation, filtered))).toEqual(thirds);
    expect(numbers(await pages(operation, { ...filtered, Select: 'COUNT' }))).toEqual(thirds);
    expect(numbers(await pages(operation, { ...filtered, Limit: 50 }))).toEqual(thirds);
  });

  test.each([
    [1, 1],
    [2, 2],
    [5, 5],
    [PER_PAGE - 1, PER_PAGE - 1],
    [PER_PAGE, PER_PAGE],
    [PER_PAGE + 1, PER_PAGE],
    [PER_PAGE + 2, PER_PAGE],
  ])('with a filter and a limit of %i has scanned %i', async (Limit, scanned) => {
    for (const more of [{}, { ReturnConsumedCapacity: 'TOTAL' }, { ReturnConsumedCapacity: 'INDEXES' }]) {
      const { ScannedCount, Count } = await page(operation, { ...filtered, Limit, ...more });
      expect([Count, ScannedCount]).toEqual([Math.ceil(scanned / 3), scanned]);
    }
  });

  test('with a filter that nothing passes', async () => {
    const none = JSON.parse(JSON.stringify(filtered).replace('"N":"0"', '"N":"9"')) as object;
    expect(numbers(await pages(operation, none))).toEqual([
      [0, 21],
      [0, 21],
      [0, 18],
    ]);
  });
});

test('legacy conditions are filters too', async () => {
  const condition = { third: { ComparisonOperator: 'EQ', AttributeValueList: [{ N: '0' }] } };
  expect(numbers(await pages('Scan', { ScanFilter: condition }))).toEqual([
    [7, 21],
    [7, 21],
    [6, 18],
  ]);
});

test("another server's pages are its own", async () => {
  expect(numbers(await pages('Scan', {}, foreign.twin))).toEqual([
    [21, 22],
    [21, 22],
    [18, 18],
  ]);
});

describe('a page that is put right', () => {
  // The engine is asked once more for the end of it.
  const request = {
    FilterExpression: 'third = :t',
    ExpressionAttributeValues: { ':t': { N: '1' } },
    Limit: PER_PAGE + 1,
  };

  test.each<[asked: object, members: string[] | undefined]>([
    [{}, undefined],
    [{ ReturnConsumedCapacity: 'NONE' }, undefined],
    [{ ReturnConsumedCapacity: 'TOTAL' }, ['TableName', 'CapacityUnits']],
    [{ ReturnConsumedCapacity: 'INDEXES' }, ['TableName', 'CapacityUnits', 'Table']],
  ])('of %j tells the capacity that was asked for, and is counted once', async (asked, members) => {
    const unitsNow = async (): Promise<number> => unitsOf((await readUsage(twin)).Points).read;
    const before = await unitsNow();
    const { ConsumedCapacity, ...rest } = (await page('Scan', { ...request, ...asked })) as Page & {
      ConsumedCapacity?: { CapacityUnits: number };
    };
    expect(rest.ScannedCount).toBe(PER_PAGE);
    expect(ConsumedCapacity && Object.keys(ConsumedCapacity)).toEqual(members);
    // 21 items of 49 KB are 252 blocks of 4 KB, at half a unit for each.
    expect((await unitsNow()) - before).toBe(ConsumedCapacity?.CapacityUnits ?? 126);
  });
});
