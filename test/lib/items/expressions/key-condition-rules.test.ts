import { describe, expect, test } from 'vitest';
import { checkKeyCondition } from '../../../../src/lib/items/expressions/key-condition-rules.ts';
import { parseExpression } from '../../../../src/lib/items/expressions/parse-expression.ts';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';
import { failure } from '../../../helpers/failure.ts';

const values: Record<string, AttributeValue> = {
  ':p': { S: 'x' },
  ':n': { N: '1' },
  ':m': { N: '2' },
  ':empty': { S: '' },
};
const keys = {
  partitionKeys: [{ name: 'p', type: 'S' as const }],
  sortKeys: [
    { name: 's', type: 'N' as const },
    { name: 't', type: 'S' as const },
  ],
};
const check = (text: string) =>
  checkKeyCondition(
    parseExpression(text, 'KeyConditionExpression', { names: {}, values, used: new Set() }),
    keys,
  );

describe('a key condition', () => {
  test.each([
    'p = :p',
    ':p = p',
    'p = :p AND s > :n',
    's > :n AND p = :p',
    '(p = :p AND s BETWEEN :n AND :m)',
    'p = :p AND s = :n AND begins_with(t, :p)',
    'p = :p AND s = :n AND t = :p',
  ])('%s', (text) => {
    expect(() => check(text)).not.toThrow();
  });

  /** From dynalite's tests of Query, which were recorded with the real service. */
  test.each([
    ['s > :n', 'Query condition missed key schema element: p'],
    ['p > :p', 'Query key condition not supported'],
    [':p >= p', 'Query key condition not supported'],
    ['begins_with(p, :p)', 'Query key condition not supported'],
    ['p BETWEEN :p AND :p', 'Query key condition not supported'],
    ['p = :p OR s > :n', 'Invalid operator used in KeyConditionExpression: OR'],
    ['p = :p AND NOT s = :n', 'Invalid operator used in KeyConditionExpression: NOT'],
    ['p = :p AND s <> :n', 'Invalid operator used in KeyConditionExpression: <>'],
    ['p = :p AND s IN (:n)', 'Invalid operator used in KeyConditionExpression: IN'],
    ['p = :p AND attribute_exists(s)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
    ['contains(a.d, b)', 'Invalid operator used in KeyConditionExpression: contains'],
    ['p = :p AND s > :n AND s < :m', 'KeyConditionExpressions must only contain one condition per key'],
    ['p = :p AND q = :n', 'Query condition missed key schema element: s'],
    [
      'p = :n',
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'p = :p AND begins_with(s, :p)',
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'p = :empty',
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p',
    ],
    ['p = s', 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition'],
    [':p = :empty', 'Invalid condition in KeyConditionExpression: No key attribute specified'],
    [
      ':p BETWEEN p AND s',
      'Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand',
    ],
    [
      'begins_with(:p, p)',
      'Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand',
    ],
    ['p.x = :p', 'KeyConditionExpressions cannot have conditions on nested attributes'],
    ['p = :p AND size(s) > :n', 'KeyConditionExpressions cannot contain nested operations'],
    ['p = :p AND s > :n AND t = :p', 'Query key condition not supported'],
    ['p = :p AND t = :p', 'Query key condition not supported'],
    ['p = :p AND s = :n AND t = :p AND q = :p', 'Conditions can be of length 1 or 3 only'],
  ])('%s is refused', (text, problem) => {
    expect(failure(() => check(text)).message).toBe(problem);
  });

  test('a key of one attribute takes one condition', () => {
    const tree = parseExpression('p = :p AND s = :p', 'KeyConditionExpression', {
      names: {},
      values,
      used: new Set(),
    });
    const refused = failure(() =>
      checkKeyCondition(tree, { partitionKeys: keys.partitionKeys, sortKeys: [] }),
    );
    expect(refused.message).toBe('Query key condition not supported');
    expect(refused.suggestions).toEqual([
      'the key is only p; use --filter for conditions on other attributes',
    ]);
  });
});
