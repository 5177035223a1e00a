import { BatchWriteItemCommand, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { inTurn, serviceError } from '../helpers/faults.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const run = (argv: string[], options: { stdin?: string; env?: Record<string, string> } = {}) =>
  runCommand(['delete', ...argv], { ...options, env: { ...table.env, ...options.env } });

async function put(...items: object[]): Promise<void> {
  for (const Item of items) {
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: Item as never }));
  }
}

async function putMany(count: number): Promise<void> {
  for (let first = 0; first < count; first += 25) {
    const RequestItems = {
      [table.tableName]: Array.from({ length: Math.min(25, count - first) }, (_, offset) => ({
        PutRequest: { Item: { id: { S: `many-${first + offset}` }, n: { N: String(first + offset) } } },
      })),
    };
    await table.client.send(new BatchWriteItemCommand({ RequestItems }));
  }
}

async function idsLeft(): Promise<(string | undefined)[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
  return Items.map((item) => item['id']?.S).sort();
}

afterEach(async () => {
  await run(['--all', '--confirm', table.tableName]);
});

describe('delete of one item', () => {
  test('by the key, and exit 4 the second time', async () => {
    await put({ id: { S: 'a' } });
    expect(await run(['a'])).toMatchObject({ exitCode: 0, stdout: '', stderr: 'deleted {"id":"a"}\n' });
    expect(await run(['a'])).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr: `Error: there is no item {"id":"a"} in table "${table.tableName}"\n`,
    });
  });

  test('--return-old prints the item, and --json has the shape of aws', async () => {
    await put({ id: { S: 'a' }, n: { N: '1.5' } });
    expect((await run(['a', '--return-old'])).stdout).toBe('{\n  "id": "a",\n  "n": 1.5\n}\n');
    await put({ id: { S: 'a' }, n: { N: '1.5' } });
    const json = await run(['{"id":{"S":"a"}}', '--return-old', '--json']);
    expect(json.json()).toEqual({ Attributes: { id: { S: 'a' }, n: { N: '1.5' } } });
  });

  test('--if that does not hold is exit 5 and deletes nothing', async () => {
    await put({ id: { S: 'a' }, state: { S: 'kept' } });
    const refused = await run(['a', '--if', 'state=gone']);
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toContain('the item {"id":"a"} does not satisfy "state=gone": state is kept\n');
    expect(await idsLeft()).toEqual(['a']);
  });

  test('--dry-run sends nothing', async () => {
    await put({ id: { S: 'a' } });
    const shown = await run(['a', '--dry-run', '--json']);
    expect(shown.json()).toMatchObject({
      DryRun: { Operation: 'DeleteItem', Body: { Key: { id: { S: 'a' } } } },
    });
    expect(await idsLeft()).toEqual(['a']);
  });
});

describe('delete of many items', () => {
  test('asks for the name of the table, and deletes nothing without it', async () => {
    await putMany(3);
    const refused = await run(['--all']);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    const lines = refused.stderr.split('\n');
    expect(lines.slice(0, 3).sort()).toEqual([0, 1, 2].map((n) => `  {"id":"many-${n}","n":${n}}`));
    expect(lines.slice(3).join('\n')).toBe(
      'That will consume about 3 write units (15 request units), less than 0.01 % of the monthly plan.\n' +
        `Error: This deletes 3 of 3 items of table "${table.tableName}": all its items. Confirmation is required\n` +
        `  → to proceed, re-run this command with --confirm ${table.tableName}\n`,
    );
    expect((await run(['--all', '--confirm', 'another'])).exitCode).toBe(2);
    expect(await idsLeft()).toHaveLength(3);
  });

  test('--all empties the table, by keys', async () => {
    await putMany(130);
    const all = await run(['--all', '--confirm', table.tableName, '--json']);
    expect(all.exitCode).toBe(0);
    expect(all.json()).toEqual({ deleted: 130 });
    expect(all.stderr).toBe('deleted 130 of 130 keys\n');
    expect(await idsLeft()).toEqual([]);
    const described = await runCommand(['describe', '--json'], { env: table.env });
    expect(described.exitCode).toBe(0);
  });

  test('--where deletes those for which it holds', async () => {
    await putMany(30);
    const some = await run(['--where', 'n.gte:=3', '--where', 'n.lt:=29', '--confirm', table.tableName]);
    expect(some).toMatchObject({ exitCode: 0, stderr: 'deleted 26 of 26 keys\n' });
    expect(await idsLeft()).toEqual(['many-0', 'many-1', 'many-2', 'many-29']);
  });

  test('a file of keys from stdin', async () => {
    await putMany(3);
    const stdin = '{"id":"many-0"}\n{"id":{"S":"many-2"}}\n';
    const keys = await run(['-', '--confirm', table.tableName], { stdin });
    expect(keys).toMatchObject({ exitCode: 0, stderr: 'deleted 2 of 2 keys\n' });
    expect(await idsLeft()).toEqual(['many-1']);
  });

  test('a line that is no key is exit 2 and names the line', async () => {
    const keys = await run(['-', '--confirm', table.tableName], { stdin: '{"id":"x"}\n{"id":"y","n":1}\n' });
    expect(keys.exitCode).toBe(2);
    expect(keys.stderr).toContain('stdin:2:1: ');
  });

  test.each([
    ['--if', ['--if', 'n.gte:=1']],
    ['--return-old', ['--return-old']],
  ])('%s is for one item: with many it is refused, and nothing is deleted', async (flag, args) => {
    await putMany(2);
    const confirm = ['--confirm', table.tableName];
    const stdin = '{"id":"many-0"}\n{"id":"many-1"}\n';
    for (const [argv, options] of [
      [['-', ...args, ...confirm], { stdin }],
      [['--all', ...args, ...confirm], {}],
      [['--where', 'n.gte:=0', ...args, ...confirm], {}],
    ] as const) {
      const refused = await run([...argv], options);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain(`${flag} cannot be used to delete many items`);
      expect(await idsLeft()).toEqual(['many-0', 'many-1']);
    }
  });

  test('says how many before the name of the table is asked for, and asks for nothing when there are none', async () => {
    await putMany(3);
    const where = ['--where', 'n.gte:=1', '--where', 'n.lt:=9'];
    const asked = (await run(where)).stderr.split('\n');
    expect(asked.slice(0, 2).sort()).toEqual(['  {"id":"many-1","n":1}', '  {"id":"many-2","n":2}']);
    expect(asked.slice(2).join('\n')).toBe(
      'That will consume about 2 write units (10 request units), less than 0.01 % of the monthly plan.\n' +
        `Error: This deletes 2 of 3 items of table "${table.tableName}": items that match n.gte:=1 and n.lt:=9. Confirmation is required\n` +
        `  → to proceed, re-run this command with --confirm ${table.tableName}\n`,
    );
    const stdin = '{"id":"many-0"}\n{"id":"many-1"}\n';
    expect((await run(['-'], { stdin })).stderr).toContain(
      `This deletes 2 items of table "${table.tableName}": items listed in stdin. Confirmation is required`,
    );
    expect((await run(['-'], { stdin })).stderr).toContain(
      '  {"id":"many-0"}\n  {"id":"many-1"}\nThat will consume at least 2 write units (10 request units), less than 0.01 % of the monthly plan.\n',
    );
    const none = await run(['--where', 'n.gt:=9']);
    expect(none).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `nothing to delete: table "${table.tableName}" has no item that matches n.gt:=9\n`,
    });
    expect((await run(['--where', 'n.gt:=9', '--json'])).json()).toEqual({ deleted: 0 });
    expect((await run(['[]'])).stderr).toBe('nothing to delete: JSON lists no items\n');
    expect(await idsLeft()).toHaveLength(3);
    await run(['--all', '--confirm', table.tableName]);
    expect(await run(['--all'])).toMatchObject({
      exitCode: 0,
      stderr: `nothing to delete: table "${table.tableName}" is empty\n`,
    });
  });

  test('a wrong name is refused before anything is read', async () => {
    await putMany(2);
    await using server = await startFaultServer(table.url);
    const env = { AUTODYNE_ENDPOINT_URL: server.url };
    const refused = await run(['--all', '--confirm', 'another'], { env });
    expect(refused.exitCode).toBe(2);
    expect(server.requests.map(({ operation }) => operation)).toEqual(['DescribeTable']);
  });

  describe('of more than a page', () => {
    const large = Array.from({ length: 8 }, (_, n) => ({
      id: { S: `large-${n}` },
      text: { S: 'x'.repeat(390_000) },
    }));
    const all = ['--all', '--confirm', table.tableName];

    test('all keys are collected before the first item is deleted', async () => {
      await put(...large);
      await using server = await startFaultServer(table.url);
      const deleted = await run(all, { env: { AUTODYNE_ENDPOINT_URL: server.url } });
      expect(deleted.stderr).toBe('deleted 8 of 8 keys\n');
      const operations = server.requests.map(({ operation }) => operation).join(' ');
      expect(operations).toMatch(/^DescribeTable Scan Scan( Scan)+ BatchWriteItem$/);
    });

    test('a failure midway in the reading deletes nothing', async () => {
      await put(...large);
      const script = inTurn([undefined, serviceError(400, 'AccessDeniedException', 'no more')], 'Scan');
      await using server = await startFaultServer(table.url, { script });
      const failed = await run(all, { env: { AUTODYNE_ENDPOINT_URL: server.url } });
      expect(failed.exitCode).toBe(6);
      expect(server.requests.some(({ operation }) => operation === 'BatchWriteItem')).toBe(false);
      expect((await runCommand(['scan', '--count'], { env: table.env })).stdout).toBe('8\n');
    });
  });

  test('a key in a file that is none deletes nothing, not even those before it', async () => {
    await putMany(60);
    const stdin = [...Array.from({ length: 50 }, (_, n) => `{"id":"many-${n}"}`), '{"id":5}', ''].join('\n');
    const refused = await run(['-', '--confirm', table.tableName], { stdin });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('stdin:51:1: attribute id: the partition key is a string (S)');
    expect(await idsLeft()).toHaveLength(60);
  });

  describe('--dry-run', () => {
    test('counts, shows three of them, says what that costs, and deletes nothing', async () => {
      await putMany(12);
      const few = await run(['--where', 'n.gte:=9', '--dry-run']);
      expect(few.exitCode).toBe(0);
      expect(few.stdout.split('\n').sort()).toEqual([
        '',
        '{"id":"many-10","n":10}',
        '{"id":"many-11","n":11}',
        '{"id":"many-9","n":9}',
      ]);
      expect(few.stderr).toBe(
        `This would delete 3 of 12 items of table "${table.tableName}": items that match n.gte:=9. That would consume about 3 write units (15 request units), less than 0.01 % of the monthly plan. This check consumed 1 read unit.\n`,
      );
      const all = await run(['--all', '--dry-run']);
      expect(all.stdout.match(/^\{"id":"many-\d+","n":\d+\}$/gm)).toHaveLength(3);
      expect(all.stderr).toBe(
        `This would delete 12 of 12 items of table "${table.tableName}": all its items. The first 3 are shown. ` +
          'That would consume about 12 write units (60 request units), less than 0.01 % of the monthly plan. ' +
          'This check consumed 1 read unit.\n',
      );
      expect(await idsLeft()).toHaveLength(12);
    });

    test('under --json', async () => {
      await putMany(1);
      const { tableName } = table;
      expect((await run(['--where', 'n:=0', '--dry-run', '--json'])).json()).toEqual({
        tableName,
        wouldDelete: 1,
        tableItems: 1,
        firstKeys: [{ id: { S: 'many-0' } }],
        examples: [{ id: { S: 'many-0' }, n: { N: '0' } }],
        readUnits: 1,
        writeUnits: 1,
      });
      const none = await run(['--where', 'n:=7', '--dry-run', '--json']);
      expect(none.json()).toEqual({
        tableName,
        wouldDelete: 0,
        tableItems: 1,
        firstKeys: [],
        examples: [],
        readUnits: 1,
        writeUnits: 0,
      });
      expect(none.stderr).toBe(
        `Nothing to delete: table "${tableName}" has no item that matches n:=7. This check consumed 1 read unit.\n`,
      );
    });

    test('of a file of keys looks at each', async () => {
      await putMany(2);
      const stdin = '{"id":"many-0"}\n{"id":{"S":"many-1"}}\n';
      expect(await run(['-', '--dry-run'], { stdin })).toMatchObject({
        exitCode: 0,
        stdout: '{"id":"many-0"}\n{"id":"many-1"}\n',
        stderr: `This would delete 2 items of table "${table.tableName}": items listed in stdin. That would consume at least 2 write units (10 request units), less than 0.01 % of the monthly plan.\n`,
      });
      expect((await run(['-', '--dry-run'], { stdin: `${stdin}{"n":1}\n` })).exitCode).toBe(2);
      expect(await idsLeft()).toHaveLength(2);
    });

    test('the cost counts indexes and sizes; whole items are read until there are three, then keys', async () => {
      const large = Array.from({ length: 12 }, (_, n) => ({
        id: { S: `large-${n}` },
        text: { S: 'x'.repeat(300_000) },
      }));
      await put(...large);
      await using server = await startFaultServer(table.url);
      const env = { AUTODYNE_ENDPOINT_URL: server.url };
      const dry = (await run(['--all', '--dry-run', '--json'], { env })).json() as {
        examples: object[];
        writeUnits: number;
        wouldDelete: number;
        firstKeys: object[];
      };
      expect(dry.wouldDelete).toBe(12);
      expect(dry.examples).toHaveLength(3);
      expect(dry.examples[0]).toHaveProperty('text');
      expect(dry.firstKeys[9]).toEqual({ id: { S: expect.any(String) } });
      expect(dry.writeUnits).toBe(12 * 293);
      const scans = server.requests
        .filter(({ operation }) => operation === 'Scan')
        .map(({ body }) => body.toString());
      expect(scans.length).toBeGreaterThan(2);
      expect(scans.map((body) => body.includes('ProjectionExpression')).slice(0, 2)).toEqual([false, true]);
    });

    test('of a Query, the items of the table are those that it reports', async () => {
      await putMany(5);
      const dry = await run(['--where', 'id=many-3', '--dry-run']);
      expect(dry.stderr).toContain(`This would delete 1 of about 5 items of table "${table.tableName}"`);
    });

    test('works where writes are refused', async () => {
      await putMany(1);
      expect((await run(['--all', '--dry-run'], { env: { AUTODYNE_READONLY: '1' } })).exitCode).toBe(0);
    });
  });

  test('read-only mode refuses', async () => {
    const refused = await run(['--all', '--confirm', table.tableName], { env: { AUTODYNE_READONLY: '1' } });
    expect(refused.exitCode).toBe(6);
  });

  test('a key and --all exclude each other, and one of them is needed', async () => {
    expect((await run(['a', '--all'])).stderr).toContain('a key cannot be combined with --where or --all');
    expect((await run([])).stderr).toContain('specify what to delete');
  });
});

test('the item no longer exists', async () => {
  await put({ id: { S: 'gone' } });
  await run(['gone']);
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.tableName, Key: { id: { S: 'gone' } } }),
  );
  expect(Item).toBeUndefined();
});
