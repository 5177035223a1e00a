import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { tableSchema } from '../../src/lib/items/keys/key-schema.ts';
import { describeTable } from '../../src/lib/items/read/describe-table.ts';
import type { Item } from '../../src/lib/items/values/attribute-value.ts';
import { copyItem } from '../../src/lib/items/write/copy-item.ts';
import { deleteItem } from '../../src/lib/items/write/delete-item.ts';
import { updateItem } from '../../src/lib/items/write/update-item.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  KeySchema: [
    { AttributeName: 'artist', KeyType: 'HASH' },
    { AttributeName: 'no', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'artist', AttributeType: 'S' },
    { AttributeName: 'no', AttributeType: 'N' },
  ],
});
const run = (...argv: string[]) => runCommand(argv, { env: table.env });
const REST: Item = {
  n: { N: '12345678901234567890.123456789012345678' },
  b: { B: Uint8Array.of(0, 255) },
  bs: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
  ns: { NS: ['1', '2'] },
  m: { M: { 'a.b': { L: [{ NULL: true }, { BOOL: false }] }, e: { S: '' } } },
  long: { S: 'x' },
};
const KEY = { artist: { S: 'a' }, no: { N: '1' } };
const ITEM: Item = { ...KEY, ...REST };
const items = async (): Promise<Item[]> => {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.tableName, ConsistentRead: true }),
  );
  return Items.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
};
const put = (Item: Item) => table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
const at = (no: string) => ({ ...REST, artist: { S: 'a' }, no: { N: no } });
const find = async (no: string) => (await items()).find((item) => item['no']?.N === no);

beforeEach(async () => {
  for (const { artist, no } of await items()) {
    await deleteItem(table.client, { tableName: table.tableName, key: { artist, no } as Item });
  }
  await put(ITEM);
});

describe('copy', () => {
  test('writes the item under the new key, whose values take the types of the table', async () => {
    expect(await run('copy', 'a', '1', '--to', 'a', '2.0')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'copied {"artist":"a","no":1} to {"artist":"a","no":2.0}\n',
    });
    expect(await find('1')).toEqual(ITEM);
    expect(await find('2')).toEqual(at('2'));
  });

  test('takes keys as JSON, and prints them with --json', async () => {
    const copied = await run('copy', '{"artist":"a","no":1}', '--to', '{"artist":"a","no":-3}', '--json');
    expect(copied.json()).toEqual({ from: KEY, to: { artist: { S: 'a' }, no: { N: '-3' } } });
  });

  test('an item that has the new key is not replaced: exit 5', async () => {
    await put({ ...KEY, no: { N: '2' }, x: { S: 'kept' } });
    expect(await run('copy', 'a', '1', '--to', 'a', '2')).toMatchObject({
      exitCode: 5,
      stderr:
        `Error: table "${table.tableName}" already has an item with the key {"artist":"a","no":2}; nothing was changed\n` +
        `  → see the item as it is now: autodyne get '{"artist":"a","no":2}'\n` +
        '  → to replace that item: --force\n',
    });
    expect(await find('2')).toMatchObject({ x: { S: 'kept' } });
  });

  test('--force replaces it, and tells what is gone', async () => {
    const other = { ...KEY, no: { N: '2' }, x: { S: 'gone' }, n: { N: '1' } };
    await put(other);
    const forced = await run('copy', 'a', '1', '--to', 'a', '2', '--force', '--json');
    expect(forced.json()).toMatchObject({ Attributes: { x: { S: 'gone' } } });
    expect(forced.stderr).toBe(
      'copied {"artist":"a","no":1} to {"artist":"a","no":2}\n' +
        '  it replaced an item: 4 attributes before, 8 now; gone: x; changed: n\n',
    );
    expect(await find('2')).toEqual(at('2'));
  });

  test.each([
    [['a', '9', '--to', 'a', '2'], 4, `there is no item {"artist":"a","no":9} in table`],
    [['a', '1', '--to', 'a', '1.0'], 2, 'the item already has the key {"artist":"a","no":1.0}'],
    [['a', '1', '--to', 'a'], 2, 'expected two values, not 1'],
    [['a', '1', '--to', 'a', 'x'], 2, 'no'],
    [['a', '1'], 2, 'missing flag: --to'],
  ])('%j is refused', async (args, exitCode, message) => {
    const refused = await run('copy', ...args);
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.stderr.toLowerCase()).toContain(message.toLowerCase());
    expect(await items()).toEqual([ITEM]);
  });

  test('read-only mode refuses it, and --dry-run does not write', async () => {
    const env = { ...table.env, AUTODYNE_READONLY: '1' };
    const refused = await runCommand(['copy', 'a', '1', '--to', 'a', '2'], { env });
    expect(refused).toMatchObject({ exitCode: 6 });
    expect(refused.stderr).toContain('refused to copy an item: read-only mode is on');
    const dry = await runCommand(['move', 'a', '1', '--to', 'a', '2', '--dry-run', '--json'], { env });
    expect(dry.json()).toMatchObject({
      DryRun: {
        Operation: 'TransactWriteItems',
        Body: {
          TransactItems: [
            { Delete: { Key: KEY, ConditionExpression: expect.stringContaining('#n2 = :v0') } },
            { Put: { Item: { no: { N: '2' } }, ConditionExpression: 'attribute_not_exists(#n0)' } },
          ],
        },
      },
    });
    expect(await items()).toEqual([ITEM]);
  });
});

describe('move', () => {
  test('deletes the item under its old key, in the same transaction', async () => {
    const moved = await run('move', 'a', '1', '--to', 'b', '7', '--units');
    expect(moved.stderr).toMatch(
      /^moved \{"artist":"a","no":1\} to \{"artist":"b","no":7\}\nunits: 1 read, 4 write /,
    );
    expect(await items()).toEqual([{ ...REST, artist: { S: 'b' }, no: { N: '7' } }]);
  });

  test('an item that has nothing but its key', async () => {
    await put({ artist: { S: 'bare' }, no: { N: '1' } });
    expect((await run('move', 'bare', '1', '--to', 'bare', '2')).exitCode).toBe(0);
    expect(await find('2')).toEqual({ artist: { S: 'bare' }, no: { N: '2' } });
  });

  test('an item that has the new key is not replaced, and nothing is deleted', async () => {
    await put(at('2'));
    expect((await run('move', 'a', '1', '--to', 'a', '2')).exitCode).toBe(5);
    expect(await items()).toHaveLength(2);
    expect((await run('move', 'a', '1', '--to', 'a', '2', '--force')).stderr).toBe(
      'moved {"artist":"a","no":1} to {"artist":"a","no":2}\n  it replaced the same item\n',
    );
    expect(await items()).toEqual([at('2')]);
  });

  test('more attributes than a condition can name are refused, and stay', async () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`attribute${n}`, { N: '1' }]));
    await put({ ...ITEM, ...many });
    const refused = await run('move', 'a', '1', '--to', 'a', '2');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('action 1 (delete of {"artist":"a","no":1}');
    expect(await items()).toHaveLength(1);
  });
});

describe('what others changed after the item was read', () => {
  const change = async (actions: Parameters<typeof updateItem>[1]['actions']) =>
    updateItem(table.client, { tableName: table.tableName, key: KEY, actions, isRetyping: true });
  const copy = async (isMove: boolean) => {
    const schema = tableSchema(await describeTable(table.client, table.tableName));
    return copyItem(table.client, { schema, key: KEY, item: ITEM, to: { ...KEY, no: { N: '2' } }, isMove });
  };

  test.each([
    ['moved', true],
    ['copied', false],
  ])('is not %s over', async (done, isMove) => {
    await change([
      { kind: 'set', path: ['m', 'e'], value: { S: 'new' } },
      { kind: 'remove', path: ['ns'] },
    ]);
    const error = await copy(isMove).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'ConditionFailed',
      message: `the item {"artist":"a","no":1} was changed by someone else in the meantime; nothing was ${done}`,
      details: { changed: ['ns', 'm'] },
    });
    expect((error as Error & { suggestions: string[] }).suggestions.at(-1)).toBe(
      'run the same command again',
    );
    expect(await items()).toHaveLength(1);
  });

  test('nor an item that is gone', async () => {
    await deleteItem(table.client, { tableName: table.tableName, key: KEY });
    expect(await copy(true).catch((thrown: unknown) => thrown)).toMatchObject({ code: 'ItemNotFound' });
    expect(await items()).toEqual([]);
  });
});
