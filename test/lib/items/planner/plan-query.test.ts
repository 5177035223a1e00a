import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { textOfCondition } from '../../../../src/lib/items/conditions/condition-text.ts';
import { parseWhere } from '../../../../src/lib/items/conditions/where.ts';
import { toPlainJsonValueText } from '../../../../src/lib/items/json/plain-json-text.ts';
import { parseAttributePath } from '../../../../src/lib/items/keys/attribute-path.ts';
import {
  type IndexSchema,
  type KeyAttribute,
  type KeyType,
  keyRoles,
  type TableSchema,
} from '../../../../src/lib/items/keys/key-schema.ts';
import { planQuery, planScan } from '../../../../src/lib/items/planner/plan-query.ts';
import type { ReadPlan, ReadRequest } from '../../../../src/lib/items/planner/read-request.ts';
import { failure } from '../../../helpers/failure.ts';

const music: TableSchema = {
  tableName: 'music',
  key: { partitionKey: key('artist:S'), sortKey: key('title:S') },
  indexes: [
    index('by-year', ['year:N'], ['title:S']),
    index('by-year-price', ['year:N'], ['price:N']),
    index('by-genre', ['genre:S'], [], { projection: 'KEYS_ONLY' }),
    index('by-label', ['label:S'], ['year:N'], { projection: 'INCLUDE', nonKeyAttributes: ['price'] }),
    index('artist-year', ['artist:S'], ['year:N'], { kind: 'local', status: undefined }),
    index('by-mood', ['mood:S'], [], { status: 'CREATING' }),
    index('by-place', ['country:S', 'city:S'], ['year:N', 'month:N', 'day:N']),
  ],
};

const people: TableSchema = {
  tableName: 'people',
  key: { partitionKey: key('id:S'), sortKey: undefined },
  indexes: [index('by-email', ['email:S'], ['id:S'])],
};

function key(text: string): KeyAttribute {
  const [name = '', type] = text.split(':');
  return { name, type: type as KeyType };
}

function index(
  name: string,
  partitionKeys: string[],
  sortKeys: string[],
  more: Partial<IndexSchema> = {},
): IndexSchema {
  return {
    name,
    kind: 'global',
    partitionKeys: partitionKeys.map(key),
    sortKeys: sortKeys.map(key),
    projection: 'ALL',
    nonKeyAttributes: [],
    status: 'ACTIVE',
    ...more,
  };
}

function request(args: string, schema: TableSchema, more: Partial<ReadRequest> = {}): ReadRequest {
  const conditions = parseWhere(args === '' ? [] : args.split(' '), keyRoles(schema));
  return { conditions, ...more };
}

/** The plan in short: `Query table | key condition | filter | evaluated here`, placeholders spelt out. */
function inShort(plan: ReadPlan): string {
  const input: Partial<QueryCommandInput & ScanCommandInput> = plan.input;
  const spell = (expression: string | undefined): string =>
    (expression ?? '').replace(/#\w+|:\w+/g, (placeholder) => {
      const value = input.ExpressionAttributeValues?.[placeholder];
      return value === undefined
        ? (input.ExpressionAttributeNames?.[placeholder] ?? placeholder)
        : toPlainJsonValueText(value);
    });
  return [
    `${plan.operation} ${input.IndexName ?? 'table'}`,
    spell(input.KeyConditionExpression),
    spell(input.FilterExpression),
    plan.local.map(textOfCondition).join(' '),
  ]
    .map((part) => ` ${part} `)
    .join('|')
    .trim();
}

describe('planQuery: the table', () => {
  test.each([
    ['artist=A', 'Query table | artist = "A" |  |'],
    ['artist:="A"', 'Query table | artist = "A" |  |'],
    ['artist=A title=T', 'Query table | artist = "A" AND title = "T" |  |'],
    ['title=T artist=A', 'Query table | artist = "A" AND title = "T" |  |'],
    ['artist=A title.lt=T', 'Query table | artist = "A" AND title < "T" |  |'],
    ['artist=A title.lte=T', 'Query table | artist = "A" AND title <= "T" |  |'],
    ['artist=A title.gt=T', 'Query table | artist = "A" AND title > "T" |  |'],
    ['artist=A title.gte=T', 'Query table | artist = "A" AND title >= "T" |  |'],
    ['artist=A title.between=A,T', 'Query table | artist = "A" AND title BETWEEN "A" AND "T" |  |'],
    ['artist=A title.begins_with=T', 'Query table | artist = "A" AND begins_with(title, "T") |  |'],
    [
      'artist=A price.gt:=1 tags.contains=x',
      'Query table | artist = "A" | price > 1 AND contains(tags, "x") |',
    ],
    ['artist=A info.artist=B', 'Query table | artist = "A" | info.artist = "B" |'],
  ])('%s: %s', (args, expected) => {
    expect(inShort(planQuery(music, request(args, music)))).toBe(expected.trim());
  });
});

describe('planQuery: two and more conditions on one key attribute', () => {
  test.each([
    // Two bounds are a BETWEEN; an excluding bound cuts its end off afterwards.
    ['artist=A title.gte=B title.lte=M', 'artist = "A" AND title BETWEEN "B" AND "M" |  |'],
    ['artist=A title.lte=M title.gte=B', 'artist = "A" AND title BETWEEN "B" AND "M" |  |'],
    ['artist=A title.gt=B title.lte=M', 'artist = "A" AND title BETWEEN "B" AND "M" |  | title.gt=B'],
    ['artist=A title.gte=B title.lt=M', 'artist = "A" AND title BETWEEN "B" AND "M" |  | title.lt=M'],
    [
      'artist=A title.gt=B title.lt=M',
      'artist = "A" AND title BETWEEN "B" AND "M" |  | title.gt=B title.lt=M',
    ],
    ['artist=A title.gte=B title.lte=B', 'artist = "A" AND title BETWEEN "B" AND "B" |  |'],
    ['artist=A title.gte=B title.gte=C', 'artist = "A" AND title >= "B" |  | title.gte=C'],
    ['artist=A title.gte=B title=C', 'artist = "A" AND title = "C" |  | title.gte=B'],
    ['artist=A title.begins_with=B title.lt=C', 'artist = "A" AND begins_with(title, "B") |  | title.lt=C'],
    ['artist=A artist=B', 'artist = "A" |  | artist=B'],
    // No key condition says these, and DynamoDB takes no key attribute in a filter.
    ['artist=A title.contains=x', 'artist = "A" |  | title.contains=x'],
    ['artist=A title.ne=x', 'artist = "A" |  | title.ne=x'],
    ['artist=A title.exists artist.begins_with=x', 'artist = "A" |  | title.exists artist.begins_with=x'],
  ])('%s: %s', (args, expected) => {
    expect(inShort(planQuery(music, request(args, music)))).toBe(`Query table | ${expected}`.trim());
  });

  test('bounds that exclude each other are refused', () => {
    const error = failure(() => planQuery(music, request('artist=A title.gt=M title.lt=B', music)));
    expect(error.message).toBe('nothing can match both "title.gt=M" and "title.lt=B"');
    expect(error.exitCode).toBe(2);
  });
});

describe('planQuery: an index', () => {
  test.each([
    ['year=2010', 'Query by-year | year = 2010 |  |'],
    ['year=2010 title.gte=B', 'Query by-year | year = 2010 AND title >= "B" |  |'],
    // The one whose sort key is used, then the table, the local index, the global one.
    ['year=2010 price.lt=5', 'Query by-year-price | year = 2010 AND price < 5 |  |'],
    ['artist=A year=2010', 'Query artist-year | artist = "A" AND year = 2010 |  |'],
    ['artist=A year.gte=2010', 'Query artist-year | artist = "A" AND year >= 2010 |  |'],
    [
      'artist=A title=T year=2010 price=1',
      'Query table | artist = "A" AND title = "T" | year = 2010 AND price = 1 |',
    ],
    ['artist=A title.gt=T year=2010', 'Query table | artist = "A" AND title > "T" | year = 2010 |'],
    // A key of the table is no key of the index: it may be in the filter.
    ['year=2010 artist.begins_with=A', 'Query by-year | year = 2010 | begins_with(artist, "A") |'],
    ['year=2010 title.contains=x', 'Query by-year | year = 2010 |  | title.contains=x'],
    // Several key attributes: all partition keys, sort keys from the left, a range on the last one only.
    ['country=X city=Y', 'Query by-place | country = "X" AND city = "Y" |  |'],
    ['city=Y country=X year=1', 'Query by-place | country = "X" AND city = "Y" AND year = 1 |  |'],
    [
      'country=X city=Y year=1 month=2 day.lt=3',
      'Query by-place | country = "X" AND city = "Y" AND year = 1 AND month = 2 AND day < 3 |  |',
    ],
    [
      'country=X city=Y year=1 month.gte=2 day=3',
      'Query by-place | country = "X" AND city = "Y" AND year = 1 AND month >= 2 |  | day=3',
    ],
    ['country=X city=Y month=2', 'Query by-place | country = "X" AND city = "Y" |  | month=2'],
    ['country=X city.ne=Y', 'Scan table |  | country = "X" AND city <> "Y" |'],
    ['country=X', 'Scan table |  | country = "X" |'],
  ])('%s: %s', (args, expected) => {
    expect(inShort(planQuery(music, request(args, music)))).toBe(expected.trim());
  });

  test('the whole key of a table without a sort key goes before any index', () => {
    expect(inShort(planQuery(people, request('id=1 email=a', people)))).toBe(
      'Query table | id = "1" | email = "a" |',
    );
  });
});

describe('planQuery: an index only if it has what is asked for', () => {
  const get = (text: string): Partial<ReadRequest> => ({
    attributes: text.split(',').map(parseAttributePath),
  });
  test.each<[string, Partial<ReadRequest>, string]>([
    ['genre=G', {}, 'Scan table |  | genre = "G" |'],
    ['genre=G', get('artist,title'), 'Query by-genre | genre = "G" |  |'],
    ['genre=G', get('artist,price'), 'Scan table |  | genre = "G" |'],
    ['genre=G', { isCount: true }, 'Query by-genre | genre = "G" |  |'],
    ['genre=G price=1', { isCount: true }, 'Scan table |  | genre = "G" AND price = 1 |'],
    ['genre=G artist.gt=A', { isCount: true }, 'Query by-genre | genre = "G" | artist > "A" |'],
    [
      'genre=G',
      { isCount: true, own: { filter: 'size(x) > :v' } },
      'Scan table |  | genre = "G" AND (size(x) > :v) |',
    ],
    ['label=L', get('price,year,artist,title,label'), 'Query by-label | label = "L" |  |'],
    ['label=L', get('info.price'), 'Scan table |  | label = "L" |'],
    ['label=L price.exists', get('price'), 'Query by-label | label = "L" | attribute_exists(price) |'],
    ['label=L info.x.exists', get('price'), 'Scan table |  | label = "L" AND attribute_exists(info.x) |'],
    ['mood=M', {}, 'Scan table |  | mood = "M" |'],
    ['artist=A year=2010', { isConsistent: true }, 'Query artist-year | artist = "A" AND year = 2010 |  |'],
  ])('%s %o: %s', (args, more, expected) => {
    expect(inShort(planQuery(music, request(args, music, more)))).toBe(expected.trim());
  });
});

describe('planQuery: an index that is named', () => {
  test.each<[string, string, Partial<ReadRequest>, string]>([
    [
      'by-year',
      'year=2010 artist=A title=T',
      {},
      'Query by-year | year = 2010 AND title = "T" | artist = "A" |',
    ],
    ['by-year', 'artist=A', {}, 'Scan by-year |  | artist = "A" |'],
    ['by-genre', 'genre=G', {}, 'Query by-genre | genre = "G" |  |'],
    ['by-genre', '', {}, 'Scan by-genre |  |  |'],
    ['artist-year', 'artist=A', { isConsistent: true }, 'Query artist-year | artist = "A" |  |'],
  ])('%s: %s %o', (indexName, args, more, expected) => {
    expect(inShort(planQuery(music, request(args, music, { indexName, ...more })))).toBe(expected.trim());
  });
});

describe('planQuery refuses', () => {
  test.each<[string, Partial<ReadRequest>, string, string[], number]>([
    [
      'artist=A',
      { indexName: 'by-yaer' },
      'table "music" has no index "by-yaer"',
      ['its indexes: artist-year, by-genre, by-label, by-mood, by-place, by-year, by-year-price'],
      4,
    ],
    [
      'mood=M',
      { indexName: 'by-mood' },
      'index "by-mood" is CREATING: it cannot be read yet',
      ['wait until the index is ACTIVE'],
      1,
    ],
    [
      'year=2010',
      { indexName: 'by-year', isConsistent: true },
      'index "by-year" is global, but DynamoDB does not support consistent reads of global indexes',
      ['read without consistency, or query the table by its own key'],
      2,
    ],
    [
      'year=2010',
      { isConsistent: true },
      'this query requires index "by-year", index "by-year-price", but DynamoDB does not support consistent reads of global indexes',
      ['read without consistency, or scan the table consistently'],
      2,
    ],
    [
      'genre=G price=1',
      { indexName: 'by-genre' },
      'index "by-genre" projects only keys, not price',
      ['choose other attributes and conditions, or read the table and not the index'],
      2,
    ],
    [
      'label=L',
      { indexName: 'by-label', attributes: [['price'], ['info', 'x']] },
      'index "by-label" projects only keys and price, not info',
      ['choose other attributes and conditions, or read the table and not the index'],
      2,
    ],
    [
      'price=1',
      { isReverse: true },
      'a Scan has no order, so it cannot be reversed',
      [
        'Scanning table "music": no usable partition key has an equality condition (artist; artist of index "artist-year"; ' +
          'genre of index "by-genre"; label of index "by-label"; mood of index "by-mood"; ' +
          'country + city of index "by-place"; year of index "by-year"; year of index "by-year-price")',
      ],
      2,
    ],
  ])('%s %o', (args, more, message, suggestions, exitCode) => {
    const error = failure(() => planQuery(music, request(args, music, more)));
    expect(error.message).toBe(message);
    expect(error.suggestions).toEqual(suggestions);
    expect(error.exitCode).toBe(exitCode);
  });
});

describe('the whole request', () => {
  test('of a Query with everything', () => {
    const plan = planQuery(
      music,
      request('artist=A title.contains=x size.gt:=5', music, {
        attributes: [['title'], ['info', 'size']],
        isConsistent: true,
        isReverse: true,
        own: { filter: 'contains(#t, :t)', names: { '#t': 'tags' }, values: { ':t': { S: 'x' } } },
        exclusiveStartKey: { artist: { S: 'A' }, title: { S: 'T' } },
      }),
    );
    expect(plan).toMatchObject({ operation: 'Query', isFiltered: true, hiddenAttributes: ['artist'] });
    expect(plan.input).toEqual({
      TableName: 'music',
      KeyConditionExpression: '#n1 = :v1',
      FilterExpression: '#n2 > :v2 AND (contains(#t, :t))',
      ProjectionExpression: '#n3, #n4.#n2, #n1',
      ExpressionAttributeNames: {
        '#t': 'tags',
        '#n1': 'artist',
        '#n2': 'size',
        '#n3': 'title',
        '#n4': 'info',
      },
      ExpressionAttributeValues: { ':t': { S: 'x' }, ':v1': { S: 'A' }, ':v2': { N: '5' } },
      ConsistentRead: true,
      ExclusiveStartKey: { artist: { S: 'A' }, title: { S: 'T' } },
      ScanIndexForward: false,
      ReturnConsumedCapacity: 'INDEXES',
    });
    expect(plan.why).toEqual([
      'Querying table "music": its partition key artist has an equality condition',
      'key condition: artist=A',
      'filter, applied by DynamoDB after reading: size.gt:=5',
      'applied by autodyne, because DynamoDB does not allow key attributes in a filter: title.contains=x',
    ]);
  });

  test('of a Query with a key condition of its own', () => {
    const own = { keyCondition: 'artist = :a', values: { ':a': { S: 'A' } } };
    const plan = planQuery(music, request('price=1 title.ne=T', music, { own }));
    expect(inShort(plan)).toBe('Query table | artist = "A" | price = 1 | title.ne=T');
    expect(plan.why[0]).toBe('Querying table "music": a key condition expression is given');
    const ofIndex = planQuery(music, request('title.ne=T', music, { own, indexName: 'artist-year' }));
    expect(inShort(ofIndex)).toBe('Query artist-year | artist = "A" | title <> "T" |');
  });

  test('of a Scan', () => {
    const plan = planScan(music, request('artist=A', music, { isCount: true }));
    expect(plan).toMatchObject({
      operation: 'Scan',
      index: undefined,
      isFiltered: true,
      why: ['Scanning table "music"', 'filter, applied by DynamoDB after reading: artist=A'],
    });
    expect(plan.input).toEqual({
      TableName: 'music',
      FilterExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'artist' },
      ExpressionAttributeValues: { ':v0': { S: 'A' } },
      Select: 'COUNT',
      ReturnConsumedCapacity: 'INDEXES',
    });
  });

  test('of a Scan of all', () => {
    expect(planScan(people, request('', people)).input).toEqual({
      TableName: 'people',
      ReturnConsumedCapacity: 'INDEXES',
    });
  });

  test('a count that autodyne must evaluate gets the keys, and nothing else', () => {
    const plan = planQuery(music, request('artist=A title.contains=x', music, { isCount: true }));
    expect(plan.input).toMatchObject({ ProjectionExpression: '#n0, #n1' });
    expect(plan.input).not.toHaveProperty('Select');
    expect(plan.hiddenAttributes).toEqual(['artist', 'title']);
  });

  test('attributes are read with the key, so that the read can always be continued', () => {
    const plan = planQuery(music, request('artist=A', music, { attributes: [['price'], ['title']] }));
    expect(plan.input).toMatchObject({ ProjectionExpression: '#n1, #n2, #n0' });
    expect(plan.hiddenAttributes).toEqual(['artist']);
  });

  test('why an index was not chosen', () => {
    expect(planQuery(music, request('genre=G', music)).why).toEqual([
      'Scanning table "music": no usable partition key has an equality condition (artist; artist of index "artist-year"; ' +
        'genre of index "by-genre"; label of index "by-label"; mood of index "by-mood"; ' +
        'country + city of index "by-place"; year of index "by-year"; year of index "by-year-price")',
      'not index "by-genre": it projects only keys, but all attributes are requested',
      'filter, applied by DynamoDB after reading: genre=G',
    ]);
    expect(planQuery(music, request('mood=M', music)).why).toContain('not index "by-mood": it is CREATING');
    expect(planQuery(people, request('', people)).why).toEqual([
      'Scanning table "people": there are no conditions',
    ]);
  });
});

describe('a start key', () => {
  test('of an index has the keys of index and table', () => {
    const plan = planQuery(music, request('year=2010', music));
    expect(plan.startKeyAttributes.map(({ name }) => name)).toEqual(['year', 'title', 'artist']);
  });

  test.each([
    [{ artist: { S: 'A' } }, 'title is missing'],
    [{ artist: { S: 'A' }, title: { N: '1' } }, 'title is not of type S'],
    [{ artist: { S: 'A' }, title: { S: 'T' }, year: { N: '1' } }, 'year is not part of the key'],
  ])('%j is refused', (exclusiveStartKey, problem) => {
    const error = failure(() => planQuery(music, request('artist=A', music, { exclusiveStartKey })));
    expect(error.message).toBe(`the start key is not valid: ${problem}`);
    expect(error.suggestions).toEqual(['it must consist of: artist (S), title (S)']);
  });
});
