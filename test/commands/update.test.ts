import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const put = (id: string, attributes: object = {}) =>
  table.client.send(
    new PutItemCommand({ TableName: table.tableName, Item: { id: { S: id }, ...attributes } }),
  );
const stored = async (id: string) =>
  (await table.client.send(new GetItemCommand({ TableName: table.tableName, Key: { id: { S: id } } }))).Item;
const update = (...argv: string[]) => runCommand(['update', ...argv], { env: table.env });

describe('update', () => {
  test('sets, adds, deletes and removes, also nested paths and reserved words', async () => {
    await put('a', {
      name: { S: 'old' },
      info: { M: { rating: { N: '1' }, draft: { BOOL: true } } },
      tags: { SS: ['old', 'kept'] },
      plays: { N: '41' },
    });
    const run = await update(
      'a',
      '--set',
      'name=new',
      '--set',
      'info.rating:=4.50',
      '--set',
      'status:=null',
      '--add',
      'plays:=1',
      '--delete',
      'tags=old',
      '--remove',
      'info.draft',
    );
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: [
        'updated {"id":"a"}',
        '  name: old → new',
        '  info.rating: 1 → 4.50',
        '  status: null (new)',
        '  plays: 41 → 42',
        '  tags: old deleted',
        '  info.draft: removed, was true\n',
      ].join('\n'),
    });
    expect(await stored('a')).toMatchObject({
      name: { S: 'new' },
      info: { M: { rating: { N: expect.stringMatching(/^4\.50?$/) } } },
      status: { NULL: true },
      tags: { SS: ['kept'] },
      plays: { N: '42' },
    });
  });

  test('says what did nothing, and which name was meant', async () => {
    await put('idle', {
      note: { S: 'kept' },
      status: { S: 'paid' },
      tags: { SS: ['old'] },
      list: { L: [{ N: '1' }] },
    });
    const flags = ['--remove', 'nte', '--set', 'status=paid', '--add', 'tags=old,new', '--remove', 'list[3]'];
    expect((await update('idle', ...flags)).stderr).toBe(
      [
        'updated {"id":"idle"}',
        '  status: was paid already',
        '  tags: new added; old was there already',
        '  nte: there was none; did you mean "note"?',
        '  list[3]: there was none\n',
      ].join('\n'),
    );
    expect((await update('idle', '--delete', 'tags=old,new,x')).stderr).toBe(
      'updated {"id":"idle"}\n  tags: old, new deleted; x was not there; the set was emptied, and so removed\n',
    );
    expect((await update('idle', '--delete', 'tags=x', '--set', `note=${'y'.repeat(100)}`)).stderr).toBe(
      `updated {"id":"idle"}\n  note: kept → ${'y'.repeat(80)}…\n  tags: there was none\n`,
    );
  });

  test('commas separate names and strings; one with a backslash is part of them', async () => {
    await put('commas', {
      a: { N: '1' },
      'b,c': { N: '2' },
      m: { M: { n: { N: '3' } } },
      tags: { SS: ['kept'] },
    });
    const run = await update('commas', '--remove', 'a, b\\,c,m.n', '--add', 'tags=x\\,y,z');
    expect(run.stderr).toBe(
      [
        'updated {"id":"commas"}',
        '  tags: "x,y", z added',
        '  a: removed, was 1',
        '  b\\,c: removed, was 2',
        '  m.n: removed, was 3\n',
      ].join('\n'),
    );
    expect(await stored('commas')).toEqual({
      id: { S: 'commas' },
      m: { M: {} },
      tags: { SS: expect.arrayContaining(['kept', 'x,y', 'z']) },
    });
    const found = await update('commas', '--delete', 'tags=x\\,y', '--if', 'id.in=a\\,b,commas');
    expect(found).toMatchObject({ exitCode: 0, stderr: 'updated {"id":"commas"}\n  tags: "x,y" deleted\n' });
  });

  test.each(['--add', '--delete'])('%s refuses a space at a comma, which would be written', async (flag) => {
    expect(await update('absent', flag, 'tags=new, hot')).toMatchObject({
      exitCode: 2,
      stderr:
        `Error: ${flag} tags=new, hot: there is a space at the end of an element\n` +
        `  → without it: ${flag} tags=new,hot\n` +
        `  → with it: ${flag} 'tags:={"$set":["new"," hot"]}'\n`,
    });
    expect((await update('absent', flag, 'tags=a', '--remove', 'a,')).exitCode).toBe(2);
  });

  test('the sum of numbers is told exactly', async () => {
    await put('sum', { n: { N: '12345678901234567890123456789012345678' }, m: { N: '0.1' }, k: { N: '5' } });
    const run = await update('sum', '--add', 'n:=1', '--add', 'm:=0.2', '--add', 'k:=-5');
    expect(run.stderr).toBe(
      [
        'updated {"id":"sum"}',
        '  n: 12345678901234567890123456789012345678 → 12345678901234567890123456789012345679',
        '  m: 0.1 → 0.3',
        '  k: 5 → 0\n',
      ].join('\n'),
    );
    expect(await stored('sum')).toMatchObject({
      n: { N: '12345678901234567890123456789012345679' },
      m: { N: '0.3' },
      k: { N: '0' },
    });
  });

  test('an absent item is exit 4 and nothing is created', async () => {
    const run = await update('absent', '--set', 'a=1');
    expect(run).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr: `Error: there is no item {"id":"absent"} in table "${table.tableName}"\n`,
    });
    expect(await stored('absent')).toBeUndefined();
  });

  test('--upsert makes it', async () => {
    const run = await update('made', '--set', 'a=1', '--upsert', '--text');
    expect(run).toMatchObject({ exitCode: 0, stderr: 'updated {"id":"made"}\n  a: "1" (new)\n' });
    expect(await stored('made')).toEqual({ id: { S: 'made' }, a: { S: '1' } });
  });

  test('--if that does not hold is exit 5 and changes nothing', async () => {
    await put('b', { stock: { N: '3' } });
    const run = await update('b', '--set', 'stock:=9', '--if', 'stock.gte:=10', '--if', 'id.exists');
    expect(run).toMatchObject({
      exitCode: 5,
      stderr:
        'Error: the item {"id":"b"} does not satisfy "stock.gte:=10" and "id.exists": stock is 3\n' +
        `  → see the item as it is now: autodyne get '{"id":"b"}'\n`,
    });
    expect(await stored('b')).toEqual({ id: { S: 'b' }, stock: { N: '3' } });
    const absent = await update('none', '--upsert', '--set', 'stock:=9', '--if', 'stock.exists');
    expect(absent.stderr).toBe(
      'Error: the item {"id":"none"} does not satisfy "stock.exists", as there is no such item\n',
    );
    const state = await update('b', '--set', 'stock:=9', '--if', 'state=new');
    expect(state.stderr).toContain('does not satisfy "state=new": state is absent\n');
  });

  test('--return new and old, for people and as JSON', async () => {
    await put('c', { n: { N: '1' } });
    const old = await update('c', '--set', 'n:=2', '--return', 'old');
    expect(old.stdout).toBe('{\n  "id": "c",\n  "n": 1\n}\n');
    const now = await update('c', '--set', 'n:=3', '--return', 'new', '--json');
    expect(now.json()).toEqual({ Attributes: { id: { S: 'c' }, n: { N: '3' } } });
  });

  test('--dry-run shows the request and sends nothing', async () => {
    const run = await update('d', '--set', 'a=1', '--upsert', '--dry-run', '--json');
    expect(run.json()).toEqual({
      DryRun: {
        Operation: 'UpdateItem',
        Endpoint: table.url,
        Service: 'dynamodb',
        Body: {
          TableName: table.tableName,
          Key: { id: { S: 'd' } },
          UpdateExpression: 'SET #n0 = :v0',
          ConditionExpression:
            '(attribute_not_exists(#n0) OR attribute_type(#n0, :v1) OR attribute_type(#n0, :v2))',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ExpressionAttributeNames: { '#n0': 'a' },
          ExpressionAttributeValues: { ':v0': { S: '1' }, ':v1': { S: 'S' }, ':v2': { S: 'NULL' } },
          ReturnValues: 'ALL_OLD',
          ReturnConsumedCapacity: 'INDEXES',
        },
      },
    });
    expect(await stored('d')).toBeUndefined();
  });

  test('read-only mode refuses before any request', async () => {
    const run = await runCommand(['update', 'a', '--set', 'a=1'], {
      env: { ...table.env, AUTODYNE_READONLY: '1', AUTODYNE_ENDPOINT_URL: 'http://127.0.0.1:9' },
    });
    expect(run).toMatchObject({ exitCode: 6, stdout: '' });
    expect(run.stderr).toContain('refused to update an item: read-only mode is on');
  });

  test('nothing to change is exit 2', async () => {
    const run = await update('a');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('nothing to change');
  });

  test.each([
    ['--set', 'id=b', `'{"id":"b"}'`],
    ['--set', 'id:="b"', `'{"id":"b"}'`],
    ['--set', 'id:=7', 'NEWKEY'],
    ['--add', 'id=b', 'NEWKEY'],
    ['--remove', 'id', 'NEWKEY'],
  ])('changing the key is refused: %s %s', async (...words) => {
    const newKey = words.pop();
    const change = words;
    expect(await update('a', ...change)).toMatchObject({
      exitCode: 2,
      stderr:
        'Error: the key attribute "id" cannot be changed\n' +
        `  → to give the item another key: autodyne move '{"id":"a"}' --to ${newKey}\n`,
    });
  });

  test('an expression above 4 KB is refused before any request', async () => {
    const changes = Array.from({ length: 60 }, (_, n) => ['--set', `attribute${n}=x`]).flat();
    expect(await update('absent', ...changes)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^Error: the condition expression has \d+ bytes; DynamoDB allows at most 4096 \(4 KB\)\n {2}→ or split the changes into two commands\n {2}→ to make the condition shorter, use --text, or := instead of =\n$/,
      ),
    });
  });
});
