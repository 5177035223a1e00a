import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'rank', AttributeType: 'N' },
    { AttributeName: 'code', AttributeType: 'S' },
    { AttributeName: 'hash', AttributeType: 'B' },
  ],
  GlobalSecondaryIndexes: ['rank', 'code', 'hash'].map((name) => ({
    IndexName: `by-${name}`,
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  })),
});

const original = {
  id: { S: '1' },
  year: { N: '2010' },
  live: { BOOL: true },
  title: { S: 'Old' },
  gone: { NULL: true as const },
  tags: { SS: ['a'] },
  list: { L: [{ N: '1' }, { S: 'x' }] },
  info: { M: { year: { N: '5' }, note: { S: 'n' } } },
};
beforeEach(async () => {
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: original }));
});
const stored = async (id = '1') =>
  (
    await table.client.send(
      new GetItemCommand({ TableName: table.tableName, Key: { id: { S: id } }, ConsistentRead: true }),
    )
  ).Item;
const update = (...argv: string[]) => runCommand(['update', ...argv], { env: table.env });
const TEXT = 'to treat every value after = as a string: --text';

/** The first line says that it was done, and those after it what. */
const WITHOUT_NOTE = expect.stringMatching(/^updated \{"id":"1"\}\n(?: {2}.+\n)+$/);

describe('a value after = never changes the type of what is there', () => {
  const refusals: [arg: string, is: string, ...suggestions: string[]][] = [
    ['year=2011', 'year is a number', 'for a number: year:=2011', `for a string: year:='"2011"'`],
    ['year=+007', 'year is a number', 'for a number: year:=7', `for a string: year:='"+007"'`],
    ['year=next', 'year is a number', `for a string: year:='"next"'`],
    [
      'live=false',
      'live is true or false',
      'for true or false: live:=false',
      `for a string: live:='"false"'`,
    ],
    ['tags=b', 'tags is a set of strings', 'to add to the set: --add tags=b', `for a string: tags:='"b"'`],
    ['info={"a":1}', 'info is a map', `for a map: 'info:={"a":1}'`, `for a string: info:='"{\\"a\\":1}"'`],
    ['info.year=6', 'info.year is a number', 'for a number: info.year:=6', `for a string: info.year:='"6"'`],
    ['list[0]=6', 'list[0] is a number', "for a number: 'list[0]:=6'", `for a string: 'list[0]':='"6"'`],
  ];
  test.each(refusals)('%s', async (arg, is, ...suggestions) => {
    const run = await update('1', '--set', arg, '--json');
    expect(run.exitCode).toBe(2);
    const quoted = /[{[]/.test(arg) ? `'${arg}'` : arg;
    expect(run.json()).toEqual({
      error: {
        code: 'TypeWouldChange',
        message: `nothing was changed in the item {"id":"1"}: ${is}, but --set ${quoted} would make it a string`,
        suggestions: [...suggestions, TEXT],
        details: { attributes: [arg.split('=')[0]] },
      },
    });
    expect(await stored()).toEqual(original);
  });

  test('several are reported together', async () => {
    const run = await update('1', '--set', 'year=2011', '--set', 'title=New', '--set', 'live=no');
    expect(run.stderr).toContain(
      'year is a number, but --set year=2011 would make it a string; live is true or false, but --set live=no would',
    );
    expect(await stored()).toEqual(original);
  });

  test('a string, null and what is not there take text', async () => {
    const run = await update(
      '1',
      '--set',
      'title=New',
      '--set',
      'gone=back',
      '--set',
      'new=x',
      '--set',
      'info.note=o',
    );
    expect(run).toMatchObject({ exitCode: 0, stderr: WITHOUT_NOTE });
    expect(await stored()).toMatchObject({
      title: { S: 'New' },
      gone: { S: 'back' },
      new: { S: 'x' },
      info: { M: { note: { S: 'o' } } },
    });
  });

  test(':= takes what it is given', async () => {
    expect((await update('1', '--set', 'year:="2011"', '--set', 'title:=7')).exitCode).toBe(0);
    expect(await stored()).toMatchObject({ year: { S: '2011' }, title: { N: '7' } });
  });

  test('--text takes every = as a string, with no condition and no note', async () => {
    const run = await update('1', '--text', '--set', 'year=2011', '--set', 'new=5', '--set', 'sum==1+1');
    expect(run).toMatchObject({ exitCode: 0, stderr: WITHOUT_NOTE });
    expect(await stored()).toMatchObject({ year: { S: '2011' }, new: { S: '5' }, sum: { S: '=1+1' } });
    const dry = await update('1', '--text', '--set', 'year=2011', '--upsert', '--dry-run', '--json');
    expect(dry.json()).toMatchObject({ DryRun: { Body: { ReturnValues: 'ALL_OLD' } } });
    expect(dry.stdout).not.toContain('ConditionExpression');
  });

  test('an absent item is exit 4 without --upsert, and made with it', async () => {
    expect((await update('none', '--set', 'year=x')).exitCode).toBe(4);
    expect((await update('none', '--set', 'year=x', '--upsert')).exitCode).toBe(0);
    expect(await stored('none')).toEqual({ id: { S: 'none' }, year: { S: 'x' } });
  });
});

describe('a set of strings is added to, and deleted from, where there is one or nothing', () => {
  test.each([
    [
      '--add',
      'year=1',
      'year is a number, but --add year=1 adds to a set of strings',
      '  → to add to the number: --add year:=1\n',
    ],
    [
      '--add',
      'years=3,4',
      'years is a set of numbers, but --add years=3,4 adds to a set of strings',
      `  → for the set of numbers: --add 'years:={"$set":[3,4]}'\n`,
    ],
    [
      '--delete',
      'years=1',
      'years is a set of numbers, but --delete years=1 deletes from a set of strings',
      `  → for the set of numbers: --delete 'years:={"$set":[1]}'\n`,
    ],
    ['--add', 'title=x', 'title is a string, but --add title=x adds to a set of strings', ''],
    ['--add', 'gone=x', 'gone is null, but --add gone=x adds to a set of strings', ''],
  ])('%s %s is refused', async (flag, arg, problem, suggestions) => {
    const item = { ...original, years: { NS: ['1'] } };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
    expect(await update('1', flag, arg)).toMatchObject({
      exitCode: 2,
      stderr: `Error: nothing was changed in the item {"id":"1"}: ${problem}\n${suggestions}`,
    });
    expect(await stored()).toEqual(item);
  });

  test('and done', async () => {
    expect((await update('1', '--add', 'tags=b', '--add', 'new=x', '--delete', 'none=y')).exitCode).toBe(0);
    expect(await stored()).toMatchObject({ new: { SS: ['x'] } });
    expect((await update('1', '--delete', 'tags=a')).exitCode).toBe(0);
    expect(await stored()).toMatchObject({ tags: { SS: ['b'] } });
  });
});

describe('with --if', () => {
  test('what does not hold is exit 5, whatever the types', async () => {
    const run = await update('1', '--set', 'year=2011', '--if', 'title:="Other"', '--json');
    expect(run.exitCode).toBe(5);
    expect(run.json()).toMatchObject({
      error: {
        code: 'ConditionFailed',
        message: 'the item {"id":"1"} does not satisfy "title:="Other"": title is Old',
      },
    });
  });

  test.each(['title:="Old"', 'year.lt:=2010.5', 'tags.contains=a', 'info.year.exists'])(
    'where %s holds, a type refusal is exit 2',
    async (where) => {
      const run = await update('1', '--set', 'year=2011', '--if', where, '--json');
      expect(run.exitCode).toBe(2);
      expect(run.json()).toMatchObject({ error: { code: 'TypeWouldChange' } });
    },
  );

  test('an absent item that --upsert would make does not satisfy it: exit 5', async () => {
    expect((await update('absent', '--upsert', '--set', 'a=b', '--if', 'a.exists')).exitCode).toBe(5);
  });
});

describe('a key of an index takes its own type', () => {
  test('number, string and binary, with no note', async () => {
    const run = await update('1', '--set', 'rank=5', '--set', 'code=5', '--set', 'hash=AQI=');
    expect(run).toMatchObject({ exitCode: 0, stderr: WITHOUT_NOTE });
    expect(await stored()).toMatchObject({
      rank: { N: '5' },
      code: { S: '5' },
      hash: { B: new Uint8Array([1, 2]) },
    });
    expect((await update('1', '--text', '--set', 'rank=6')).exitCode).toBe(0);
    expect(await stored()).toMatchObject({ rank: { N: '6' } });
  });

  test.each([
    ['rank=x', 'a number: "x" is not a number'],
    ['code=', 'a string: it cannot be empty'],
    ['hash=!', 'binary: not base64: "!"'],
  ])('%s is refused', async (arg, problem) => {
    const name = arg.split('=')[0];
    expect(await update('1', '--set', arg)).toMatchObject({
      exitCode: 2,
      stderr:
        `Error: --set ${arg}: the attribute is a key of an index and ${problem}\n` +
        `  → to leave the item out of that index: --remove ${name}\n`,
    });
  });

  test('--set-if-absent too', async () => {
    const rank = await update('1', '--set-if-absent', 'rank=7', '--set-if-absent', 'hash=AQI=');
    expect(rank).toMatchObject({ exitCode: 0, stderr: WITHOUT_NOTE });
    expect(await stored()).toMatchObject({ rank: { N: '7' }, hash: { B: new Uint8Array([1, 2]) } });
    expect((await update('1', '--set-if-absent', 'rank=x')).stderr).toBe(
      'Error: --set-if-absent rank=x: the attribute is a key of an index and a number: "x" is not a number\n' +
        '  → to leave the item out of that index: --remove rank\n',
    );
  });

  test('inside another attribute the name is as any other', async () => {
    expect((await update('1', '--set', 'info.rank=x')).exitCode).toBe(0);
  });
});

describe('a new string that reads as a number, true, false or null', () => {
  test.each([
    ['new=2011', 'new is new; its value is the string "2011"; for the number: --set new:=2011'],
    ['new=-1.5e3', 'new is new; its value is the string "-1.5e3"; for the number: --set new:=-1.5e3'],
    ['new=true', 'new is new; its value is the string "true"; for true: --set new:=true'],
    ['gone=null', 'gone is new; its value is the string "null"; for null: --set gone:=null'],
    ['info.new=7', 'info.new is new; its value is the string "7"; for the number: --set info.new:=7'],
    ['list[2]=7', `list[2] is new; its value is the string "7"; for the number: --set 'list[2]:=7'`],
  ])('%s is told', async (arg, note) => {
    const run = await update('1', '--set', arg);
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.stderr.split('\n').slice(0, 2)).toEqual([note, 'updated {"id":"1"}']);
  });

  test.each(['new=02134', 'new=+49', 'title=2011', 'info.note=5', 'list[1]=7', 'new=1.', 'new= 1'])(
    '%s is not',
    async (arg) => {
      expect(await update('1', '--set', arg)).toMatchObject({ exitCode: 0, stderr: WITHOUT_NOTE });
    },
  );

  test('is printed for a new item, and with --return old', async () => {
    const made = await update('made', '--upsert', '--set', 'n=1', '--json');
    expect(made.json()).toEqual({});
    expect(made.stderr).toBe(
      'n is new; its value is the string "1"; for the number: --set n:=1\nupdated {"id":"made"}\n  n: "1" (new)\n',
    );
    const old = await update('1', '--set', 'n=1', '--set', 'title=5', '--return', 'old');
    expect(old.stderr).toBe('n is new; its value is the string "1"; for the number: --set n:=1\n');
    expect(old.stdout).toContain('"title": "Old"');
  });

  test('is printed for a set that --add creates', async () => {
    expect((await update('1', '--add', 'plays=1', '--add', 'years=1,2', '--add', 'tags=3')).stderr).toBe(
      'plays is new; its value is a set of the string "1"; for a number: --add plays:=1\n' +
        `years is new; its value is a set of the strings "1", "2"; for numbers: --add 'years:={"$set":[1,2]}'\n` +
        'updated {"id":"1"}\n' +
        '  plays: {"$set":["1"]} (new)\n' +
        '  years: {"$set":["1","2"]} (new)\n' +
        '  tags: "3" added\n',
    );
  });
});
