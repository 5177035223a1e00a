import { describe, expect, test } from 'vitest';
import {
  allOf,
  Placeholders,
  projectionExpression,
} from '../../../../src/lib/items/conditions/expression.ts';
import { parseWhere } from '../../../../src/lib/items/conditions/where.ts';

describe('allOf writes', () => {
  test.each([
    ['a=1', '#n0 = :v0'],
    ['a.ne=1', '#n0 <> :v0'],
    ['a.lt=1', '#n0 < :v0'],
    ['a.lte=1', '#n0 <= :v0'],
    ['a.gt=1', '#n0 > :v0'],
    ['a.gte=1', '#n0 >= :v0'],
    ['a.between=1,2', '#n0 BETWEEN :v0 AND :v1'],
    ['a.in=1,2,3', '#n0 IN (:v0, :v1, :v2)'],
    ['a.contains=1', 'contains(#n0, :v0)'],
    ['a.not_contains=1', 'NOT contains(#n0, :v0)'],
    ['a.exists', 'attribute_exists(#n0)'],
    ['a.not_exists', 'attribute_not_exists(#n0)'],
    ['a.begins_with=1', 'begins_with(#n0, :v0)'],
    ['a.b[1][2].c=1', '#n0.#n1[1][2].#n2 = :v0'],
  ])('%s as %s', (arg, text) => {
    expect(allOf(parseWhere([arg], new Map()), new Placeholders())).toBe(text);
  });

  test('several, with one placeholder for a name however often it is used', () => {
    const placeholders = new Placeholders();
    const args = ['size.gt:=1', 'info.size.lt:=5', 'a\\.b=x', '__proto__.exists'];
    expect(allOf(parseWhere(args, new Map()), placeholders)).toBe(
      '#n0 > :v0 AND #n1.#n0 < :v1 AND #n2 = :v2 AND attribute_exists(#n3)',
    );
    expect(placeholders.toInput()).toEqual({
      ExpressionAttributeNames: { '#n0': 'size', '#n1': 'info', '#n2': 'a.b', '#n3': '__proto__' },
      ExpressionAttributeValues: { ':v0': { N: '1' }, ':v1': { N: '5' }, ':v2': { S: 'x' } },
    });
  });

  test('nothing for nothing', () => {
    const placeholders = new Placeholders();
    expect(allOf([], placeholders)).toBeUndefined();
    expect(placeholders.toInput()).toEqual({});
  });

  test('an own expression alone as it is, and ANDed in parentheses', () => {
    const own = { names: { '#n0': 'mine', '#n2': 'mine too' }, values: { ':v1': { S: 'x' } } };
    const expression = '#n0 = :v1 OR #n2 = :v1';
    expect(allOf([], new Placeholders(own), expression)).toBe(expression);
    const placeholders = new Placeholders(own);
    expect(allOf(parseWhere(['a=1', 'b=2'], new Map()), placeholders, expression)).toBe(
      '#n3 = :v2 AND #n4 = :v3 AND (#n0 = :v1 OR #n2 = :v1)',
    );
    expect(placeholders.toInput()).toEqual({
      ExpressionAttributeNames: { '#n0': 'mine', '#n2': 'mine too', '#n3': 'a', '#n4': 'b' },
      ExpressionAttributeValues: { ':v1': { S: 'x' }, ':v2': { S: '1' }, ':v3': { S: '2' } },
    });
  });
});

test('projectionExpression writes paths', () => {
  const placeholders = new Placeholders();
  expect(projectionExpression([['id'], ['info', 'rating'], ['tags', 0], ['info', 'id']], placeholders)).toBe(
    '#n0, #n1.#n2, #n3[0], #n1.#n0',
  );
});
