import { describe, expect, test } from 'vitest';
import { parseExpressionValues } from '../../../../src/lib/items/conditions/own-expressions.ts';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';
import { failure } from '../../../helpers/failure.ts';

describe('parseExpressionValues reads each value by its own shape', () => {
  test.each<[text: string, values: Record<string, AttributeValue>]>([
    ['{":a":{"S":"x"},":y":2010}', { ':a': { S: 'x' }, ':y': { N: '2010' } }],
    ['{":y":2010,":a":{"N":"1.10"}}', { ':y': { N: '2010' }, ':a': { N: '1.10' } }],
    ['{":a":{"S":"x"},":b":{"N":"7"}}', { ':a': { S: 'x' }, ':b': { N: '7' } }],
    ['{":a":"x",":b":null,":c":true}', { ':a': { S: 'x' }, ':b': { NULL: true }, ':c': { BOOL: true } }],
    ['{":a":{"L":[{"N":"7"}]},":b":[7]}', { ':a': { L: [{ N: '7' }] }, ':b': { L: [{ N: '7' }] } }],
    ['{":a":{"SS":["x"]},":b":{"$set":["x"]}}', { ':a': { SS: ['x'] }, ':b': { SS: ['x'] } }],
    // A map is one unless it has the shape of a typed value.
    ['{":m":{"N":"7","x":1},":n":1}', { ':m': { M: { N: { S: '7' }, x: { N: '1' } } }, ':n': { N: '1' } }],
    ['{":m":{"$map":{"N":"7"}},":n":{"N":"7"}}', { ':m': { M: { N: { S: '7' } } }, ':n': { N: '7' } }],
    ['{}', {}],
  ])('%s', (text, values) => {
    expect({ ...parseExpressionValues(text) }).toEqual(values);
  });

  test('unless a form is forced', () => {
    const text = '{":a":{"N":"7"}}';
    expect({ ...parseExpressionValues(text, 'plain') }).toEqual({ ':a': { M: { N: { S: '7' } } } });
    expect(failure(() => parseExpressionValues('{":a":7}', 'typed')).message).toContain('a typed value is');
  });
});

test.each([
  ['{":a":{"N":"seven"},":b":1}', '--values: attribute :a: "seven" is not a number'],
  ['{":a":{"N":7},":b":1}', /^--values:1:12: /],
  ['{"a":1}', /the placeholder of a value must start with :$/],
])('parseExpressionValues refuses %s', (text, message) => {
  const error = failure(() => parseExpressionValues(text));
  expect(error.exitCode).toBe(2);
  if (typeof message === 'string') expect(error.message).toBe(message);
  else expect(error.message).toMatch(message);
});
