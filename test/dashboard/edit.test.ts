import { describe, expect, test } from 'vitest';
import type {
  ConflictBody,
  DeleteResponse,
  ItemResponse,
  SaveResponse,
} from '../../src/dashboard/api-types.ts';
import { useDashboard } from '../helpers/dashboard.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const dashboard = useDashboard(() => table.env, { isConfirmed: true });
const locked = useDashboard(() => table.env);
const readOnly = useDashboard(() => table.env, { isConfirmed: true, isReadOnly: true });

const ITEM = {
  id: { S: 'a' },
  n: { N: '12345678901234567890123456789012345678' },
  s: { SS: ['x', 'y'] },
  b: { B: 'AAEC' },
  html: { S: '<img onerror>\u202e' },
  old: { BOOL: true },
};
type Typed = Record<string, unknown>;

/** Puts the item, and what the tests before left there is gone. */
async function fresh(item: Typed = ITEM): Promise<void> {
  const put = await runCommand(['put', JSON.stringify(item)], { env: table.env });
  expect(put.exitCode).toBe(0);
}

async function stored(id = 'a'): Promise<Typed | null> {
  const got = await runCommand(['get', id, '--json'], { env: table.env });
  return (got.json() as { Item: Typed | null }).Item;
}

const get = async (id = 'a') =>
  (await dashboard.ask('POST', '/api/item', { key: { id: { S: id } } })).json() as ItemResponse;

describe('an item', () => {
  test('is read strongly consistent, typed and plain', async () => {
    await fresh();
    expect(await get()).toEqual({
      Item: ITEM,
      plain: `{
  "id": "a",
  "b": {"$binary":"AAEC"},
  "html": "<img onerror>\\u202e",
  "n": 12345678901234567890123456789012345678,
  "old": true,
  "s": {"$set":["x","y"]}
}`,
      units: { read: 1, write: 0, request: 1 },
    });
  });

  test('that is not there is null', async () => {
    expect(await get('absent')).toMatchObject({ Item: null, plain: null });
  });

  test.each([
    ['another attribute', { other: { S: 'a' } }, 'key: the partition key id is missing'],
    [
      'another type',
      { id: { N: '1' } },
      'key: attribute id: the partition key is a string (S), but this is a number (N)',
    ],
    ['more', { id: { S: 'a' }, b: { S: 'b' } }, 'key: attribute b is not part of the key'],
    [
      'no item',
      { id: 'a' },
      'the request:1:14: attribute id: a typed value is an object with one member, such as {"S":"text"}',
    ],
  ])('by %s for a key is 400', async (_, key, message) => {
    const response = await dashboard.ask('POST', '/api/item', { key });
    expect(response.status).toBe(400);
    expect(response.json()).toMatchObject({ error: { code: 'InvalidInput', message } });
  });
});

describe('saving', () => {
  test('writes the changed attributes alone, and those that others changed meanwhile stay', async () => {
    await fresh();
    await runCommand(['update', 'a', '--set', 'html=theirs'], { env: table.env });
    const { old: _, ...rest } = ITEM;
    const after = { ...rest, n: { N: '2' }, added: { L: [{ N: '1.10' }] } };
    const response = await dashboard.ask('PUT', '/api/item', { before: ITEM, after });
    expect(response.status).toBe(200);
    const saved = response.json() as SaveResponse;
    const expected = { ...after, html: { S: 'theirs' } };
    expect(saved.Item).toEqual({ ...expected, added: { L: [{ N: '1.1' }] } });
    expect(saved.changed).toEqual({ set: ['n', 'added'], removed: ['old'] });
    expect(saved.units).toMatchObject({ write: 1 });
    expect(saved.plain).toContain('"html": "theirs"');
    expect(await stored()).toEqual(saved.Item);
  });

  test('takes plain JSON by the codec of the command line', async () => {
    await fresh();
    const { plain } = await get();
    const afterPlain = plain?.replace('345678,', '345679,');
    const response = await dashboard.ask('PUT', '/api/item', { before: ITEM, afterPlain });
    expect((response.json() as SaveResponse).changed).toEqual({ set: ['n'], removed: [] });
    expect(await stored()).toEqual({ ...ITEM, n: { N: '12345678901234567890123456789012345679' } });
  });

  test('says line and column of what is no plain JSON', async () => {
    const afterPlain = '{\n  "id": "a",\n  "n": 1e999\n}';
    const refused = await dashboard.ask('PUT', '/api/item', {
      before: ITEM,
      afterPlain: '{\n  "id": "a",\n  n: 1\n}',
    });
    expect(refused.status).toBe(400);
    expect(refused.json()).toMatchObject({
      error: { code: 'InvalidInput', details: { file: 'the item', line: 3, column: 3 } },
    });
    const number = await dashboard.ask('PUT', '/api/item', { before: ITEM, afterPlain });
    expect(number.status).toBe(400);
  });

  test('takes typed JSON as text too, and says line and column', async () => {
    await fresh();
    const afterTyped = JSON.stringify({ ...ITEM, n: { N: '0.10' } }, null, 2);
    const response = await dashboard.ask('PUT', '/api/item', { before: ITEM, afterTyped });
    expect((response.json() as SaveResponse).changed).toEqual({ set: ['n'], removed: [] });
    const refused = await dashboard.ask('PUT', '/api/item', { before: ITEM, afterTyped: '{\n "id": "a"}' });
    expect(refused.json()).toMatchObject({ error: { details: { line: 2, column: 8 } } });
  });

  test('nothing that changed sends nothing', async () => {
    await fresh();
    const response = await dashboard.ask('PUT', '/api/item', { before: ITEM, after: ITEM });
    expect(response.json()).toMatchObject({
      Item: ITEM,
      changed: { set: [], removed: [] },
      units: { read: 0, write: 0, request: 0 },
    });
  });

  test('what someone else changed is 409 with theirs, and nothing is written', async () => {
    await fresh();
    await runCommand(['update', 'a', '--set', 'n:=7', '--set', 'html=theirs'], { env: table.env });
    const theirs = await stored();
    const after = { ...ITEM, n: { N: '2' }, old: { BOOL: false } };
    const response = await dashboard.ask('PUT', '/api/item', { before: ITEM, after });
    expect(response.status).toBe(409);
    const conflict = response.json() as ConflictBody;
    expect(conflict).toMatchObject({
      error: {
        code: 'ConditionFailed',
        message: 'the item {"id":"a"} was changed by someone else in the meantime; nothing was saved',
        details: { changed: ['n'] },
      },
      theirs,
      changed: ['n', 'html'],
    });
    expect(conflict.theirsPlain).toContain('"n": 7');
    expect(await stored()).toEqual(theirs);
  });

  test('saved over theirs, what they alone changed stays', async () => {
    await fresh();
    const theirs = ['--set', 'n:=7', '--set', 'html=theirs', '--set', 'new=theirs', '--remove', 's'];
    await runCommand(['update', 'a', ...theirs], { env: table.env });
    const { b: _, ...rest } = ITEM;
    const after = { ...rest, n: { N: '2' }, old: { BOOL: false } };
    const refused = await dashboard.ask('PUT', '/api/item', { before: ITEM, after });
    const { theirs: over } = refused.json() as ConflictBody;
    const response = await dashboard.ask('PUT', '/api/item', { before: ITEM, after, over });
    expect(response.status).toBe(200);
    const { set, removed } = (response.json() as SaveResponse).changed;
    expect([[...set].sort(), removed]).toEqual([['n', 'old'], ['b']]);
    expect(await stored()).toEqual({
      id: ITEM.id,
      n: { N: '2' },
      html: { S: 'theirs' },
      new: { S: 'theirs' },
      old: { BOOL: false },
    });
  });

  test('saved over theirs, which changed once more, is 409 again', async () => {
    await fresh();
    await runCommand(['update', 'a', '--set', 'n:=8'], { env: table.env });
    const after = { ...ITEM, n: { N: '2' } };
    const over = { ...ITEM, n: { N: '7' } };
    const response = await dashboard.ask('PUT', '/api/item', { before: ITEM, after, over });
    expect(response.status).toBe(409);
    expect(response.json()).toMatchObject({ theirs: { n: { N: '8' } }, changed: ['n'] });
    expect(await stored()).toEqual({ ...ITEM, n: { N: '8' } });
  });

  test('saved over theirs, which is gone by then, is 409, and is not made again', async () => {
    await fresh();
    await runCommand(['delete', 'a'], { env: table.env });
    const response = await dashboard.ask('PUT', '/api/item', {
      before: ITEM,
      after: { ...ITEM, n: { N: '2' } },
      over: { ...ITEM, n: { N: '7' } },
    });
    expect(response.status).toBe(409);
    expect(await stored()).toBeNull();
  });

  test('a new item, saved over one that is there, leaves its other attributes', async () => {
    await fresh();
    const after = { id: ITEM.id, n: { N: '2' }, mine: { S: 'x' } };
    const response = await dashboard.ask('PUT', '/api/item', { before: null, after, over: ITEM });
    expect((response.json() as SaveResponse).changed).toEqual({ set: ['n', 'mine'], removed: [] });
    expect(await stored()).toEqual({ ...ITEM, n: { N: '2' }, mine: { S: 'x' } });
  });

  test('another key over theirs is refused, and nothing is written', async () => {
    await fresh();
    const response = await dashboard.ask('PUT', '/api/item', {
      before: ITEM,
      after: { ...ITEM, id: { S: 'b' } },
      over: ITEM,
    });
    expect(response.status).toBe(400);
    expect(response.json()).toMatchObject({
      error: { code: 'InvalidInput', message: 'the key attribute "id" cannot be changed' },
    });
    expect([await stored(), await stored('b')]).toEqual([ITEM, null]);
  });

  test('what was taken out meanwhile is 409 with null, and is not made again', async () => {
    await fresh();
    await runCommand(['delete', 'a'], { env: table.env });
    const response = await dashboard.ask('PUT', '/api/item', {
      before: ITEM,
      after: { ...ITEM, n: { N: '2' } },
    });
    expect(response.status).toBe(409);
    expect(response.json()).toMatchObject({
      error: { code: 'ItemNotFound' },
      theirs: null,
      theirsPlain: null,
    });
    expect(await stored()).toBeNull();
  });

  test('an attribute that was added meanwhile is not overwritten', async () => {
    await fresh();
    await runCommand(['update', 'a', '--set', 'new=theirs'], { env: table.env });
    const response = await dashboard.ask('PUT', '/api/item', {
      before: ITEM,
      after: { ...ITEM, new: { S: 'mine' } },
    });
    expect(response.status).toBe(409);
    expect(await stored()).toEqual({ ...ITEM, new: { S: 'theirs' } });
  });

  test('a new item, and none in the place of another', async () => {
    await fresh();
    const item = { id: { S: 'new' }, n: { N: '0.1' } };
    const made = await dashboard.ask('PUT', '/api/item', { before: null, after: item });
    expect(made.json()).toMatchObject({ Item: item, changed: { set: ['id', 'n'], removed: [] } });
    expect(await stored('new')).toEqual(item);
    const again = await dashboard.ask('PUT', '/api/item', {
      before: null,
      after: { ...item, n: { N: '2' } },
    });
    expect(again.status).toBe(409);
    expect(again.json()).toMatchObject({
      error: { code: 'AlreadyExists' },
      theirs: item,
      changed: expect.arrayContaining(['id', 'n']) as unknown,
    });
    expect(await stored('new')).toEqual(item);
  });

  test.each<[string, object, string]>([
    [
      'another key',
      { before: ITEM, after: { ...ITEM, id: { S: 'b' } } },
      'the key attribute "id" cannot be changed',
    ],
    ['no key', { before: null, after: { n: { N: '1' } } }, 'the item: the partition key id is missing'],
    [
      '39 digits',
      { before: null, after: { id: { S: 'x' }, n: { N: '1'.repeat(39) } } },
      'the item: attribute n: ',
    ],
    ['a slip in a name', { before: ITEM, aftr: ITEM }, 'the request:1:'],
    [
      'two forms',
      { before: ITEM, after: ITEM, afterPlain: '{}' },
      'only one of after, afterPlain, afterTyped can be meant',
    ],
    ['nothing', { before: ITEM }, 'the request:1:1: "after" is missing'],
    ['no before', { after: ITEM }, 'the request:1:1: "before" is missing'],
  ])('%s is 400, and nothing is written', async (_, body, message) => {
    await fresh();
    const response = await dashboard.ask('PUT', '/api/item', body);
    expect(response.status).toBe(400);
    expect((response.json() as { error: { message: string } }).error.message).toContain(message);
    expect(await stored()).toEqual(ITEM);
  });
});

describe('deleting', () => {
  test('is undone by putting what came back, the same bytes', async () => {
    await fresh();
    const before = (await get()).Item;
    const deleted = await dashboard.ask('DELETE', '/api/item', { before });
    expect(deleted.status).toBe(200);
    const { Item, units } = deleted.json() as DeleteResponse;
    expect(Item).toEqual(ITEM);
    expect(units).toEqual({ read: 1, write: 1, request: 6 });
    expect(await stored()).toBeNull();
    const undone = await dashboard.ask('PUT', '/api/item', { before: null, after: Item });
    expect(undone.status).toBe(200);
    expect(await stored()).toEqual(ITEM);
  });

  test('cannot be undone over what took its place', async () => {
    await fresh();
    await dashboard.ask('DELETE', '/api/item', { before: ITEM });
    await fresh({ id: { S: 'a' }, theirs: { S: 'x' } });
    const undone = await dashboard.ask('PUT', '/api/item', { before: null, after: ITEM });
    expect(undone.status).toBe(409);
    expect(await stored()).toEqual({ id: { S: 'a' }, theirs: { S: 'x' } });
  });

  test.each<[string, string[], string[]]>([
    ['changed', ['--set', 'html=theirs'], ['html']],
    ['added', ['--set', 'new=theirs'], ['new']],
    ['taken out', ['--remove', 'old'], ['old']],
  ])('an item with an attribute that was %s meanwhile is 409', async (_, args, changed) => {
    await fresh();
    await runCommand(['update', 'a', ...args], { env: table.env });
    const theirs = await stored();
    const response = await dashboard.ask('DELETE', '/api/item', { before: ITEM });
    expect(response.status).toBe(409);
    expect(response.json()).toMatchObject({
      error: {
        code: 'ConditionFailed',
        message: 'the item {"id":"a"} was changed by someone else in the meantime; nothing was deleted',
      },
      theirs,
      changed,
    });
    expect(await stored()).toEqual(theirs);
  });

  test('an item that is gone is 409 with null', async () => {
    await runCommand(['delete', 'a'], { env: table.env });
    const response = await dashboard.ask('DELETE', '/api/item', { before: ITEM });
    expect([response.status, response.json()]).toMatchObject([
      409,
      { error: { code: 'ItemNotFound' }, theirs: null },
    ]);
  });

  test('an item of nothing but its key', async () => {
    await fresh({ id: { S: 'bare' } });
    const response = await dashboard.ask('DELETE', '/api/item', { before: { id: { S: 'bare' } } });
    expect(response.status).toBe(200);
    expect(await stored('bare')).toBeNull();
  });

  test('an item of more attributes than a condition can name is refused, and stays', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, at) => [`attribute${at}`, { N: String(at) }]),
    );
    const wide = { id: { S: 'wide' }, ...many };
    await fresh(wide);
    const response = await dashboard.ask('DELETE', '/api/item', { before: wide });
    expect(response.status).toBe(400);
    expect(response.json()).toMatchObject({
      error: {
        code: 'InvalidUsage',
        suggestions: ['to delete it as it is: autodyne delete \'{"id":"wide"}\''],
      },
    });
    expect(await stored('wide')).toEqual(wide);
  });
});

const WRITES: [string, string, object][] = [
  ['saving', 'PUT', { before: ITEM, after: { ...ITEM, n: { N: '2' } } }],
  ['a new item', 'PUT', { before: null, after: { id: { S: 'never' } } }],
  ['deleting', 'DELETE', { before: ITEM }],
];

describe('a read-only dashboard', () => {
  test.each(WRITES)('refuses %s with 403', async (_, method, body) => {
    await fresh();
    const response = await readOnly.ask(method, '/api/item', body);
    expect(response.status).toBe(403);
    expect(response.json()).toMatchObject({
      error: {
        code: 'ReadOnly',
        message: `refused to ${method === 'PUT' ? 'save' : 'delete'} an item: read-only mode is on`,
      },
    });
    expect(await stored()).toEqual(ITEM);
    expect(await stored('never')).toBeNull();
  });

  test('says so, and unlocking changes nothing', async () => {
    const unlocked = await readOnly.ask('POST', '/api/unlock', { tableName: table.tableName });
    expect(unlocked.status).toBe(200);
    expect((await readOnly.ask('GET', '/api/table')).json()).toMatchObject({ isReadOnly: true });
    expect((await readOnly.ask('DELETE', '/api/item', { before: ITEM })).status).toBe(403);
  });
});

describe('a table that is not a twin\u2019s', () => {
  test.each(WRITES)('is locked: %s is 403 until its name is typed', async (_, method, body) => {
    await fresh();
    expect((await locked.ask('GET', '/api/table')).json()).toMatchObject({ isLocked: true, isTwin: false });
    const response = await locked.ask(method, '/api/item', body);
    expect(response.status).toBe(403);
    expect(response.json()).toMatchObject({
      error: {
        code: 'ReadOnly',
        message: `refused to ${method === 'PUT' ? 'save' : 'delete'} an item: table "${table.tableName}" is locked for writing`,
        suggestions: [
          'to unlock it, type its name in the page',
          `or start the dashboard with --confirm ${table.tableName}`,
        ],
      },
    });
    expect(await stored()).toEqual(ITEM);
  });

  test('stays locked for another name, and is unlocked by its own', async () => {
    await fresh();
    const other = await locked.ask('POST', '/api/unlock', { tableName: `${table.tableName} ` });
    expect(other.status).toBe(400);
    expect((await locked.ask('DELETE', '/api/item', { before: ITEM })).status).toBe(403);
    const own = await locked.ask('POST', '/api/unlock', { tableName: table.tableName });
    expect(own.json()).toEqual({ isLocked: false });
    expect((await locked.ask('DELETE', '/api/item', { before: ITEM })).status).toBe(200);
    expect((await locked.ask('GET', '/api/table')).json()).toMatchObject({ isLocked: false });
  });
});
