import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configure, defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { useTable } from '../../helpers/table.ts';
import { tableDefinition } from '../../helpers/table-definition.ts';

const models = useModelTable(
  tableDefinition(['id'], { global: [{ name: 'chainByCity', keys: ['city', 'rank:N'] }] }),
);
const alone = useTable(tableDefinition(['list', 'number:N']));

class Item extends defineModel({
  name: 'ChainItem',
  table: { name: alone.tableName, partitionKey: 'list' },
  sortKey: 'number',
  fields: {
    number: f.integer().required(),
    name: f.string().default('nobody'),
    tags: f.set(f.integer()),
    parity: f.string(),
  },
  timestamps: false,
}) {}

class User extends defineModel({
  name: 'ChainUser',
  fields: { city: f.string().required(), rank: f.integer().required(), name: f.string() },
  timestamps: false,
  globalSecondaryIndexes: [{ name: 'chainByCity', partitionKey: 'city', sortKey: 'rank', projection: 'all' }],
}) {}

const putItems = async (list: string, count: number): Promise<void> => {
  for (let number = 1; number <= count; number += 1) {
    const parity = { S: number % 2 === 0 ? 'even' : 'odd' };
    const name = number === 3 ? {} : { name: { S: `item ${number}` } };
    const tags = { NS: [String(number)] };
    await models.put(
      { list: { S: list }, number: { N: String(number) }, parity, tags, ...name },
      alone.tableName,
    );
  }
};

const putUser = (id: string, city: string, rank: number, model = 'ChainUser') =>
  models.put({ id: { S: id }, _model: { S: model }, city: { S: city }, rank: { N: String(rank) } });

beforeAll(async () => {
  await putItems('a', 6);
  for (const rank of [1, 2, 3, 4, 5]) await putUser(`u${rank}`, 'Rome', rank);
  await putUser('other', 'Rome', 9, 'ChainOther');
  await User.find('u1');
});

const numbersOf = (records: readonly { number: number }[]): number[] => records.map(({ number }) => number);
const items = Item.where({ list: 'a' });
const limitsSent = (): unknown[] => models.received().map(({ body }) => body['Limit']);

describe('H5: a chain', () => {
  test('sends nothing until it is read', async () => {
    items.recordLimit(3);
    await Promise.resolve(items);
    expect(models.operations()).toEqual([]);
  });

  test('is an async iterable of records', async () => {
    const numbers: number[] = [];
    for await (const item of items) {
      expect(item).toBeInstanceOf(Item);
      numbers.push(item.number);
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect(models.operations()).toEqual(['Query']);
  });

  test('asks for the next page only when it is wanted', async () => {
    for await (const item of items.batch(2)) if (item.number === 3) break;
    expect(models.operations()).toEqual(['Query', 'Query']);
  });
});

describe('limits', () => {
  test('H8: recordLimit is the most records, and what a request is asked for', async () => {
    expect(numbersOf(await items.recordLimit(4).all())).toEqual([1, 2, 3, 4]);
    expect(limitsSent()).toEqual([4]);
  });

  test('H10: recordLimit beside a filter does not make pages small', async () => {
    expect(numbersOf(await items.where({ parity: 'even' }).recordLimit(2).all())).toEqual([2, 4]);
    expect(limitsSent()).toEqual([undefined]);
  });

  test('H9: scanLimit is the most items looked at', async () => {
    expect(numbersOf(await items.where({ parity: 'even' }).scanLimit(3).all())).toEqual([2]);
    expect(limitsSent()).toEqual([3]);
  });

  test('H10: batch is the items of one request, and the smallest of the limits is asked for', async () => {
    expect(numbersOf(await items.batch(4).all())).toEqual([1, 2, 3, 4, 5, 6]);
    expect(limitsSent()).toEqual([4, 4]);
    expect(numbersOf(await items.batch(2).scanLimit(3).all())).toEqual([1, 2, 3]);
    expect(limitsSent()).toEqual([2, 1]);
  });

  test('S2, H15: all takes batchSize, of the class and of a chain', async () => {
    const numbers: number[] = [];
    for await (const { number } of Item.all({ batchSize: 4 })) numbers.push(number);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await items.all({ batchSize: 5 })).toHaveLength(6);
    expect(limitsSent()).toEqual([4, 4, 5, 5]);
  });

  test.each([0, -1, 1.5, Number.NaN])('a limit of %s is InvalidQuery before a request', async (limit) => {
    const error = await failureOf(items.recordLimit(limit).all());
    expect(error.code).toBe('InvalidQuery');
    expect(error.message).toBe(`ChainItem: recordLimit takes a whole number of 1 or more, not ${limit}`);
    expect((await failureOf(items.first(limit))).code).toBe('InvalidQuery');
    expect((await failureOf(items.page({ size: limit }))).code).toBe('InvalidQuery');
    expect(models.operations()).toEqual([]);
  });
});

describe('H11: start', () => {
  test('after a record', async () => {
    const third = await Item.find(['a', 3]);
    expect(numbersOf(await items.start(third).all())).toEqual([4, 5, 6]);
  });

  test('after a record, on an index', async () => {
    const second = await User.find('u2');
    const found = await User.where({ city: 'Rome' }).start(second).all();
    expect(found.map(({ id }) => id)).toEqual(['u3', 'u4', 'u5']);
    expect(models.received().at(-1)?.body['ExclusiveStartKey']).toEqual({
      id: { S: 'u2' },
      city: { S: 'Rome' },
      rank: { N: '2' },
    });
  });

  test('after a key by attribute names', async () => {
    expect(numbersOf(await items.start({ list: 'a', number: 4 }).all())).toEqual([5, 6]);
  });

  test('a key that is not whole is InvalidQuery before a request', async () => {
    const error = await failureOf(items.start({ list: 'a' }).all());
    expect(error.code).toBe('InvalidQuery');
    expect(error.message).toBe('ChainItem: the start key is not valid: number is missing');
    expect(models.operations()).toEqual([]);
  });

  test('null is from the beginning', async () => {
    expect(await items.start(null).all()).toHaveLength(6);
  });
});

describe('consistent, scanIndexForward', () => {
  test('H12: consistent is ConsistentRead', async () => {
    await items.consistent().all();
    expect(models.received().map(({ body }) => body.ConsistentRead)).toEqual([true]);
  });

  test('H13: scanIndexForward(false) is from the end, the last call wins, and a Scan has no order', async () => {
    expect(numbersOf(await items.scanIndexForward(false).all())).toEqual([6, 5, 4, 3, 2, 1]);
    expect(numbersOf(await items.scanIndexForward(false).scanIndexForward(true).all())).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(await Item.all().scanIndexForward(false).all()).toHaveLength(6);
  });
});

describe('H14: first, last, count', () => {
  test('first reads one item', async () => {
    expect((await items.first())?.number).toBe(1);
    expect(numbersOf(await items.first(2))).toEqual([1, 2]);
    expect(limitsSent()).toEqual([1, 2]);
  });

  test('first of nothing is null, and an empty list', async () => {
    expect(await Item.where({ list: 'none' }).first()).toBeNull();
    expect(await Item.where({ list: 'none' }).first(3)).toEqual([]);
  });

  test('first beside a filter reads on until it is found', async () => {
    expect((await items.where({ parity: 'even' }).first())?.number).toBe(2);
  });

  test('last of a Query reads one item from its end', async () => {
    expect((await items.last())?.number).toBe(6);
    expect((await items.scanIndexForward(false).last())?.number).toBe(1);
    expect(limitsSent()).toEqual([1, 1]);
  });

  test('last keeps to limits and to the start', async () => {
    expect((await items.recordLimit(4).last())?.number).toBe(4);
    expect(await items.start({ list: 'a', number: 6 }).last()).toBeNull();
    expect(await Item.where({ list: 'none' }).last()).toBeNull();
  });

  test('last of a Scan reads all', async () => {
    expect(await Item.last()).toBeInstanceOf(Item);
  });

  test('count loads nothing, and keeps to limits', async () => {
    expect(await items.count()).toBe(6);
    expect(await items.where({ parity: 'even' }).count()).toBe(3);
    expect(await items.recordLimit(2).count()).toBe(2);
    expect(await items.batch(2).count()).toBe(6);
    expect(models.received().every(({ body }) => body['Select'] === 'COUNT')).toBe(true);
  });

  test('exists reads one item at most', async () => {
    expect(await items.exists()).toBe(true);
    expect(await Item.where({ list: 'none' }).exists()).toBe(false);
    expect(models.received().map(({ body }) => [body['Limit'], body['Select']])).toEqual([
      [1, 'COUNT'],
      [1, 'COUNT'],
    ]);
  });
});

describe('pages', () => {
  test('gives DynamoDB’s own, with the key to go on from', async () => {
    const pages: [number[], unknown][] = [];
    for await (const page of items.batch(4).pages())
      pages.push([numbersOf(page.items), page.lastEvaluatedKey]);
    expect(pages).toEqual([
      [[1, 2, 3, 4], { list: 'a', number: 4 }],
      [[5, 6], null],
    ]);
  });

  test('start takes the key of a page', async () => {
    for await (const page of items.batch(4).pages()) {
      expect(numbersOf(await items.start(page.lastEvaluatedKey).all())).toEqual([5, 6]);
      break;
    }
  });
});

describe('page', () => {
  const all = async (chain: typeof items, size: number): Promise<number[][]> => {
    const pages: number[][] = [];
    let after: string | null = null;
    do {
      const page: { items: readonly { number: number }[]; cursor: string | null } = await chain.page({
        size,
        after,
      });
      pages.push(numbersOf(page.items));
      after = page.cursor;
    } while (after !== null);
    return pages;
  };

  test('goes through all records, and knows the end', async () => {
    expect(await all(items, 4)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(await all(items, 3)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(await all(items.scanIndexForward(false), 3)).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
  });

  test('has its size beside a filter too', async () => {
    expect((await all(items.where({ parity: 'even' }), 2)).flat()).toEqual([2, 4, 6]);
    expect((await items.where({ parity: 'even' }).page({ size: 2 })).items).toHaveLength(2);
  });

  test('a cursor of a Scan and of an index goes on too', async () => {
    const first = await User.where({ city: 'Rome' }).page({ size: 2 });
    const second = await User.where({ city: 'Rome' }).page({ size: 9, after: first.cursor });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['u1', 'u2', 'u3', 'u4', 'u5']);
    const scan = await Item.page({ size: 5 });
    expect((await Item.page({ size: 5, after: scan.cursor })).items).toHaveLength(1);
  });

  test('other values than the partition key’s may change', async () => {
    const { cursor } = await items.where({ 'number.gt': 0 }).page({ size: 2 });
    const next = await items.where({ 'number.gt': 1 }).page({ size: 2, after: cursor });
    expect(numbersOf(next.items)).toEqual([3, 4]);
  });

  test.each([
    ['another partition key', () => Item.where({ list: 'b' })],
    ['another direction', () => items.scanIndexForward(false)],
    ['other operators', () => items.where({ 'number.gt': 0 })],
    ['another field', () => items.where({ name: 'x' })],
    ['a Scan', () => Item.all()],
    ['another model', () => User.where({ city: 'Rome' })],
  ])('the cursor of a query is refused by %s, before a request', async (_, chain) => {
    const { cursor } = await items.page({ size: 2 });
    models.received();
    const error = await failureOf((chain() as typeof items).page({ size: 2, after: cursor }));
    expect(error.code).toBe('InvalidQuery');
    expect(error.message).toMatch(
      /: page cannot go on after this cursor: it is the cursor of another query$/,
    );
    expect(models.operations()).toEqual([]);
  });

  test.each(['', 'nonsense', 'x'.repeat(40), '<script>'])('%j is no cursor', async (after) => {
    const error = await failureOf(items.page({ size: 2, after }));
    expect(error.code).toBe('InvalidQuery');
    expect(models.operations()).toEqual([]);
  });

  test('a cursor that was damaged is refused before a request', async () => {
    const { cursor } = await items.page({ size: 2 });
    models.received();
    for (const after of [`${cursor?.slice(0, -4)}`, `${cursor?.slice(0, 16)}e30`]) {
      expect((await failureOf(items.page({ size: 2, after }))).code).toBe('InvalidQuery');
    }
    expect(models.operations()).toEqual([]);
  });
});

describe('project and pluck', () => {
  test('T23: project gives plain objects of what is stored, without defaults', async () => {
    const objects: unknown[] = [];
    for await (const object of items.recordLimit(3).project('number', 'name', 'tags')) objects.push(object);
    expect(objects).toEqual([
      { number: 1, name: 'item 1', tags: new Set([1]) },
      { number: 2, name: 'item 2', tags: new Set([2]) },
      { number: 3, name: null, tags: new Set([3]) },
    ]);
    const [request] = models.received();
    expect(Object.values(request?.body.ExpressionAttributeNames ?? {}).sort()).toEqual([
      'list',
      'name',
      'number',
      'tags',
    ]);
  });

  test('pluck gives the values of one field', async () => {
    expect(await items.pluck('parity')).toEqual(['odd', 'even', 'odd', 'even', 'odd', 'even']);
    expect(await items.recordLimit(2).pluck('number')).toEqual([1, 2]);
  });

  test('an unknown name is UnknownAttribute before a request', async () => {
    expect((await failureOf(items.pluck('none' as never))).code).toBe('UnknownAttribute');
    expect(models.operations()).toEqual([]);
  });
});

describe('explain', () => {
  test('tells request, index and reasons, and sends nothing', () => {
    const { operation, index, request, why } = User.where({ city: 'Rome', 'rank.gt': 1 })
      .recordLimit(3)
      .explain();
    expect([operation, index]).toEqual(['Query', 'chainByCity']);
    expect(request).toMatchObject({
      TableName: models.table.tableName,
      IndexName: 'chainByCity',
      KeyConditionExpression: '#n0 = :v0 AND #n1 > :v1',
      FilterExpression: '#n2 = :v2',
    });
    expect(why[0]).toBe('Querying index "chainByCity": its partition key city has an equality condition');
    expect(models.operations()).toEqual([]);
  });
});

describe('G1: deleteAll', () => {
  beforeEach(async () => {
    await putItems('d', 30);
    models.received();
  });

  test('reads keys only, consistently, deletes in batches of 25, and tells how many', async () => {
    expect(await Item.where({ list: 'd' }).deleteAll()).toBe(30);
    const [query, ...writes] = models.received();
    expect([query?.operation, query?.body.ConsistentRead]).toEqual(['Query', true]);
    expect(query?.body['ProjectionExpression']).toBe('#n0, #n1');
    expect(writes.map(({ operation }) => operation)).toEqual(['BatchWriteItem', 'BatchWriteItem']);
    expect(await Item.where({ list: 'd' }).count()).toBe(0);
    expect(await items.count()).toBe(6);
  });

  test('T10: what is left unprocessed is deleted all the same', async () => {
    let faults = 3;
    models.faults.script = ({ operation }) => {
      if (operation !== 'BatchWriteItem' || faults === 0) return undefined;
      faults -= 1;
      return { unprocessed: 20 };
    };
    configure({ backoff: { constant: 0.001 } });
    try {
      expect(await Item.where({ list: 'd' }).destroyAll()).toBe(30);
    } finally {
      configure({ backoff: undefined });
    }
    expect(await Item.where({ list: 'd' }).count()).toBe(0);
  });

  test('T10: of what is deleted the keys alone are read, in a table alone and in the one table', async () => {
    await Item.where({ list: 'd' }).deleteAll();
    for (const rank of [1, 2]) await putUser(`e${rank}`, 'Oslo', rank);
    await User.where({ city: 'Oslo' }).deleteAll();
    const read = models
      .received()
      .filter(({ operation }) => operation === 'Query')
      .map(({ body }) => [
        body['IndexName'],
        String(body['ProjectionExpression'])
          .split(', ')
          .map((name) => body.ExpressionAttributeNames?.[name])
          .toSorted(),
      ]);
    expect(read).toEqual([
      [undefined, ['list', 'number']],
      // Those of the index with them, to go on from.
      ['chainByCity', ['city', 'id', 'rank']],
    ]);
  });

  test('keeps to conditions and limits', async () => {
    expect(await Item.where({ list: 'd', parity: 'even' }).recordLimit(4).deleteAll()).toBe(4);
    expect(await Item.where({ list: 'd' }).count()).toBe(26);
  });

  test('in the one table deletes none that became another model’s, or does not match any more', async () => {
    for (const rank of [1, 2, 3, 4]) await putUser(`d${rank}`, 'Berlin', rank);
    models.received();
    const deletion = User.where({ city: 'Berlin' }).deleteAll();
    // While the deletions are under way, two of the items become others.
    models.faults.script = ({ operation }) => (operation === 'DeleteItem' ? { delayMs: 700 } : undefined);
    await expect.poll(() => models.faults.requests.at(-1)?.operation).toBe('DeleteItem');
    await putUser('d1', 'Berlin', 1, 'ChainOther');
    await putUser('d2', 'Hamburg', 2);
    expect(await deletion).toBe(2);
    expect(await models.stored('d1')).toBeDefined();
    expect(await models.stored('d2')).toBeDefined();
    expect(await models.stored('d3')).toBeUndefined();
  });

  test('each deletion in the one table holds only for an item of the model that matches', async () => {
    await putUser('d9', 'Paris', 9);
    await User.where({ city: 'Paris' }).deleteAll();
    const { body } = models.received().at(-1) ?? {};
    expect(body?.Key).toEqual({ id: { S: 'd9' } });
    expect(body?.ConditionExpression).toBe('#n0 = :v0 AND #n1 = :v1');
    expect(body?.ExpressionAttributeNames).toEqual({ '#n0': '_model', '#n1': 'city' });
    expect(body?.ExpressionAttributeValues).toEqual({ ':v0': { S: 'ChainUser' }, ':v1': { S: 'Paris' } });
  });
});

describe('PartiQL', () => {
  test('execute gives plain items of all pages, and takes plain values', async () => {
    const rows = await Item.execute(`SELECT * FROM "${alone.tableName}" WHERE "list" = ? AND "number" > ?`, [
      'a',
      4,
    ]);
    expect(rows.map((row) => row['number'])).toEqual([5, 6]);
    expect(rows[0]?.['tags']).toEqual(new Set([5]));
  });
});
