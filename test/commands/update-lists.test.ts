import { beforeEach, describe, expect, test } from 'vitest';
import { useItemTable } from '../helpers/item-table.ts';

const items = useItemTable();
const update = (...argv: string[]) => items.run('update', 'a', ...argv);
const ITEM = {
  id: 'a',
  list: ['x'],
  numbers: [1, 2],
  empty: [],
  nothing: null,
  tags: { $set: ['t'] },
  title: 'Old',
  info: { list: [{ n: 1 }] },
};

beforeEach(async () => {
  await items.run('put', JSON.stringify(ITEM));
});
const value = async (name: string) => ((await items.stored('a')) as Record<string, unknown>)[name];

describe('--append and --prepend', () => {
  test('strings after =, separated by commas; JSON after := is the list of elements', async () => {
    const run = await update('--append', 'list=y,a\\,b', '--prepend', 'info.list:=[{"n":0},7]');
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: [
        'updated {"id":"a"}',
        '  list: y, "a,b" added at the end of the list, which has 3 elements now',
        '  info.list: {"n":0}, 7 added at the start of the list, which has 3 elements now\n',
      ].join('\n'),
    });
    expect(await value('list')).toEqual({ L: [{ S: 'x' }, { S: 'y' }, { S: 'a,b' }] });
    expect(await value('info')).toEqual({
      M: { list: { L: [{ M: { n: { N: '0' } } }, { N: '7' }, { M: { n: { N: '1' } } }] } },
    });
  });

  test('make the list where there is none, and say what looks like something else', async () => {
    const run = await update('--append', 'new=5', '--prepend', 'empty=true,7', '--append', 'other=x,5');
    expect(run.stderr).toBe(
      [
        `new is new; its value is a list of the string "5"; for a number: --append 'new:=[5]'`,
        `empty is new; its value is a list of the strings "true", "7"; for JSON values: --prepend 'empty:=[true,7]'`,
        'updated {"id":"a"}',
        '  new: ["5"] (new)',
        '  other: ["x","5"] (new)',
        '  empty: "true", "7" added at the start of the list, which has 2 elements now\n',
      ].join('\n'),
    );
    expect(await value('new')).toEqual({ L: [{ S: '5' }] });
  });

  test('an item is made by --upsert', async () => {
    const run = await items.run('update', 'made', '--append', 'list=x', '--upsert');
    expect(run.stderr).toBe('updated {"id":"made"}\n  list: ["x"] (new)\n');
    expect((await items.run('update', 'none', '--append', 'list=x')).exitCode).toBe(4);
  });

  test.each([
    [
      'tags=x',
      'tags is a set of strings, but --append tags=x appends to a list',
      ['to add to the set: --add tags=x', `to replace it with a list: --set 'tags:=["x"]'`],
    ],
    [
      'title:=[1]',
      `title is a string, but --append 'title:=[1]' appends to a list`,
      [`to replace it with a list: --set 'title:=[1]'`],
    ],
    [
      'nothing=x',
      'nothing is null, but --append nothing=x appends to a list',
      [`to replace it with a list: --set 'nothing:=["x"]'`],
    ],
    [
      'numbers=3,4',
      'the first element of numbers is a number, but --append numbers=3,4 appends a string',
      [`for JSON values: --append 'numbers:=[3,4]'`, `for strings: --append 'numbers:=["3","4"]'`],
    ],
    [
      'info.list={"n":2,"m":3}',
      `the first element of info.list is a map, but --append 'info.list={"n":2,"m":3}' appends a string`,
      [
        `for JSON values: --append 'info.list:=[{"n":2,"m":3}]'`,
        `for strings: --append 'info.list:=["{\\"n\\":2","\\"m\\":3}"]'`,
      ],
    ],
  ])('%s does not go with what is there', async (arg, problem, suggestions) => {
    const run = await update('--append', arg, '--json');
    expect(run.exitCode).toBe(2);
    expect(run.json()).toEqual({
      error: {
        code: 'TypeWouldChange',
        message: `nothing was changed in the item {"id":"a"}: ${problem}`,
        suggestions,
        details: { attributes: [/^[^:=]+/.exec(arg)?.[0]] },
      },
    });
  });

  test('--text appends a string to any list', async () => {
    expect((await update('--append', 'numbers=3', '--text')).exitCode).toBe(0);
    expect(await value('numbers')).toEqual({ L: [{ N: '1' }, { N: '2' }, { S: '3' }] });
  });

  test.each([
    [
      ['--append', 'list=a, b'],
      '--append list=a, b: there is a space at the end of an element\n' +
        `  → for one string: --append 'list=a\\, b'\n` +
        '  → without it: --append list=a,b\n' +
        `  → with it: --append 'list:=["a"," b"]'\n`,
    ],
    [
      ['--append', 'list='],
      `--append list=: an element is empty\n  → for the empty string, write 'list:=[""]'\n`,
    ],
    [
      ['--prepend', 'list:=7'],
      `--prepend list:=7: the value must be a list of elements\n  → to prepend this value: --prepend 'list:=[7]'\n`,
    ],
    [
      ['--append', 'list=y', '--append', 'list=z'],
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [list], path two: [list]\n' +
        '  → the elements for one list are written together: --append list=a,b\n',
    ],
    [['--append', 'list:=[]'], '--append list:=[]: the list of elements is empty\n'],
    [
      ['--append', 'list+=x'],
      '--append list+=x: there is no operator "+="\n' +
        '  → to add to a set: --add list=x\n' +
        '  → to append to a list: --append list=x\n' +
        `  → for a name that ends in "+", write 'list\\+=x'\n`,
    ],
  ])('%j is refused', async (flags, message) => {
    expect(await update(...flags)).toMatchObject({ exitCode: 2, stderr: `Error: ${message}` });
  });
});

describe('--set-if-absent', () => {
  test('sets what is not there; what is stays, of whatever type, null too', async () => {
    const flags = ['title=New', 'tags=x', 'nothing:=1', 'added=y', 'info.m:={"a":0.10}'];
    const run = await update(...flags.flatMap((flag) => ['--set-if-absent', flag]));
    expect(run.stderr).toBe(
      [
        'updated {"id":"a"}',
        '  title: stays Old',
        '  tags: stays {"$set":["t"]}',
        '  nothing: stays null',
        '  added: y (new)',
        '  info.m: {"a":0.10} (new)\n',
      ].join('\n'),
    );
    expect(await items.stored('a')).toMatchObject({
      title: { S: 'Old' },
      tags: { SS: ['t'] },
      nothing: { NULL: true },
      added: { S: 'y' },
    });
  });

  test('says that a new string looks like a number, and how to set the number', async () => {
    const run = await update('--set-if-absent', 'n=5', '--set-if-absent', 'nothing=6');
    expect(run.stderr).toBe(
      'n is new; its value is the string "5"; for the number: --set n:=5\n' +
        'updated {"id":"a"}\n  n: "5" (new)\n  nothing: stays null\n',
    );
  });
});

describe('--copy', () => {
  test('sets a path to the value of another as it was, with its type', async () => {
    const run = await update('--copy', 'old=title', '--set', 'title=New', '--copy', 'info.first=list[0]');
    expect(run.stderr).toBe(
      'updated {"id":"a"}\n  title: Old → New\n  old: Old (new)\n  info.first: x (new)\n',
    );
    expect(await items.stored('a')).toMatchObject({ title: { S: 'New' }, old: { S: 'Old' } });
  });

  test('with --remove it renames; sets and long numbers keep what they are', async () => {
    await items.run('put', '{"id":"a","n":12345678901234567890.123456789012345678,"s":{"$set":[1,2]}}');
    const run = await update('--copy', 'm=n', '--copy', 't=s', '--remove', 'n,s');
    expect(run.exitCode).toBe(0);
    expect(await items.stored('a')).toEqual({
      id: { S: 'a' },
      m: { N: '12345678901234567890.123456789012345678' },
      t: { NS: expect.arrayContaining(['1', '2']) },
    });
  });

  test('the key can be copied; what it replaces is told', async () => {
    expect((await update('--copy', 'title=id')).stderr).toBe('updated {"id":"a"}\n  title: Old → a\n');
  });

  test.each([
    [['x=titel'], 'it has no titel to copy\n  → did you mean title?\n'],
    [['x=absent', 'y=info.none'], 'it has no absent and no info.none to copy\n'],
  ])('%j: nothing to copy', async (args, message) => {
    expect(await update(...args.flatMap((arg) => ['--copy', arg]))).toMatchObject({
      exitCode: 2,
      stderr: `Error: nothing was changed in the item {"id":"a"}: ${message}`,
    });
  });

  test.each([
    ['title', 'the path to copy from is missing\n  → write --copy NEW=OLD\n'],
    [
      'title:=5',
      'the path to copy from is missing\n  → write --copy NEW=OLD\n  → to set a JSON value: --set title:=5\n',
    ],
    ['title=title', 'the two paths are the same\n'],
  ])('%s is refused', async (arg, message) => {
    expect(await update('--copy', arg)).toMatchObject({
      exitCode: 2,
      stderr: `Error: --copy ${arg}: ${message}`,
    });
  });

  test('the key is not copied over', async () => {
    expect((await update('--copy', 'id=title')).stderr).toMatch(
      /^Error: the key attribute "id" cannot be changed\n/,
    );
  });
});
