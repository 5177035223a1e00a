import { beforeEach, describe, expect, test } from 'vitest';
import { updateItem } from '../../src/lib/items/write/update-item.ts';
import { useItemTable } from '../helpers/item-table.ts';

const items = useItemTable();
const update = (...argv: string[]) => items.run('update', 'a', ...argv, '--parents');

beforeEach(async () => {
  await items.run('put', '{"id":"a","info":{"n":1},"title":"Old","nothing":null,"list":[{"n":1}]}');
});

describe('--parents', () => {
  test('makes the maps that are absent, with the values in them', async () => {
    const run = await update(
      '--set',
      'info.a.b=x',
      '--set',
      'info.a.c:=5',
      '--append',
      'new.deep.list=y',
      '--add',
      'new.count:=1',
      '--copy',
      'new.title=title',
      '--set-if-absent',
      'list[0].m.k=z',
      '--set',
      'title=New',
    );
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: [
        'updated {"id":"a"}',
        '  info.a: a map was made, since there was none',
        '  list[0].m: a map was made, since there was none',
        '  new: a map was made, since there was none',
        '  new.deep: a map was made, since there was none',
        '  info.a.b: x (new)',
        '  info.a.c: 5 (new)',
        '  title: Old → New',
        '  list[0].m.k: z (new)',
        '  new.deep.list: ["y"] (new)',
        '  new.title: Old (new)',
        '  new.count: 1 (new)\n',
      ].join('\n'),
    });
    expect(await items.stored('a')).toEqual({
      id: { S: 'a' },
      info: { M: { n: { N: '1' }, a: { M: { b: { S: 'x' }, c: { N: '5' } } } } },
      title: { S: 'New' },
      nothing: { NULL: true },
      list: { L: [{ M: { n: { N: '1' }, m: { M: { k: { S: 'z' } } } } }] },
      new: { M: { deep: { M: { list: { L: [{ S: 'y' }] } } }, title: { S: 'Old' }, count: { N: '1' } } },
    });
  });

  test('one request is enough where all parents are there', async () => {
    const dry = await update('--set', 'info.n:=2', '--dry-run', '--json');
    expect(dry.json()).toMatchObject({
      DryRun: {
        Body: {
          UpdateExpression: 'SET #n1.#n2 = :v0',
          ConditionExpression: 'attribute_exists(#n0) AND attribute_type(#n1, :v1)',
          ExpressionAttributeValues: { ':v0': { N: '2' }, ':v1': { S: 'M' } },
        },
      },
    });
    expect((await update('--set', 'info.n:=2')).stderr).toBe('updated {"id":"a"}\n  info.n: 1 → 2\n');
  });

  test('with --upsert also those of an item that is made', async () => {
    const run = await items.run('update', 'made', '--set', 'a.b.c=x', '--parents', '--upsert');
    expect(run.stderr).toBe(
      [
        'updated {"id":"made"}',
        '  a: a map was made, since there was none',
        '  a.b: a map was made, since there was none',
        '  a.b.c: x (new)\n',
      ].join('\n'),
    );
    expect(await items.stored('made')).toEqual({
      id: { S: 'made' },
      a: { M: { b: { M: { c: { S: 'x' } } } } },
    });
    expect((await items.run('update', 'no', '--set', 'a.b=x', '--parents')).exitCode).toBe(4);
  });

  test('a condition still decides, and a type is still kept', async () => {
    const refused = await update('--set', 'new.a=x', '--if', 'title=Other');
    expect(refused).toMatchObject({ exitCode: 5 });
    expect(refused.stderr).toContain('does not satisfy "title=Other": title is Old');
    expect((await update('--set', 'new.a=x', '--set', 'info.n=2')).stderr).toMatch(
      /^Error: nothing was changed in the item \{"id":"a"\}: info\.n is a number, but --set info\.n=2 would make it a string\n/,
    );
    expect((await update('--copy', 'new.a=titel')).stderr).toContain('it has no titel to copy');
    expect(await items.stored('a')).not.toHaveProperty('new');
    const done = await update('--set', 'new.a=x', '--if', 'title=Old', '--return', 'new');
    expect(done.stdout).toContain('"new": {\n    "a": "x"\n  }');
  });

  test.each([
    [
      'title.a=x',
      'nothing was changed: title is a string and not a map, so --set cannot change title.a in it\n' +
        `  → to replace it with a map: --set 'title:={…}'\n`,
    ],
    [
      'nothing.a.b=x',
      'nothing was changed: nothing is null and not a map, so --set cannot change nothing.a.b in it\n' +
        `  → to replace it with a map: --set 'nothing:={…}'\n`,
    ],
    [
      'list.a=x',
      'nothing was changed: list is a list and not a map, so --set cannot change list.a in it\n' +
        `  → to replace it with a map: --set 'list:={…}'\n`,
    ],
    [
      'info[0]=x',
      'nothing was changed: info is a map and not a list, so --set cannot change info[0] in it\n' +
        `  → to replace it with a list: --set 'info:=[…]'\n`,
    ],
    [
      'list[3].a=x',
      '--set list[3].a: there is no list[3], and only maps can be made for it\n' +
        `  → to add an element to the list: --append 'list:=[JSON]'\n`,
    ],
    [
      'new.list[0]=x',
      '--set new.list[0]: there is no new.list[0], and only maps can be made for it\n' +
        `  → to add an element to the list: --append 'new.list:=[JSON]'\n`,
    ],
  ])('%s is refused, and nothing is changed', async (arg, message) => {
    const before = await items.stored('a');
    expect(await update('--set', arg, '--set', 'made.a=1')).toMatchObject({
      exitCode: 2,
      stderr: `Error: ${message}`,
    });
    expect(await items.stored('a')).toEqual(before);
  });

  test('without it, the error names it', async () => {
    const run = await items.run('update', 'a', '--set', 'new.a=x');
    expect(run).toMatchObject({ exitCode: 1 });
    expect(run.stderr).toContain('  → to make the maps on the way that are absent: --parents\n');
  });

  test('parents that others make at the same time are kept', async () => {
    const { client, tableName } = items.table;
    const names = Array.from({ length: 4 }, (_, index) => `k${index}`);
    await Promise.all(
      names.map((name) =>
        updateItem(client, {
          tableName,
          key: { id: { S: 'a' } },
          actions: [{ kind: 'set', path: ['race', 'inner', name], value: { S: name } }],
          isMakingParents: true,
        }),
      ),
    );
    const stored = (await items.stored('a')) as { race: { M: { inner: { M: object } } } };
    expect(Object.keys(stored.race.M.inner.M).sort()).toEqual(names);
  });
});
