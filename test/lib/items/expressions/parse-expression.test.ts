import { describe, expect, test } from 'vitest';
import { evaluateCondition } from '../../../../src/lib/items/expressions/evaluate-condition.ts';
import { parseExpression } from '../../../../src/lib/items/expressions/parse-expression.ts';
import { isReservedWord } from '../../../../src/lib/items/expressions/reserved-words.ts';
import { failure } from '../../../helpers/failure.ts';
import { CONDITIONS, NAMES, VALUES } from './refused-expressions.ts';

const read = (text: string) =>
  parseExpression(text, 'FilterExpression', {
    names: NAMES,
    values: VALUES,
    used: new Set(),
  });

const item = { n: { N: '1.0' }, str: { S: 'a' }, '[3]': { N: '2' }, l: { L: [{ M: { k: { S: 'a' } } }] } };

describe('an expression is read', () => {
  test.each([
    ['n = :n', true],
    [' n=:n ', true],
    ['n = :n OR n = :two AND str <> :s', true],
    ['(n = :n OR n = :two) AND str <> :s', false],
    ['NOT n = :two AND str = :s', true],
    ['NOT (n = :two AND str = :s)', true],
    ['not not n = :n', true],
    ['n BETWEEN :n AND :two AND str = :s', true],
    ['(n) = (:n)', true],
    ['(n = :n) AND (str = :s)', true],
    ['((n = :n) OR n = :two) AND str = :s', true],
    ['((n = :n) AND (str = :s))', true],
    ['#d = :two', true],
    ['l[0].k = :s', true],
    ['l [ 0 ] . k = :s', true],
    ['attribute_not_exists(#y)', true],
    ['size(l) = :n AND :n IN (:two, n)', true],
  ])('%s: %s', (text, expected) => {
    expect(evaluateCondition(item, read(text))).toBe(expected);
  });
});

describe('an expression is refused as DynamoDB refuses it', () => {
  test.each(CONDITIONS)('%s', (text, problem) => {
    if (problem === undefined) expect(() => read(text)).not.toThrow();
    else {
      const { code, message } = failure(() => read(text));
      expect({ code, message }).toEqual({
        code: 'InvalidUsage',
        message: `Invalid FilterExpression: ${problem}`,
      });
    }
  });

  test('deep nesting within the size ends well', () => {
    expect(failure(() => read('(n = :n AND '.repeat(300))).message).toContain('Syntax error');
    expect(failure(() => read(`${'NOT '.repeat(1020)}n = :n`)).message).toContain('too many operators');
  });

  test.each(['year', 'Year', 'YEAR', 'name', 'size', 'abort', 'zone'])('the reserved word %s', (arg) => {
    expect(isReservedWord(arg)).toBe(true);
  });

  test.each(['artist', 'id', '', 'abort zone'])('but "%s" is none', (arg) => {
    expect(isReservedWord(arg)).toBe(false);
  });
});
