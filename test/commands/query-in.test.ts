import { beforeAll, describe, expect, test } from 'vitest';
import { parsePlainItem } from '../../src/lib/items/json/plain-json.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { isOnDynamoDbLocal, type TestTable, useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const orders = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'day', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'day', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

const lines = useTable({
  KeySchema: [
    { AttributeName: 'list', KeyType: 'HASH' },
    { AttributeName: 'number', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'list', AttributeType: 'S' },
    { AttributeName: 'number', AttributeType: 'N' },
  ],
});

const STATUSES = ['paid', 'shipped', 'new'];

/** o1 to o9: paid 1 4 7, shipped 2 5 8, new 3 6 9; three lists of 1 to 4. */
beforeAll(async () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const order = (n: number) =>
    `{"id":"o${n}","status":"${STATUSES[(n - 1) % 3]}","day":${n},"total":${n}.50,"customer":{"name":"c${n % 2}"}}`;
  await fillTable(
    orders.client,
    orders.tableName,
    numbers.map((n) => parsePlainItem(order(n), 'order')),
  );
  const all = ['a', 'b', 'c'].flatMap((list) =>
    [1, 2, 3, 4].map((n) => `{"list":"${list}","number":${n},"even":${n % 2 === 0}}`),
  );
  await fillTable(
    lines.client,
    lines.tableName,
    all.map((text) => parsePlainItem(text, 'line')),
  );
});

/** A query through a server that knows the requests. */
async function asked(
  table: TestTable,
  argv: string[],
  terminal?: number,
): Promise<[CommandRun, FaultServer['requests']]> {
  await using server = await startFaultServer(table.url);
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
  const run = await runCommand(['query', ...argv], terminal === undefined ? { env } : { env, terminal });
  return [run, server.requests.filter(({ operation }) => operation !== 'DescribeTable')];
}

interface Found {
  id?: string;
  list?: string;
  number?: number;
}

/** The keys of the items that were found, in order. */
function keys({ stdout }: CommandRun): string {
  const found = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Found);
  return found.map(({ id, list = '', number = '' }) => id ?? `${list}${number}`).join(' ');
}

const operations = (requests: FaultServer['requests']): string =>
  requests.map(({ operation }) => operation).join(' ');

const times = (count: number, text: string): string => Array.from({ length: count }, () => text).join(' ');

describe('whole keys of the table are one BatchGetItem', () => {
  test.each([
    ['id.in=o2,o1', 'o2 o1'],
    ['id.in=o2,nobody,o1', 'o2 o1'],
    ['id.in=o2,o1,o2', 'o2 o1'],
    ['id.in=nobody,noone', ''],
    ['id.in=o1,o2,o3 total.gt:=2', 'o2 o3'],
    ['id.in=o1,o2,o3 customer.name=c1', 'o1 o3'],
    ['id.in=o1,o2,o3 id.ne=o2', 'o1 o3'],
    ['id.in=o1,o2,o3 id.in=o3,o2,o4', 'o2 o3'],
    ['id.in=o1,o2 status=paid', 'o1'],
    ['id.in=o1,o2 --reverse', 'o1 o2'],
    ['id.in=o1,o2 --consistent', 'o1 o2'],
    ['id.in=o1,o2 --attributes total,id', 'o1 o2'],
  ])('%s: %s', async (args, expected) => {
    const [run, requests] = await asked(orders, [...args.split(' '), '--format', 'plain']);
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('Scanning') as string });
    expect(keys(run)).toBe(expected);
    expect(operations(requests)).toBe('BatchGetItem');
  });

  test.each([
    ['list.in=c,a number=2', 'c2 a2'],
    ['list.in=c,a number.in=4,1', 'c1 c4 a1 a4'],
    ['list.in=c,a number.in=4,1 --reverse', 'c4 c1 a4 a1'],
    ['list=b number.in=4,1,9,1.0', 'b1 b4'],
    ['list=b number.in=4,1 even:=true', 'b4'],
    ['list=b number.in=4,1 number.gt=1', 'b4'],
  ])('with a sort key, %s: %s', async (args, expected) => {
    const [run, requests] = await asked(lines, [...args.split(' '), '--format', 'plain']);
    expect(keys(run)).toBe(expected);
    expect(operations(requests)).toBe('BatchGetItem');
  });

  test('consistent reads are asked for', async () => {
    const [, [request]] = await asked(orders, ['id.in=o1,o2', '--consistent', '--count']);
    const { RequestItems } = JSON.parse(String(request?.body)) as {
      RequestItems: Record<string, { ConsistentRead: boolean; Keys: object[] }>;
    };
    expect(Object.values(RequestItems)[0]).toMatchObject({ ConsistentRead: true });
  });

  test('one value is a Query, a filter of the person’s own is evaluated', async () => {
    const [one, requests] = await asked(orders, ['id.in=o1,o1', '--format', 'plain']);
    expect([keys(one), operations(requests)]).toEqual(['o1', 'Query']);
    const own = [
      '--filter',
      '#t > :t OR begins_with(id, :o)',
      '--names',
      '{"#t":"total"}',
      '--values',
      '{":t":3,":o":"o1"}',
    ];
    const [run, batch] = await asked(orders, [
      'id.in=o1,o2,o3',
      ...own,
      '--attributes',
      'id',
      '--format',
      'plain',
    ]);
    expect(run.stdout).toBe('{"id":"o1"}\n{"id":"o3"}\n');
    expect(operations(batch)).toBe('BatchGetItem');
    const unused = ['--filter', 'id > :t', '--values', '{":t":3,":u":1}'];
    const [refused, none] = await asked(orders, ['id.in=o1,o2', ...unused]);
    expect(refused.stderr).toContain(
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}',
    );
    expect([refused.exitCode, operations(none)]).toEqual([2, '']);
  });

  test('unprocessed keys are asked for again', async () => {
    let left = 2;
    await using server = await startFaultServer(orders.url, {
      script: ({ operation }) => {
        left -= operation === 'BatchGetItem' ? 1 : 0;
        return operation === 'BatchGetItem' && left > 0 ? { unprocessed: 2 } : undefined;
      },
    });
    const env = { ...orders.env, AUTODYNE_ENDPOINT_URL: server.url };
    const run = await runCommand(['query', 'id.in=o1,o2,o3', '--format', 'plain'], { env });
    expect(keys(run)).toBe('o1 o2 o3');
    expect(operations(server.requests)).toBe('DescribeTable BatchGetItem BatchGetItem');
  });

  test('a table, typed JSON, --json and --count', async () => {
    const [shown] = await asked(orders, ['id.in=o1,o2', '--attributes', 'id,total'], 80);
    expect(shown.stdout).toMatch(/id.*total/);
    const [typed] = await asked(orders, ['id.in=o1,nobody', '--attributes', 'total', '--format', 'typed']);
    expect(typed.stdout).toBe('{"total":{"N":"1.5"}}\n');
    const [json] = await asked(orders, ['id.in=o1,o2', 'total.gt:=2', '--attributes', 'id', '--json']);
    expect(json.json()).toEqual({ Items: [{ id: { S: 'o2' } }], Count: 1, ScannedCount: 2 });
    const [count] = await asked(orders, ['id.in=o1,o2', 'total.gt:=2', '--count']);
    expect(count.stdout).toBe('1\n');
  });
});

describe('other lists are a Query for each value', () => {
  test.each([
    ['status.in=shipped,paid', 'o2 o5 o8 o1 o4 o7', 2],
    ['status.in=shipped,paid --reverse', 'o8 o5 o2 o7 o4 o1', 2],
    ['status.in=shipped,lost,paid,shipped', 'o2 o5 o8 o1 o4 o7', 3],
    ['status.in=shipped,paid day.gte=5', 'o5 o8 o7', 2],
    ['status.in=shipped,paid day.in=5,1', 'o5 o1', 4],
    ['status=paid day.in=7,1', 'o1 o7', 2],
    ['status.in=shipped,paid total.gt:=5', 'o5 o8 o7', 2],
    ['status.in=shipped,paid customer.name=c1', 'o5 o1 o7', 2],
    ['status.in=shipped,paid day.ne=5', 'o2 o8 o1 o4 o7', 2],
    ['status.in=shipped,paid --limit 4', 'o2 o5 o8 o1', 2],
    ['status.in=shipped,paid --limit 3', 'o2 o5 o8', 1],
    ['status.in=shipped,paid --attributes total,id', 'o2 o5 o8 o1 o4 o7', 2],
    ['status.in=shipped,paid --index by-status', 'o2 o5 o8 o1 o4 o7', 2],
  ])('%s: %s, %i requests', async (args, expected, count) => {
    const [run, requests] = await asked(orders, [...args.split(' '), '--format', 'plain']);
    expect(keys(run)).toBe(expected);
    expect(operations(requests)).toBe(times(count, 'Query'));
  });

  test.each([
    ['list.in=b,a', 'b1 b2 b3 b4 a1 a2 a3 a4', 2],
    ['list.in=b,a --reverse', 'b4 b3 b2 b1 a4 a3 a2 a1', 2],
    ['list.in=b,a number.between=2,3', 'b2 b3 a2 a3', 2],
    ['list.in=b,a --consistent --page-size 3', 'b1 b2 b3 b4 a1 a2 a3 a4', 4],
  ])('of the table, %s: %s, %i requests', async (args, expected, count) => {
    const [run, requests] = await asked(lines, [...args.split(' '), '--format', 'plain']);
    expect(keys(run)).toBe(expected);
    expect(operations(requests)).toBe(times(count, 'Query'));
  });

  test('in typed JSON as it came, in --json and counted', async () => {
    const [typed] = await asked(lines, ['list.in=b,a', 'number=1', 'even:=false', '--format', 'typed']);
    expect(typed.stdout.split('\n')).toHaveLength(3);
    const [json] = await asked(orders, ['status.in=paid,shipped', '--json', '--limit', '4']);
    expect(json.json()).toMatchObject({
      Count: 4,
      ScannedCount: 4,
      LastEvaluatedKey: { status: { S: 'shipped' }, day: { N: '2' }, id: { S: 'o2' } },
    });
    const [count] = await asked(orders, ['status.in=paid,shipped', '--count']);
    expect(count.stdout).toBe('6\n');
  });

  test('values of which no item of the index can be are left out', async () => {
    const [run, requests] = await asked(orders, [
      'status.in:=["paid",5]',
      '--index',
      'by-status',
      '--format',
      'plain',
    ]);
    expect([keys(run), operations(requests)]).toEqual(['o1 o4 o7', 'Query']);
    const [scan, all] = await asked(orders, ['status.in:=["paid",5]', '--format', 'plain']);
    expect([keys(scan).split(' ').sort(), operations(all)]).toEqual([['o1', 'o4', 'o7'], 'Scan']);
  });
});

describe('reading on', () => {
  /** All pages of so many items, each from the --start that the one before printed. */
  async function pages(table: TestTable, argv: string[], limit: string): Promise<string[]> {
    const found: string[] = [];
    let start: string[] = [];
    for (;;) {
      const [run] = await asked(table, [...argv, '--format', 'plain', ...start, '--limit', limit]);
      expect(run.exitCode).toBe(0);
      found.push(keys(run));
      const [, key] = /--start '(.*)'\n/.exec(run.stderr) ?? [];
      if (key === undefined || found.length > 20) return found;
      start = ['--start', key];
    }
  }

  test.each([
    ['id.in=o3,nobody,o1,o2', '1', ['o3', 'o1', 'o2']],
    ['id.in=o3,nobody,o1,o2', '2', ['o3 o1', 'o2']],
    ['id.in=o3,o1,o2 total.gt:=2', '1', ['o3', 'o2']],
    ['id.in=o3,o1,o2 --attributes total', '2', [' ', '']],
  ])('of keys: %s by %s', async (args, limit, expected) => {
    expect(await pages(orders, args.split(' '), limit)).toEqual(expected);
  });

  test.each([
    ['list.in=b,none,a', '3', ['b1 b2 b3', 'b4 a1 a2', 'a3 a4']],
    ['list.in=b,none,a', '4', ['b1 b2 b3 b4', 'a1 a2 a3 a4', '']],
    ['list.in=b,a --reverse', '3', ['b4 b3 b2', 'b1 a4 a3', 'a2 a1']],
    ['list.in=b,a number.in=1,3,4 --reverse', '2', ['b4 b3', 'b1 a4', 'a3 a1']],
    ['list.in=none,b,a number.gte=3', '1', ['b3', 'b4', 'a3', 'a4', '']],
    ['list.in=b,a even:=true', '1', ['b2', 'b4', 'a2', 'a4']],
  ])('of the table: %s by %s', async (args, limit, expected) => {
    expect(await pages(lines, args.split(' '), limit)).toEqual(expected);
  });

  test('a start key of no value is refused', async () => {
    for (const [table, key] of [
      [lines, '{"list":"c","number":1}'],
      [orders, '{"id":"o9"}'],
    ] as const) {
      const condition = table === lines ? 'list.in=a,b' : 'id.in=a,b';
      const [run, requests] = await asked(table, [condition, '--start', key]);
      expect(run.stderr).toBe(
        `Error: the start key is not valid: it has none of the values of "${condition}"\n`,
      );
      expect([run.exitCode, requests]).toEqual([2, []]);
    }
  });

  test('--scan-limit and --max-units hold for all of them together', async () => {
    const [scanned] = await asked(lines, ['list.in=a,b,c', '--scan-limit', '6', '--format', 'plain']);
    expect(keys(scanned)).toBe('a1 a2 a3 a4 b1 b2');
    expect(scanned.stderr).toContain(`--start '{"list":"b","number":2}'`);
    const [spent, requests] = await asked(lines, ['list.in=a,b,c', '--max-units', '1', '--format', 'plain']);
    expect(keys(spent)).toBe('a1 a2 a3 a4 b1 b2 b3 b4');
    expect(spent.stderr).toContain(`--start '{"list":"b","number":4}'`);
    expect([operations(requests), spent.exitCode]).toEqual(['Query Query', 3]);
  });
});

describe('more than 25 values', () => {
  const ids = (count: number): string => Array.from({ length: count }, (_, n) => `o${n}`).join();

  test('25 are got by their keys, 26 by a scan, which says so', async () => {
    const [got, batch] = await asked(orders, [`id.in=${ids(25)},o1`, '--format', 'plain']);
    expect([keys(got).split(' ').length, operations(batch)]).toEqual([9, 'BatchGetItem']);
    const [run, scan] = await asked(orders, [`id.in=${ids(26)}`, '--format', 'plain']);
    expect([keys(run).split(' ').length, operations(scan)]).toEqual([9, 'Scan']);
    expect(run.stderr).toMatch(
      /^Scanning table "\S+": the condition on the key id gives more than 25 values, which are not read one by one; /,
    );
  });

  test('of two lists together too: the sort key’s is then evaluated here', async () => {
    const numbers = Array.from({ length: 13 }, (_, n) => n).join();
    const [run, requests] = await asked(lines, ['list.in=a,b', `number.in=${numbers}`, '--format', 'plain']);
    expect([keys(run), operations(requests)]).toEqual(['a1 a2 a3 a4 b1 b2 b3 b4', 'Query Query']);
  });
});

describe('--explain and --estimate', () => {
  test('each request that would be sent is printed', async () => {
    const [run, requests] = await asked(orders, [
      'status.in=paid,shipped',
      'total.gt:=1',
      '--explain',
      '--limit',
      '5',
    ]);
    expect(requests).toEqual([]);
    expect(run.stdout).toMatch(
      /^Querying index "by-status" 2 times, once for each value: status.in=paid,shipped\n/,
    );
    expect(run.stdout).toContain('key condition: status.in=paid,shipped\n');
    expect(run.stdout.match(/Query http:\S+ \(signed for dynamodb, not sent\)/g)).toHaveLength(2);
    expect(run.stdout).toMatch(/":v0": {\n\s+"S": "paid"[\s\S]*":v0": {\n\s+"S": "shipped"/);
    const [json] = await asked(orders, ['status.in=paid,shipped,new', '--explain', '--json']);
    const { DryRun, Others } = json.json() as { DryRun: object; Others: { DryRun: { Body: object } }[] };
    expect([DryRun, ...Others.map((one) => one.DryRun)]).toMatchObject(
      ['paid', 'shipped', 'new'].map((S) => ({ Body: { ExpressionAttributeValues: { ':v0': { S } } } })),
    );
  });

  // DynamoDB Local reports the size of a table at once (test/engine/differences.ts), so that the cost is known.
  test.skipIf(isOnDynamoDbLocal)('a BatchGetItem with its keys', async () => {
    const [run] = await asked(orders, ['id.in=o1,o2', 'status=paid', '--explain', '--json']);
    expect(run.json()).toMatchObject({
      DryRun: {
        Operation: 'BatchGetItem',
        Body: { RequestItems: { [orders.tableName]: { Keys: [{ id: { S: 'o1' } }, { id: { S: 'o2' } }] } } },
      },
      Why: [
        `Getting 2 items of table "${orders.tableName}" by their keys: id.in=o1,o2`,
        'applied by autodyne, because BatchGetItem has no filter: status=paid',
        'cost: about 1 read unit, if no item is larger than 4 KB',
      ],
    });
  });

  // DynamoDB Local reports the size of a table at once (test/engine/differences.ts), so that the cost is known.
  test.skipIf(isOnDynamoDbLocal)(
    'a scan of unknown size is measured by a few items, unless the cost is limited',
    async () => {
      const [run, requests] = await asked(lines, ['even:=true', '--explain']);
      const [real] = await asked(lines, ['even:=true', '--format', 'plain']);
      const [, units] = /; about ([\d.]+) read units\n$/.exec(real.stderr) ?? [];
      expect(run.stdout).toContain(
        `\ncost: about ${units} read units, by the size of 10 items that autodyne read (0.5 read units)\n`,
      );
      expect(requests.map(({ operation, body }) => [operation, JSON.parse(String(body))])).toEqual([
        ['Scan', { TableName: lines.tableName, ReturnConsumedCapacity: 'INDEXES', Limit: 10 }],
      ]);
      const [limited, none] = await asked(lines, ['even:=true', '--explain', '--max-units', '9']);
      expect(limited.stdout).toContain('cost: unknown, because the size of the data is unknown');
      expect(none).toEqual([]);
    },
  );

  test('the units of keys are known where the size of items is, those of queries are not', async () => {
    const sized = { TableSizeBytes: 90_000, ItemCount: 9 };
    const change = (response: unknown) => ({ Table: { ...(response as { Table: object }).Table, ...sized } });
    await using server = await startFaultServer(orders.url, { script: () => ({ change }) });
    const env = { ...orders.env, AUTODYNE_ENDPOINT_URL: server.url };
    const estimate = async (...argv: string[]) =>
      (await runCommand(['query', ...argv, '--estimate'], { env })).stdout;
    expect(await estimate('id.in=o1,o2')).toMatch(/: id.in=o1,o2; about 3 read units \(3 request units\)/);
    expect(await estimate('id.in=o1,o2', '--consistent')).toMatch(/; about 6 read units/);
    expect(await estimate('status.in=paid,new')).toMatch(
      /; an unknown number of units: half a read unit for each 4 KB of the items with that key\n$/,
    );
  });
});

test('a dump is read in the same order, and reads on in the same way', async () => {
  const dumps: Record<string, string> = {};
  for (const [name, table] of Object.entries({ orders, lines })) {
    dumps[name] = `${await temporaryFolder()}/${name}`;
    await runCommand(['dump', '--out', dumps[name] ?? ''], { env: table.env });
  }
  for (const [name, table, args] of [
    ['orders', orders, 'id.in=o3,none,o1,o2'],
    ['orders', orders, 'id.in=o3,o1,o2 total.gt:=2 --limit 1'],
    ['orders', orders, 'id.in=o3,o1,o2 --start {"id":"o3"}'],
    ['orders', orders, 'status.in=shipped,paid day.gte=2 --reverse'],
    ['lines', lines, 'list.in=b,a number.in=3,1 --reverse'],
    ['lines', lines, 'list.in=b,none,a --limit 5'],
    ['lines', lines, 'list.in=b,a --start {"list":"b","number":3}'],
    ['lines', lines, 'list.in=b,a --start {"list":"a","number":1} --count'],
  ] as const) {
    const argv = ['query', ...args.split(' '), '--format', 'plain'].slice(
      0,
      args.endsWith('--count') ? -2 : undefined,
    );
    const [online, offline] = await Promise.all([
      runCommand(argv, { env: table.env }),
      runCommand([...argv, '--from', dumps[name] ?? ''], { env: {} }),
    ]).catch((error: unknown) => Promise.reject(error as Error));
    expect([args, offline.stdout, offline.exitCode]).toEqual([args, online.stdout, 0]);
  }
});
