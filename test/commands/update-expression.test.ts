import { beforeEach, describe, expect, test } from 'vitest';
import { useItemTable } from '../helpers/item-table.ts';

const items = useItemTable();
const update = (...argv: string[]) => items.run('update', 'a', ...argv);

beforeEach(async () => {
  await items.run(
    'put',
    '{"id":"a","n":1,"list":["x"],"tags":{"$set":["s","t"]},"title":"Old","info":{"k":1}}',
  );
});

describe('update --expression', () => {
  test('takes an update expression, and tells what it changed', async () => {
    const expression =
      'SET #n = n - :two, #l = list_append(:l, #l), title = if_not_exists(absent, title), info.#n = :two ' +
      'REMOVE info.k ADD tags :add';
    const run = await update(
      '--expression',
      expression,
      '--names',
      '{"#n":"n","#l":"list"}',
      '--values',
      '{":two":2,":l":{"L":[{"N":"7"}]},":add":{"$set":["t","u"]}}',
    );
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: [
        'updated {"id":"a"}',
        '  n: 1 → -1',
        '  list: ["x"] → [7,"x"]',
        '  title: was Old already',
        '  info.n: 2 (new)',
        '  info.k: removed, was 1',
        '  tags: u added; t was there already\n',
      ].join('\n'),
    });
    expect(await items.stored('a')).toEqual({
      id: { S: 'a' },
      n: { N: '-1' },
      list: { L: [{ N: '7' }, { S: 'x' }] },
      tags: { SS: expect.arrayContaining(['s', 't', 'u']) },
      title: { S: 'Old' },
      info: { M: { n: { N: '2' } } },
    });
  });

  test('requires an item, as the flags do; --upsert makes it', async () => {
    const flags = ['--expression', 'SET x = :x', '--values', '{":x":"y"}'];
    expect((await items.run('update', 'none', ...flags)).exitCode).toBe(4);
    const made = await items.run('update', 'made', ...flags, '--upsert', '--return', 'new');
    expect(made.stdout).toBe('{\n  "id": "made",\n  "x": "y"\n}\n');
  });

  test('shares its placeholders with --condition; a false one shows the values', async () => {
    const flags = ['--expression', 'SET n = n + :one', '--condition', 'n = :two OR title = :one'];
    const run = await update(...flags, '--values', '{":one":1,":two":2}');
    expect(run).toMatchObject({
      exitCode: 5,
      stderr:
        'Error: the item {"id":"a"} does not satisfy "n = :two OR title = :one": n is 1, title is Old\n' +
        `  → see the item as it is now: autodyne get '{"id":"a"}'\n`,
    });
    const done = await update(...flags, '--values', '{":one":1,":two":1}', '--if', 'title=Old');
    expect(done.stderr).toBe('updated {"id":"a"}\n  n: 1 → 2\n');
  });

  test.each([
    ['SET id = :x', 'the key attribute "id" cannot be changed\n'],
    ['SET n = :x :x', 'Invalid UpdateExpression: Syntax error; token: ":x", near: ":x :x"\n'],
    [
      'SET n = :y',
      'Invalid UpdateExpression: An expression attribute value used in expression is not defined',
    ],
  ])('%s is refused before any request', async (expression, message) => {
    const run = await update('--expression', expression, '--values', '{":x":1}');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(`Error: ${message}`);
  });

  test.each([['--set', 'n:=1'], ['--copy', 'n=m'], ['--parents']])(
    '%s goes not with it',
    async (...flags) => {
      const run = await update('--expression', 'REMOVE n', ...flags);
      expect(run).toMatchObject({ exitCode: 2 });
      expect(run.stderr).toContain(`${flags[0]}`);
    },
  );
});

describe('update --condition beside flags', () => {
  test('one in parentheses, which DynamoDB refuses to see in two pairs', async () => {
    const dry = await update(
      '--set',
      'x:=1',
      '--condition',
      '(n = :n)',
      '--values',
      '{":n":1}',
      '--dry-run',
      '--json',
    );
    expect(dry.json()).toMatchObject({
      DryRun: { Body: { ConditionExpression: 'attribute_exists(#n0) AND (n = :n)' } },
    });
    const or = await update(
      '--set',
      'x:=1',
      '--condition',
      '(n = :n) OR (n = :m)',
      '--values',
      '{":n":1,":m":3}',
      '--dry-run',
      '--json',
    );
    expect(or.json()).toMatchObject({
      DryRun: { Body: { ConditionExpression: 'attribute_exists(#n0) AND ((n = :n) OR (n = :m))' } },
    });
    expect((await update('--set', 'x:=1', '--condition', '(n = :n)', '--values', '{":n":1}')).exitCode).toBe(
      0,
    );
  });

  test('a type refusal comes after it', async () => {
    const flags = ['--set', 'n=2', '--condition', 'n = :n', '--values'];
    expect((await update(...flags, '{":n":1}')).stderr).toContain(
      'n is a number, but --set n=2 would make it a string',
    );
    expect((await update(...flags, '{":n":5}')).exitCode).toBe(5);
  });

  test('placeholders without an expression are refused', async () => {
    expect(await update('--set', 'x=1', '--values', '{":n":1}')).toMatchObject({
      exitCode: 2,
      stderr: 'Error: --names and --values require --expression or --condition\n',
    });
  });
});

describe('delete --condition', () => {
  test('deletes where it is true; a false one is exit 5 and shows the values', async () => {
    const flags = ['--condition', '#n > :n', '--names', '{"#n":"n"}', '--values'];
    expect(await items.run('delete', 'a', ...flags, '{":n":1}')).toMatchObject({
      exitCode: 5,
      stderr:
        'Error: the item {"id":"a"} does not satisfy "#n > :n": n is 1\n' +
        `  → see the item as it is now: autodyne get '{"id":"a"}'\n`,
    });
    const done = await items.run('delete', 'a', ...flags, '{":n":0}', '--if', 'title=Old');
    expect(done).toMatchObject({ exitCode: 0, stderr: 'deleted {"id":"a"}\n' });
    expect(await items.stored('a')).toBeUndefined();
  });

  test('protects one item only, and is never ignored', async () => {
    expect(
      await items.run('delete', '--where', 'n:=1', '--condition', 'n = :n', '--values', '{":n":1}'),
    ).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^Error: --condition cannot be used to delete many items\n/),
    });
    expect(await items.run('delete', 'a', '--values', '{":n":1}')).toMatchObject({
      exitCode: 2,
      stderr: 'Error: --names and --values require --condition\n',
    });
    expect(await items.stored('a')).toBeDefined();
  });
});

test('put --if-not-exists takes a condition in parentheses', async () => {
  const flags = ['--if-not-exists', '--condition', '(attribute_not_exists(n))', '--dry-run', '--json'];
  expect((await items.run('put', '{"id":"b"}', ...flags)).json()).toMatchObject({
    DryRun: { Body: { ConditionExpression: 'attribute_not_exists(#n0) AND (attribute_not_exists(n))' } },
  });
});
