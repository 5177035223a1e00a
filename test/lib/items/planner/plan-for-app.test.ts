import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../../src/lib/items/conditions/condition.ts';
import type { IndexSchema, TableSchema } from '../../../../src/lib/items/keys/key-schema.ts';
import { planQuery } from '../../../../src/lib/items/planner/plan-query.ts';
import type { ReadRequest } from '../../../../src/lib/items/planner/read-request.ts';

const index = (name: string, keys: string[], more: Partial<IndexSchema> = {}): IndexSchema => {
  const [partition = '', ...sort] = keys;
  const key = (attribute: string) => ({ name: attribute, type: 'S' as const });
  return {
    name,
    kind: 'global',
    partitionKeys: [key(partition)],
    sortKeys: sort.map(key),
    projection: 'ALL',
    nonKeyAttributes: [],
    status: undefined,
    ...more,
  };
};

const posts: TableSchema = {
  tableName: 'posts',
  key: { partitionKey: { name: 'id', type: 'S' }, sortKey: { name: 'time', type: 'S' } },
  indexes: [
    index('by-author', ['author', 'published']),
    index('by-kind', ['kind'], { projection: 'KEYS_ONLY' }),
    index('by-kind-and-title', ['kind'], { projection: 'INCLUDE', nonKeyAttributes: ['title'] }),
    index('by-rank', ['id', 'rank'], { kind: 'local', projection: 'KEYS_ONLY' }),
  ],
};

const is = (name: string): Condition => ({ path: [name], operator: 'eq', operands: [{ S: 'x' }] });

/** The plan of an app that knows its items. */
function plan(conditions: Condition[], has: string[], more: Partial<ReadRequest> = {}) {
  return planQuery(posts, { conditions, everyItemHas: new Set(has), ...more });
}

describe('an app that says what each item has', () => {
  test('is given no index that may leave one of them out', () => {
    const { operation, why } = plan([is('author')], ['author']);
    expect(operation).toBe('Scan');
    expect(why).toContain('not index "by-author": it contains only items with published');
  });

  test('is given an index that leaves none out', () => {
    expect(plan([is('author')], ['author', 'published']).index?.name).toBe('by-author');
    expect(
      plan([is('author'), { path: ['published'], operator: 'gt', operands: [{ S: 'a' }] }], []).index?.name,
    ).toBe('by-author');
  });

  test('scans consistently where a person is refused', () => {
    const consistent = { isConsistent: true };
    expect(plan([is('author')], ['author', 'published'], consistent).input).toMatchObject({
      ConsistentRead: true,
    });
    expect(() => planQuery(posts, { conditions: [is('author')], ...consistent })).toThrow(
      'DynamoDB does not support consistent reads of global indexes',
    );
  });

  test('counts by the narrowest index that has all items', () => {
    expect(plan([], ['kind'], { isCount: true }).index?.name).toBe('by-kind');
    expect(plan([is('title')], ['kind'], { isCount: true }).index?.name).toBe('by-kind-and-title');
    expect(plan([], [], { isCount: true }).index).toBeUndefined();
    expect(plan([], ['kind']).index).toBeUndefined();
  });

  test('gets whole items of a local index that projects a part', () => {
    const conditions = [is('id'), is('rank')];
    expect(plan(conditions, [])).toMatchObject({
      index: { name: 'by-rank' },
      input: { Select: 'ALL_ATTRIBUTES' },
    });
    expect(plan([...conditions, is('title')], []).index).toBeUndefined();
    expect(planQuery(posts, { conditions }).index).toBeUndefined();
  });
});

describe('a condition in DynamoDB’s own language', () => {
  const written = (name: string): Condition => ({
    parts: ['size(', { path: [name] }, ') > ', { value: { N: '1' } }],
    arg: `size(${name}) > :n`,
  });

  test('is a filter', () => {
    const { input, why } = planQuery(posts, { conditions: [is('id'), written('title')] });
    expect(input).toHaveProperty('FilterExpression', 'size(#n1) > :v1');
    expect(why.at(-1)).toBe('filter, applied by DynamoDB after reading: size(title) > :n');
  });

  test('on the key is not sent, since DynamoDB takes no key attributes in a filter', () => {
    const { input, local } = planQuery(posts, { conditions: [is('id'), written('time')] });
    expect(input).not.toHaveProperty('FilterExpression');
    expect(local).toEqual([written('time')]);
  });

  test('needs what it looks at to be in the index', () => {
    expect(plan([is('kind'), written('title')], [], { isCount: true }).index?.name).toBe('by-kind-and-title');
    expect(plan([is('kind'), written('other')], [], { isCount: true }).index).toBeUndefined();
  });
});
