import { beforeAll, describe, expect, test } from 'vitest';
import { defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { useTable } from '../../helpers/table.ts';
import { tableDefinition } from '../../helpers/table-definition.ts';

const models = useModelTable(
  tableDefinition(['id'], { global: [{ name: 'inByCity', keys: ['city', 'rank:N'] }] }),
);
const alone = useTable(tableDefinition(['list', 'number:N']));

class Line extends defineModel({
  name: 'InLine',
  table: { name: alone.tableName, partitionKey: 'list' },
  sortKey: 'number',
  fields: { number: f.integer().required(), parity: f.string() },
  timestamps: false,
}) {}

class User extends defineModel({
  name: 'InUser',
  fields: { city: f.string().required(), rank: f.integer().required() },
  timestamps: false,
  globalSecondaryIndexes: [{ name: 'inByCity', partitionKey: 'city', sortKey: 'rank', projection: 'all' }],
}) {}

beforeAll(async () => {
  for (const list of ['a', 'b', 'c']) {
    for (const number of [1, 2, 3]) {
      const parity = { S: number % 2 === 0 ? 'even' : 'odd' };
      await models.put({ list: { S: list }, number: { N: String(number) }, parity }, alone.tableName);
    }
  }
  for (const [id, city, rank] of [
    ['u1', 'Rome', 1],
    ['u2', 'Oslo', 2],
    ['u3', 'Rome', 3],
    ['x', 'Rome', 2],
  ] as const) {
    const owner = id === 'x' ? 'InOther' : 'InUser';
    await models.put({ id: { S: id }, _model: { S: owner }, city: { S: city }, rank: { N: String(rank) } });
  }
  await User.find('u1');
});

const ids = (records: readonly { id: string }[]): string => records.map(({ id }) => id).join(' ');
const linesOf = (records: readonly { list: string; number: number }[]): string =>
  records.map(({ list, number }) => `${list}${number}`).join(' ');

describe('where with several values of a key', () => {
  test('by id is a BatchGetItem, in the order of the ids, of the model’s own items', async () => {
    const users = User.where({ 'id.in': ['u3', 'nobody', 'x', 'u1', 'u3'] });
    expect(ids(await users.all())).toBe('u3 u1');
    expect(models.operations()).toEqual(['BatchGetItem']);
    expect(ids(await User.where({ 'id.in': ['u3', 'u2', 'u1'], city: 'Rome' }).all())).toBe('u3 u1');
    expect(await users.count()).toBe(2);
    expect((await users.first())?.id).toBe('u3');
    expect((await users.last())?.id).toBe('u1');
    expect(await users.pluck('rank')).toEqual([3, 1]);
    expect(users.explain()).toMatchObject({ operation: 'BatchGetItem', index: undefined });
  });

  test('of an index is a Query of each', async () => {
    const users = User.where({ 'city.in': ['Rome', 'Oslo'] });
    expect(ids(await users.all())).toBe('u1 u3 u2');
    expect(models.operations()).toEqual(['Query', 'Query']);
    expect(ids(await users.scanIndexForward(false).all())).toBe('u3 u1 u2');
    expect((await users.last())?.id).toBe('u2');
    expect((await users.scanIndexForward(false).last())?.id).toBe('u2');
    expect(await users.where({ 'rank.gte': 2 }).count()).toBe(2);
    expect(ids(await users.where({ 'rank.in': [3, 2] }).all())).toBe('u3 u2');
  });

  test('with a sort key', async () => {
    expect(linesOf(await Line.where({ 'list.in': ['b', 'a'], number: 2 }).all())).toBe('b2 a2');
    expect(linesOf(await Line.where({ list: 'b', 'number.in': [3, 1] }).all())).toBe('b1 b3');
    expect(models.operations()).toEqual(['BatchGetItem', 'BatchGetItem']);
    const down = Line.where({ list: 'b', 'number.in': [3, 1] }).scanIndexForward(false);
    expect(linesOf(await down.all())).toBe('b3 b1');
    expect((await down.last())?.number).toBe(1);
  });

  test('consistent, and deleted by its keys', async () => {
    for (const number of [7, 8]) await Line.create({ list: 'gone', number });
    models.received();
    const gone = Line.where({ 'list.in': ['gone', 'none'], 'number.in': [7, 8, 9] });
    expect(await gone.deleteAll()).toBe(2);
    const [read, write] = models.received();
    expect(read?.body.RequestItems?.[alone.tableName]).toMatchObject({ ConsistentRead: true });
    expect(write?.operation).toBe('BatchWriteItem');
  });
});

describe('page and start', () => {
  const all = async (chain: ReturnType<typeof Line.where>, size: number): Promise<string[]> => {
    const pages: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof chain.page>> = await chain.page({ size, after });
      pages.push(linesOf(page.items as readonly Line[] as never));
      after = page.cursor;
    } while (after !== null);
    return pages;
  };

  test.each([
    [{ 'list.in': ['c', 'none', 'a'] }, ['c1 c2', 'c3 a1', 'a2 a3']],
    [{ 'list.in': ['none', 'c'] }, ['c1 c2', 'c3']],
    [{ 'list.in': ['c', 'none', 'b', 'a'], number: 2 }, ['c2 b2', 'a2']],
    [{ list: 'c', 'number.in': [3, 1, 2] }, ['c1 c2', 'c3']],
  ])('%j goes through all records, and knows the end', async (conditions, expected) => {
    expect(await all(Line.where(conditions), 2)).toEqual(expected);
  });

  test('beside a filter too', async () => {
    expect((await all(Line.where({ 'list.in': ['c', 'a'], parity: 'odd' }), 1)).filter(Boolean)).toEqual([
      'c1',
      'c3',
      'a1',
      'a3',
    ]);
  });

  const byKeys = { 'list.in': ['c', 'a', 'b'], number: 1 };
  test.each([
    ['other values', Line.where({ ...byKeys, 'list.in': ['c', 'b', 'a'] })],
    ['fewer values', Line.where({ ...byKeys, 'list.in': ['c', 'a'] })],
    ['another direction', Line.where(byKeys).scanIndexForward(false)],
    ['one value', Line.where({ list: 'c', number: 1 })],
  ])('a cursor is refused by %s', async (_, chain) => {
    const { cursor } = await Line.where(byKeys).page({ size: 1 });
    models.received();
    const error = await failureOf(chain.page({ size: 1, after: cursor }));
    expect(error.message).toMatch(
      /: page cannot go on after this cursor: it is the cursor of another query$/,
    );
    expect(models.operations()).toEqual([]);
  });

  test('each page but the last has a key to start from', async () => {
    const chain = Line.where({ 'list.in': ['none', 'c', 'nil', 'a'] }).batch(2);
    const pages = [];
    for await (const page of chain.pages()) pages.push(page);
    expect(pages.flatMap(({ items }) => items)).toHaveLength(6);
    expect(pages.map(({ lastEvaluatedKey }) => lastEvaluatedKey !== null)).toEqual(
      pages.map((_, position) => position < pages.length - 1),
    );
    const [first] = pages;
    expect(linesOf(await chain.start(first?.lastEvaluatedKey ?? null).all())).toBe('c3 a1 a2 a3');
    expect(linesOf(await chain.start(await Line.find(['c', 3])).all())).toBe('a1 a2 a3');
  });
});
