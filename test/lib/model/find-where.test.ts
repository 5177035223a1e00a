import { beforeAll, describe, expect, test } from 'vitest';
import { defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { useTable } from '../../helpers/table.ts';
import { tableDefinition } from '../../helpers/table-definition.ts';

const models = useModelTable();
const posts = useTable(tableDefinition(['blog', 'number:N']));

interface Settings {
  theme: string;
  depth: number;
  gt: string;
}

class Place extends defineModel({
  name: 'WherePlace',
  fields: {
    city: f.string({ attr: 'town' }),
    latitude: f.integer(),
    isOpen: f.boolean({ native: false }),
    tags: f.set(f.integer()),
    notes: f.array(),
    settings: f.map<Partial<Settings>>(),
    anything: f.raw<Record<string, unknown>>(),
    builtOn: f.date(),
    visitedAt: f.datetime(),
    price: f.decimal(),
    size: f.number(),
    code: f.binary(),
  },
}) {}

class Post extends defineModel({
  name: 'WherePost',
  table: { name: posts.tableName, partitionKey: 'blog' },
  sortKey: 'number',
  fields: { number: f.integer().required(), title: f.string() },
}) {}

const place = (id: string, attributes: object) => ({
  id: { S: id },
  _model: { S: 'WherePlace' },
  ...attributes,
});

beforeAll(async () => {
  await models.put(
    place('1', {
      town: { S: 'Chicago' },
      latitude: { N: '10' },
      isOpen: { S: 't' },
      tags: { NS: ['1', '2'] },
      notes: { L: [{ S: 'a' }, { N: '5' }] },
      settings: { M: { theme: { S: 'dark' }, depth: { N: '3' }, gt: { S: 'x' } } },
      builtOn: { N: '17434' },
      visitedAt: { N: '-1.5' },
      price: { N: '12345678901234567890.12' },
      size: { N: '5' },
      code: { B: Buffer.from([1, 2]) },
    }),
  );
  await models.put(
    place('2', {
      town: { S: 'London' },
      latitude: { N: '20' },
      isOpen: { S: 'f' },
      tags: { NS: ['2'] },
      settings: { M: { theme: { S: 'light' }, 'a.b': { S: 'dotted' } } },
      anything: { M: { a: { M: { b: { N: '1' } } } } },
      price: { N: '9' },
    }),
  );
  await models.put(place('3', { town: { NULL: true }, latitude: { N: '30' } }));
  await models.put({ ...place('4', { latitude: { N: '10' } }), _model: { S: 'WhereOther' } });
  for (const number of [1, 2, 3, 4]) {
    const title = number % 2 === 0 ? 'even' : 'odd';
    await models.put(
      { blog: { S: 'b' }, number: { N: String(number) }, title: { S: title } },
      posts.tableName,
    );
  }
  await Place.find('1');
});

const ids = async (conditions: object): Promise<string[]> =>
  (await Place.where(conditions as never).all()).map(({ id }) => String(id)).sort();

describe('H5, H6: operators', () => {
  test.each([
    [{ city: 'Chicago' }, ['1']],
    [{ 'city.eq': 'Chicago' }, ['1']],
    [{ 'city.ne': 'Chicago' }, ['2', '3']],
    [{ 'city.in': ['London', 'Chicago'] }, ['1', '2']],
    [{ 'city.begins_with': 'Ch' }, ['1']],
    [{ 'city.contains': 'on' }, ['2']],
    [{ 'city.not_contains': 'on' }, ['1', '3']],
    [{ 'latitude.gt': 10 }, ['2', '3']],
    [{ 'latitude.gte': 20 }, ['2', '3']],
    [{ 'latitude.lt': 20 }, ['1']],
    [{ 'latitude.lte': 20 }, ['1', '2']],
    [{ 'latitude.between': [10, 20] }, ['1', '2']],
    [{ latitude: 10 }, ['1']],
    [{ tags: new Set([2, 1]) }, ['1']],
    [{ 'tags.contains': 1 }, ['1']],
    [{ 'tags.not_contains': 1 }, ['2', '3']],
    [{ 'notes.contains': 5 }, ['1']],
    [{ 'notes.contains': 'a' }, ['1']],
    [{ price: '12345678901234567890.12' }, ['1']],
    [{ 'price.gt': '9.5' }, ['1']],
    [{ code: new Uint8Array([1, 2]) }, ['1']],
    [{ 'code.begins_with': new Uint8Array([1]) }, ['1']],
  ])('%j', async (conditions, expected) => {
    expect(await ids(conditions)).toEqual(expected);
  });

  test('S3: a list after contains asks for each of its elements', async () => {
    expect(await ids({ 'tags.contains': [1, 2] })).toEqual(['1']);
    expect(await ids({ 'tags.contains': [2] })).toEqual(['1', '2']);
    expect(await ids({ 'city.contains': ['on', 'Lo'] })).toEqual(['2']);
  });

  test('T7: a value is stored as its field stores it', async () => {
    expect(await ids({ isOpen: true })).toEqual(['1']);
    expect(await ids({ isOpen: false })).toEqual(['2']);
    expect(await ids({ builtOn: '2017-09-25' })).toEqual(['1']);
    expect(await ids({ visitedAt: new Date(-1500) })).toEqual(['1']);
    expect(await ids({ 'visitedAt.lt': '1970-01-01T00:00:00Z' })).toEqual(['1']);
  });

  test('D: a value is cast as its field is', async () => {
    expect(await ids({ latitude: '10.7' })).toEqual(['1']);
    expect(await ids({ 'tags.contains': '1' })).toEqual(['1']);
  });

  test('H6: the operator of an unknown word is InvalidQuery, before a request', async () => {
    const error = await failureOf(ids({ 'latitude.greater': 1 }));
    expect(error.code).toBe('InvalidQuery');
    expect(error.message).toBe('WherePlace: unsupported operator greater in latitude.greater');
    expect(models.operations()).toEqual([]);
  });
});

describe('null', () => {
  test.each([
    [{ city: null }, ['3']],
    [{ 'city.null': true }, ['3']],
    [{ 'city.null': false }, ['1', '2']],
    [{ 'city.not_null': true }, ['1', '2']],
    [{ 'city.not_null': false }, ['3']],
    [{ 'city.ne': null }, ['1', '2']],
    [{ tags: null }, ['3']],
    [{ tags: new Set() }, ['3']],
    [{ 'settings.depth': null }, ['2', '3']],
  ])('%j: what is not there, and what is null', async (conditions, expected) => {
    expect(await ids(conditions)).toEqual(expected);
  });

  test('null takes true or false', async () => {
    expect((await failureOf(ids({ 'city.null': 'yes' }))).message).toBe(
      'WherePlace.city: null takes true or false',
    );
  });
});

describe('paths into maps', () => {
  test.each([
    [{ 'settings.theme': 'dark' }, ['1']],
    [{ 'settings.theme.in': ['light', 'grey'] }, ['2']],
    [{ 'settings.depth.gte': 3 }, ['1']],
    [{ 'settings.gt.eq': 'x' }, ['1']],
    [{ 'settings.a\\.b': 'dotted' }, ['2']],
    [{ 'anything.a.b': 1 }, ['2']],
    [{ 'anything.a': { b: 1 } }, ['2']],
    [{ 'settings.theme.begins_with': 'li' }, ['2']],
    [{ 'settings.theme.contains': 'ar' }, ['1']],
  ])('%j', async (conditions, expected) => {
    expect(await ids(conditions)).toEqual(expected);
  });
});

describe('what is no condition', () => {
  test.each([
    [{ city: undefined }, 'InvalidQuery', 'WherePlace.city: undefined is not a condition'],
    [{ 'latitude.gt': undefined }, 'InvalidQuery', 'WherePlace.latitude: undefined is not a condition'],
    [{ town: 'x' }, 'UnknownAttribute', 'attribute "town" does not exist in WherePlace'],
    [{ 'town.gt': 'x' }, 'UnknownAttribute', 'attribute "town" does not exist in WherePlace'],
    [{ id: '' }, 'InvalidQuery', 'WherePlace.id: a key is never empty'],
    [{ id: null }, 'InvalidQuery', 'WherePlace.id: the key of the table is never null'],
    [
      { latitude: {} },
      'InvalidQuery',
      'WherePlace.latitude: a value of type object cannot be compared with integer',
    ],
    [{ 'latitude.begins_with': '1' }, 'InvalidQuery', 'WherePlace.latitude: begins_with is not for integer'],
    [{ 'latitude.contains': 1 }, 'InvalidQuery', 'WherePlace.latitude: contains is not for integer'],
    [
      { 'latitude.between': [20, 10] },
      'InvalidQuery',
      'WherePlace.latitude: the first value of between is greater than the second, so nothing can match',
    ],
    [
      { 'latitude.between': [10] },
      'InvalidQuery',
      'WherePlace.latitude: between takes two values, the lower one first: [10, 20]',
    ],
    [{ 'latitude.in': [] }, 'InvalidQuery', 'WherePlace.latitude: in takes an array of 1 to 100 values'],
    [
      { 'latitude.in': Array.from({ length: 101 }, (_, index) => index) },
      'InvalidQuery',
      'WherePlace.latitude: in takes an array of 1 to 100 values, not 101',
    ],
    [
      { 'tags.gt': [1] },
      'InvalidQuery',
      'WherePlace.tags: gt needs a string, a number or binary, and this is a set of numbers',
    ],
    [
      { 'latitude.gt': null },
      'InvalidQuery',
      'WherePlace.latitude: gt needs a value that is not null or empty',
    ],
  ])('%j', async (conditions, code, message) => {
    const error = await failureOf(ids(conditions));
    expect(error.message).toBe(message);
    expect(error.code).toBe(code);
    expect(models.operations()).toEqual([]);
  });

  test('H19: an unknown name is told with the one that was probably meant', async () => {
    expect((await failureOf(ids({ citty: 'x' }))).suggestions).toEqual(['did you mean city?']);
  });

  test('a number that does not fit raises PrecisionError', async () => {
    expect((await failureOf(ids({ latitude: '12345678901234567890' }))).code).toBe('PrecisionError');
  });
});

describe('several conditions', () => {
  test('T6, R5: two of the same field both hold', async () => {
    for (const [first, second] of [
      [10, 20],
      [20, 10],
    ] as const) {
      const found = await Place.where({ 'latitude.gt': first }).where({ 'latitude.gt': second }).all();
      expect(found.map(({ id }) => id)).toEqual(['3']);
    }
  });

  test('a chain is not changed by what is made of it, nor by changes of what it was given', async () => {
    const given = { latitude: 10 };
    const all = Place.where(given);
    all.where({ city: 'nowhere' });
    all.recordLimit(1).consistent();
    given.latitude = 20;
    expect((await all.all()).map(({ id }) => id)).toEqual(['1']);
    expect(models.received().map(({ body }) => [body.ConsistentRead, body['Limit']])).toEqual([
      [undefined, undefined],
    ]);
  });
});

describe('keys', () => {
  const numbers = async (conditions: object): Promise<number[]> =>
    (await Post.where(conditions as never).all()).map(({ number }) => number);

  test('T2: bounds on the sort key become one key condition', async () => {
    expect(await numbers({ blog: 'b', 'number.gte': 2, 'number.lte': 3 })).toEqual([2, 3]);
    const [request] = models.received();
    expect(request?.operation).toBe('Query');
    expect(request?.body['KeyConditionExpression']).toBe('#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2');
  });

  test('T2: bounds that nothing is between are InvalidQuery, before a request', async () => {
    const error = await failureOf(numbers({ blog: 'b', 'number.gte': 3, 'number.lte': 2 }));
    expect(error.code).toBe('InvalidQuery');
    expect(error.message).toBe('WherePost: nothing can match both "number.gte:=3" and "number.lte:=2"');
    expect(models.operations()).toEqual([]);
  });

  test.each([
    [{ 'number.ne': 2 }, [1, 3, 4]],
    [{ 'number.gt': 1, 'number.ne': 3 }, [2, 4]],
    [{ 'number.not_null': true }, [1, 2, 3, 4]],
  ])('T3: %j on the sort key is a Query all the same', async (conditions, expected) => {
    expect(await numbers({ blog: 'b', ...conditions })).toEqual(expected);
    expect(models.operations()).toEqual(['Query']);
  });

  test('T3: such a condition counts too', async () => {
    expect(await Post.where({ blog: 'b', 'number.ne': 2 }).count()).toBe(3);
  });

  test('T4: an explicit eq on the key is a Query', async () => {
    expect(await numbers({ 'blog.eq': 'b', 'number.eq': 3 })).toEqual([3]);
    expect(models.operations()).toEqual(['Query']);
  });

  test('T5: an empty value of the sort key is InvalidQuery', async () => {
    const error = await failureOf(numbers({ blog: 'b', number: '' }));
    expect(error.code).toBe('InvalidQuery');
    expect(error.message).toBe('WherePost.number: a value of type string cannot be compared with integer');
  });

  test('H7: what is no key is a filter', async () => {
    expect(await numbers({ blog: 'b', title: 'even' })).toEqual([2, 4]);
    const [request] = models.received();
    expect(request?.body['FilterExpression']).toBe('#n1 = :v1');
    expect(request?.body.ExpressionAttributeNames).toEqual({ '#n0': 'blog', '#n1': 'title' });
  });
});

describe('condition strings', () => {
  const found = async (text: string, values: object = {}): Promise<string[]> =>
    (await Place.where(text, values as never).all()).map(({ id }) => String(id)).sort();

  test.each([
    ['city = :c AND latitude > :l', { c: 'Chicago', l: 5 }, ['1']],
    ['city = :c OR latitude = :l', { c: 'Chicago', l: 30 }, ['1', '3']],
    ['(city = :c)', { c: 'Chicago' }, ['1']],
    ['NOT (city = :c OR latitude = :l)', { c: 'Chicago', l: 30 }, ['2']],
    ['NOT city = :c', { c: 'Chicago' }, ['2', '3']],
    ['size(tags) > :n', { n: 1 }, ['1']],
    ['size > :n', { n: 1 }, ['1']],
    ['contains(tags, :t)', { t: 1 }, ['1']],
    ['begins_with(city, :p)', { p: 'Lon' }, ['2']],
    ['city IN (:a, :b)', { a: 'Chicago', b: 'London' }, ['1', '2']],
    ['latitude BETWEEN :low AND :high', { low: 9, high: 100 }, ['1', '2', '3']],
    ['attribute_type(city, :t)', { t: 'NULL' }, ['3']],
    ['attribute_not_exists(tags)', {}, ['3']],
    ['settings.theme = :t', { t: 'dark' }, ['1']],
    ['notes[1] = :n', { n: 5 }, ['1']],
    ['isOpen = :open', { open: true }, ['1']],
    ['visitedAt < :now', { now: new Date(0) }, ['1']],
    ['#city = :c', { ':c': 'London' }, ['2']],
    [':l < latitude', { l: 20 }, ['3']],
    ['city = :n', { n: null }, ['3']],
  ])('%s %j', async (text, values, expected) => {
    expect(await found(text, values)).toEqual(expected);
  });

  test('several hold together, beside conditions by name', async () => {
    const chain = Place.where('city = :c OR latitude = :l', { c: 'Chicago', l: 30 })
      .where('(latitude < :x)', { x: 30 })
      .where({ 'tags.contains': 2 });
    expect((await chain.all()).map(({ id }) => id)).toEqual(['1']);
  });

  test('on the key of a Query it is evaluated on what was read', async () => {
    const chain = Post.where({ blog: 'b' }).where('number = :a OR number = :b', { a: 1, b: 4 });
    expect((await chain.all()).map(({ number }) => number)).toEqual([1, 4]);
  });

  test.each([
    ['town = :c', { c: 'x' }, 'UnknownAttribute', 'attribute "town" does not exist in WherePlace'],
    [
      'city = :c',
      {},
      'InvalidQuery',
      'WherePlace.where("city = :c"): Invalid FilterExpression: An expression attribute value used in expression is not defined; attribute value: :c',
    ],
    [
      'city = :c',
      { c: 'x', d: 1 },
      'InvalidQuery',
      'WherePlace.where("city = :c"): Value provided in ExpressionAttributeValues unused in expressions: keys: {:d}',
    ],
    [
      'city = ',
      {},
      'InvalidQuery',
      'WherePlace.where("city = "): Invalid FilterExpression: Syntax error; token: "<EOF>", near: "= "',
    ],
    ['latitude = :l', { l: undefined }, 'InvalidQuery', 'WherePlace.where: a value is undefined'],
  ])('%s %j is refused before a request', async (text, values, code, message) => {
    const error = await failureOf(found(text, values));
    expect(error.message).toBe(message);
    expect(error.code).toBe(code);
    expect(models.operations()).toEqual([]);
  });
});
