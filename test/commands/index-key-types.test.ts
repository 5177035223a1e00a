import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, GetItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../src/lib/items/values/attribute-value.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { isOnDynamoDbLocal, useTable } from '../helpers/table.ts';

const table = useTable();
const folder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const dump = join(folder, 'dump');
const run = (...argv: string[]) => runCommand(argv, { env: table.env });

/** Values of `g`, by the item's id; only the first two are in the index that is made after them. */
const values: Record<string, Item> = {
  text: { g: { S: 'a' } },
  digit: { g: { S: '5' } },
  number: { g: { N: '5' } },
  empty: { g: { S: '' } },
  long: { g: { S: 'x'.repeat(2049) } },
  map: { g: { M: { name: { S: 'a' } } } },
  list: { g: { L: [{ N: '5' }] } },
  set: { g: { NS: ['5'] } },
  null: { g: { NULL: true } },
  none: {},
};

/** DynamoDB Local does not get done with an index over values of other types than its key's. */
const suite = describe.skipIf(isOnDynamoDbLocal);

beforeAll(async () => {
  await fillTable(
    table.client,
    table.tableName,
    Object.entries(values).map(([id, attributes]) => ({
      id: { S: id },
      artist: { S: 'Ada' },
      ...attributes,
    })),
  );
  const key = (...names: string[]) =>
    names.map((AttributeName, at) => ({
      AttributeName,
      KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
    }));
  for (const [IndexName, KeySchema] of [
    ['by-g', key('g')],
    ['by-artist', key('artist', 'g')],
  ] as const) {
    const Create = { IndexName, KeySchema, Projection: { ProjectionType: 'ALL' as const } };
    await table.client.send(
      new UpdateTableCommand({
        TableName: table.tableName,
        AttributeDefinitions: KeySchema.map(({ AttributeName }) => ({
          AttributeName,
          AttributeType: 'S' as const,
        })),
        GlobalSecondaryIndexUpdates: [{ Create }],
      }),
    );
    const statuses = async (): Promise<(string | undefined)[]> => {
      const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.tableName }));
      return (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexStatus }) => IndexStatus);
    };
    while ((await statuses()).some((status) => status !== 'ACTIVE')) await new Promise(setImmediate);
  }
  expect((await run('dump', '--out', dump)).exitCode).toBe(0);
});

async function ids(...argv: string[]): Promise<string[]> {
  const found = await run(...argv, '--format', 'plain', '--attributes', 'id');
  expect(found.stderr).not.toContain('Error');
  return found.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { id: string }).id)
    .sort();
}

const OTHERS = ['digit', 'empty', 'list', 'long', 'map', 'none', 'null', 'set', 'text'];

suite('JSON names an item whatever type its attribute has, though the attribute is the key of an index', () => {
  test.each<[arg: string, found: string[]]>([
    ['g:=5', ['number']],
    ['g.ne:=5', OTHERS],
    ['g.gte:=5', ['number']],
    ['g.in:=[5,"a"]', ['number', 'text']],
    ['g:=""', ['empty']],
    [`g=${'x'.repeat(2049)}`, ['long']],
    ['g:=null', ['null']],
    ['g:={"name":"a"}', ['map']],
    ['g.name:="a"', ['map']],
    ['g.name.eq=a', ['map']],
    ['g[0]:=5', ['list']],
    ['g.contains:=5', ['list', 'set']],
    // Text is read as the index has it.
    ['g=5', ['digit']],
    ['g:="5"', ['digit']],
  ])('%s', async (arg, found) => {
    for (const args of [
      ['scan', arg],
      ['query', arg],
      ['query', 'artist=Ada', arg],
    ]) {
      expect(await ids(...args), args.join(' ')).toEqual(found);
      expect(await ids(...args, '--from', dump), `${args.join(' ')} --from`).toEqual(found);
    }
  });
});

suite('an index', () => {
  test('is queried with a value that its key can have, and not with another', async () => {
    expect((await run('query', 'g=5', '--explain')).stdout).toContain('Querying index "by-g"');
    const other = await run('query', 'artist=Ada', 'g:=5', '--explain');
    expect(other.stdout).toContain(
      'not index "by-artist": it contains only items with g (a string), which excludes "g:=5"',
    );
    expect((await run('query', 'g:=5', '--explain')).stdout).toContain('Scanning table');
  });

  test('that is named says that it has no such item', async () => {
    for (const args of [
      ['query', 'g:=5', '--index', 'by-g'],
      ['scan', 'g:=5', '--index', 'by-g'],
      ['scan', 'g:=5', '--index', 'by-g', '--from', dump],
    ]) {
      expect(await run(...args)).toMatchObject({
        exitCode: 2,
        stderr:
          'Error: "g:=5" matches nothing in index "by-g": it contains only items with g (a string)\n' +
          '  → to find such items in the table, omit --index\n',
      });
    }
  });

  test.each<[arg: string, found: string[]]>([
    ['g.ne:=5', ['digit', 'text']],
    ['g.in:=[5,"a"]', ['text']],
    ['g.name.not_exists', ['digit', 'text']],
    ['g.gt:=""', ['digit', 'text']],
    ['g.not_contains:=5', ['digit', 'text']],
    ['g.exists', ['digit', 'text']],
  ])('that is named is read with %s, and judged as a table is', async (arg, found) => {
    for (const args of [
      ['query', 'artist=Ada', arg, '--index', 'by-artist'],
      ['scan', arg, '--index', 'by-artist'],
    ]) {
      // The embedded engine takes items of any type into an index that is made after them, which AWS does not.
      expect(await ids(...args, '--from', dump), `${args.join(' ')} --from`).toEqual(found);
    }
  });
});

suite("the table's own key has one type, so another is refused", () => {
  test.each(['query', 'scan'])('%s', async (command) => {
    for (const more of [[], ['--from', dump]]) {
      expect(await run(command, 'id:=5', ...more)).toMatchObject({
        exitCode: 2,
        stderr: 'Error: "id:=5": the key attribute is a string, but is compared with a number\n',
      });
    }
  });
});

suite('a write', () => {
  test('update --if and delete --if', async () => {
    expect((await run('update', 'number', '--set', 'seen:=true', '--if', 'g:=5')).exitCode).toBe(0);
    expect((await run('delete', 'number', '--if', 'g:=6')).exitCode).toBe(5);
    expect((await run('update', 'empty', '--set', 'seen:=true', '--if', 'g:=""')).exitCode).toBe(0);
    expect((await run('update', 'map', '--set', 'seen:=true', '--if', 'g.name:="a"')).exitCode).toBe(0);
  });

  test('delete --where', async () => {
    const deleted = await run('delete', '--where', 'g:=5', '--confirm', table.tableName, '--json');
    expect(deleted.json()).toEqual({ deleted: 1 });
    const Key = { id: { S: 'number' } };
    const { Item } = await table.client.send(new GetItemCommand({ TableName: table.tableName, Key }));
    expect(Item).toBeUndefined();
    expect(await ids('scan')).toEqual(OTHERS);
  });
});
