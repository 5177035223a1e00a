import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../../../src/lib/items/attribute-value.ts';
import { checkKeyCondition } from '../../../../src/lib/items/expressions/key-condition-rules.ts';
import { parseExpression } from '../../../../src/lib/items/expressions/parse-expression.ts';
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
const check = (text: string): void =>
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

  test.each([
    ['s > :n', 'Query condition missed key schema element: p'],
    ['p > :p', 'Query key condition not supported: p takes = only'],
    ['p = :p OR s > :n', 'Invalid operator used in KeyConditionExpression: or'],
    ['p = :p AND NOT s = :n', 'Invalid operator used in KeyConditionExpression: not'],
    ['p = :p AND s <> :n', 'Invalid operator used in KeyConditionExpression: <>'],
    ['p = :p AND s IN (:n)', 'Invalid operator used in KeyConditionExpression: in'],
    ['p = :p AND attribute_exists(s)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
    ['p = :p AND s > :n AND s < :m', 'KeyConditionExpressions must only contain one condition per key'],
    ['p = :p AND q = :n', 'Query condition missed key schema element: q is not in the key'],
    ['p = :n', 'Condition parameter type does not match schema type; Key: p (S)'],
    ['p = :empty', 'The AttributeValue for a key attribute cannot contain an empty value. Key: p'],
    ['p = s', 'each condition compares one attribute with values'],
    ['p.x = :p', 'KeyConditionExpressions cannot have conditions on nested attributes; Key: p'],
    ['p = :p AND size(s) > :n', 'KeyConditionExpressions cannot contain nested operations'],
    [
      'p = :p AND s > :n AND t = :p',
      'Query key condition not supported: t, as a sort key before it has no equality',
    ],
    ['p = :p AND t = :p', 'Query key condition not supported: t, as a sort key before it has no equality'],
  ])('%s is refused', (text, problem) => {
    expect(failure(() => check(text)).message).toBe(`Invalid KeyConditionExpression: ${problem}`);
  });
});
