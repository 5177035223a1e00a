import { beforeAll, describe, expect, test } from 'vitest';
import { callOperation } from '../../../../src/lib/client/call-operation.ts';
import type { Condition } from '../../../../src/lib/items/conditions/condition.ts';
import { textOfCondition } from '../../../../src/lib/items/conditions/condition-text.ts';
import { allOf, Placeholders } from '../../../../src/lib/items/conditions/expression.ts';
import { filterOf } from '../../../../src/lib/items/expressions/condition-filter.ts';
import { planQuery } from '../../../../src/lib/items/planner/plan-query.ts';
import type { ReadRequest } from '../../../../src/lib/items/planner/read-request.ts';
import { loadTableSchema } from '../../../../src/lib/items/read/describe-table.ts';
import { queryPages } from '../../../../src/lib/items/read/item-pages.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { failure } from '../../../helpers/failure.ts';
import { useTable } from '../../../helpers/table.ts';

const is = (name: string, value: string): Condition => ({
  path: [name],
  operator: 'eq',
  operands: [{ S: value }],
});
const more = (path: (string | number)[], than: number): Condition => ({
  path,
  operator: 'gt',
  operands: [{ N: String(than) }],
});
const has = (name: string): Condition => ({ path: [name], operator: 'exists', operands: [] });

describe('any of, and all of, conditions', () => {
  test.each<[string, Condition[], string, string]>([
    [
      'any of two',
      [{ anyOf: [is('a', '1'), has('b')] }],
      '(#n0 = :v0 OR attribute_exists(#n1))',
      '(a:="1" or b.exists)',
    ],
    [
      'beside another',
      [is('c', '2'), { anyOf: [is('a', '1'), has('b')] }],
      '#n0 = :v0 AND (#n1 = :v1 OR attribute_exists(#n2))',
      'c:="2", (a:="1" or b.exists)',
    ],
    [
      'nested',
      [{ anyOf: [{ allOf: [is('a', '1'), has('b')] }, { anyOf: [has('c'), has('d')] }] }],
      '((#n0 = :v0 AND attribute_exists(#n1)) OR (attribute_exists(#n2) OR attribute_exists(#n3)))',
      '((a:="1" and b.exists) or (c.exists or d.exists))',
    ],
    // DynamoDB refuses parentheses around parentheses.
    [
      'of one',
      [{ anyOf: [{ allOf: [{ anyOf: [is('a', '1'), has('b')] }] }] }],
      '(#n0 = :v0 OR attribute_exists(#n1))',
      '(a:="1" or b.exists)',
    ],
  ])('%s', (_, conditions, expression, words) => {
    expect(allOf(conditions, new Placeholders())).toBe(expression);
    expect(conditions.map(textOfCondition).join(', ')).toBe(words);
  });

  test('of none are refused', () => {
    expect(failure(() => allOf([{ anyOf: [] }], new Placeholders()))).toMatchObject({
      code: 'InvalidUsage',
      message: 'a condition that is "any of" others needs one at least',
    });
    expect(failure(() => allOf([{ allOf: [] }], new Placeholders()))).toMatchObject({
      message: 'a condition that is "all of" others needs one at least',
    });
  });

  test.each<[Condition, string]>([
    [{ path: ['year'], operator: 'between', operands: [{ N: '1' }, { N: '2' }] }, 'year.between:=[1,2]'],
    [{ path: ['info', 'size'], operator: 'eq', operands: [{ N: '1' }] }, 'info.size:=1'],
    [{ path: ['info', 'exists'], operator: 'eq', operands: [{ N: '1' }] }, 'info.exists.eq:=1'],
    [{ path: ['a.b', 2], operator: 'not_exists', operands: [] }, 'a\\.b[2].not_exists'],
    [{ path: ['a'], operator: 'eq', operands: [{ S: 'x' }], arg: 'a=x' }, 'a=x'],
  ])('%j in words: %s', (condition, words) => {
    expect(textOfCondition(condition)).toBe(words);
  });
});

const table = useTable({
  KeySchema: [
    { AttributeName: 'artist', KeyType: 'HASH' },
    { AttributeName: 'title', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'artist', AttributeType: 'S' },
    { AttributeName: 'title', AttributeType: 'S' },
    { AttributeName: 'genre', AttributeType: 'S' },
    { AttributeName: 'year', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-genre',
      KeySchema: [
        { AttributeName: 'genre', KeyType: 'HASH' },
        { AttributeName: 'year', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

const ITEMS: Item[] = [
  { artist: { S: 'A' }, title: { S: 'one' }, genre: { S: 'Jazz' }, year: { N: '2001' } },
  { artist: { S: 'A' }, title: { S: 'two' }, info: { M: { rating: { N: '5' }, votes: { N: '9' } } } },
  { artist: { S: 'A' }, title: { S: 'three' }, genre: { S: 'Pop' }, info: { M: { rating: { N: '1' } } } },
  { artist: { S: 'B' }, title: { S: 'one' }, genre: { S: 'Jazz' }, year: { N: '1999' } },
];

beforeAll(async () => {
  for (const Item of ITEMS)
    await callOperation(table.client, 'PutItem', { TableName: table.tableName, Item });
});

async function read(request: ReadRequest) {
  const schema = await loadTableSchema(table.client, table.tableName);
  const plan = planQuery(schema, request);
  const items: Item[] = [];
  let count = 0;
  for await (const page of queryPages(table.client, plan, {})) {
    items.push(...page.items);
    count += page.count;
  }
  return { plan, items, count };
}

const titles = (items: readonly Item[]) => items.map(({ title }) => title?.S).sort();

describe('a read with any of several conditions', () => {
  test('has it in the filter, where no key attribute is in it', async () => {
    const conditions = [is('artist', 'A'), { anyOf: [is('genre', 'Jazz'), more(['info', 'rating'], 4)] }];
    const { plan, items } = await read({ conditions });
    expect(plan.input).toMatchObject({
      KeyConditionExpression: '#n0 = :v0',
      FilterExpression: '(#n1 = :v1 OR #n2.#n3 > :v2)',
    });
    expect(titles(items)).toEqual(['one', 'two']);
    expect(plan.why.at(-1)).toBe(
      'filter, applied by DynamoDB after reading: (genre:="Jazz" or info.rating.gt:=4)',
    );
  });

  test('evaluates it itself, where a key attribute is in it, which DynamoDB takes in no filter', async () => {
    const conditions = [is('artist', 'A'), { anyOf: [is('title', 'one'), more(['info', 'rating'], 4)] }];
    const { plan, items } = await read({ conditions });
    expect(plan.operation).toBe('Query');
    expect(plan.input).not.toHaveProperty('FilterExpression');
    expect(titles(items)).toEqual(['one', 'two']);
    const counted = await read({ conditions, isCount: true });
    expect(counted.count).toBe(2);
  });

  test('shows only what is asked for, whatever it takes to evaluate', async () => {
    const conditions = [is('artist', 'A'), { anyOf: [is('title', 'one'), more(['info', 'rating'], 4)] }];
    const { items } = await read({ conditions, attributes: [['genre'], ['info', 'votes']] });
    expect(items).toEqual([{ genre: { S: 'Jazz' } }, { info: { M: { votes: { N: '9' } } } }]);
    const whole = await read({ conditions, attributes: [['info']] });
    expect(whole.items).toEqual([{}, { info: ITEMS[1]?.['info'] }]);
  });

  test('scans with it in the filter: a Scan takes key attributes there', async () => {
    const { plan, items } = await read({ conditions: [{ anyOf: [is('title', 'two'), is('artist', 'B')] }] });
    expect(plan).toMatchObject({ operation: 'Scan', local: [] });
    expect(titles(items)).toEqual(['one', 'two']);
  });

  test('is no query by a key that only one of them gives', async () => {
    const { plan } = await read({ conditions: [{ anyOf: [is('artist', 'A'), is('genre', 'Jazz')] }] });
    expect(plan.operation).toBe('Scan');
  });

  test('tells which items an index leaves out, unless each of them asks for its key', async () => {
    const year: Condition = more(['year'], 1);
    const some = await read({ conditions: [is('genre', 'Jazz'), { anyOf: [year, has('info')] }] });
    expect(some.plan.notes).toEqual([
      'index "by-genre" contains only items with year; to find other items, scan the table',
    ]);
    const both = [year, { allOf: [has('year'), has('info')] }];
    const all = await read({ conditions: [is('genre', 'Jazz'), { anyOf: both }] });
    expect(all.plan.notes).toEqual([]);
    expect(titles(all.items)).toEqual(['one', 'one']);
  });

  test('does not choose an index that has no item for one of them', async () => {
    const text: Condition = { path: ['year'], operator: 'eq', operands: [{ S: 'text' }] };
    const { plan } = await read({ conditions: [is('genre', 'Jazz'), { anyOf: [text, has('info')] }] });
    expect(plan.operation).toBe('Scan');
    expect(plan.why).toContainEqual(
      'not index "by-genre": it contains only items with year (a number), which excludes "year:="text""',
    );
  });

  test('of an index that is named is refused only if all of them are hopeless there', async () => {
    const text: Condition = { path: ['year'], operator: 'eq', operands: [{ S: 'text' }] };
    const jazz = is('genre', 'Jazz');
    const { items } = await read({
      conditions: [jazz, { anyOf: [text, more(['year'], 2000)] }],
      indexName: 'by-genre',
    });
    expect(titles(items)).toEqual(['one']);
    const hopeless = read({ conditions: [jazz, { anyOf: [text, text] }], indexName: 'by-genre' });
    await expect(hopeless).rejects.toMatchObject({ code: 'InvalidUsage' });
  });
});

test.each<[Condition, boolean]>([
  [{ anyOf: [is('genre', 'Jazz'), has('nothing')] }, true],
  [{ anyOf: [is('genre', 'Pop'), has('nothing')] }, false],
  [{ allOf: [is('genre', 'Jazz'), { anyOf: [has('nothing'), more(['year'], 2000)] }] }, true],
])('an item is judged as DynamoDB would: %j, %s', (condition, holds) => {
  expect(filterOf([condition])(ITEMS[0] ?? {})).toBe(holds);
});
