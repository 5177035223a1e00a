import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../../../src/lib/items/attribute-value.ts';
import { meets } from '../../../../src/lib/items/expressions/judge-condition.ts';
import { parseExpression } from '../../../../src/lib/items/expressions/parse-expression.ts';
import { isReservedWord } from '../../../../src/lib/items/expressions/reserved-words.ts';
import { failure } from '../../../helpers/failure.ts';

const values: Record<string, AttributeValue> = {
  ':n': { N: '1' },
  ':two': { N: '2' },
  ':s': { S: 'x' },
  ':b': { BOOL: true },
  ':l': { L: [] },
  ':type': { S: 'Q' },
};
const read = (text: string) =>
  parseExpression(text, 'FilterExpression', {
    names: { '#y': 'year', '#d': 'a.b' },
    values,
    used: new Set(),
  });

const item = { n: { N: '1.0' }, str: { S: 'x' }, 'a.b': { N: '2' }, l: { L: [{ M: { k: { S: 'x' } } }] } };

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
    expect(meets(item, read(text))).toBe(expected);
  });
});

/**
 * The words are AWS's: those that dynalite's validations were recorded with (`db/conditionParser.js` and its tests),
 * and what people report of the real service, for the text that is shown after `near`.
 */
describe('an expression is refused as DynamoDB refuses it', () => {
  test.each([
    ['', 'The expression can not be empty;'],
    [' \n', 'The expression can not be empty;'],
    ['n = :n n', 'Syntax error; token: "n", near: ":n n"'],
    ['n == :n', 'Syntax error; token: "=", near: "== :n"'],
    ['n != :n', 'Syntax error; token: "!", near: "n !="'],
    ['n = 1', 'Syntax error; token: "1", near: "= 1"'],
    ['n = "🎵"', 'Syntax error; token: ""🎵"", near: "= "🎵""'],
    ['名前 = :n', 'Syntax error; token: "名", near: "名前"'],
    ['n = 🎵', 'Syntax error; token: "🎵", near: "= 🎵"'],
    ['n\u00a0= :n', 'Syntax error; token: "\u00a0", near: "n\u00a0="'],
    ['n = :n AND', 'Syntax error; token: "<EOF>", near: "AND"'],
    ['n', 'Syntax error; token: "<EOF>", near: "n"'],
    ['attribute_exists([1])', 'Syntax error; token: "[", near: "([1"'],
    ['attribute_type()', 'Syntax error; token: ")", near: "()"'],
    ['_n = :n', 'Syntax error; token: "_", near: "_n"'],
    ['l[-1] = :n', 'Syntax error; token: "-", near: "[-1"'],
    ['l[01] = :n', 'Syntax error; token: "1", near: "01]"'],
    ['n IN ()', 'Syntax error; token: ")", near: "()"'],
    ['n IN (:n', 'Syntax error; token: "<EOF>", near: ":n"'],
    ['n = (n = :n)', 'Syntax error; token: "=", near: "n = :n"'],
    ['things are not gonna be ok', 'Syntax error; token: "are", near: "things are not"'],
    ['(size(a))[0] > a', 'Syntax error; token: "[", near: ")[0"'],
    ['n BETWEEN :n :two', 'Syntax error; token: ":two", near: ":n :two"'],
    ['between = :n', 'Syntax error; token: "between", near: "between ="'],
    ['set = :n', 'Syntax error; token: "set", near: "set ="'],
    ['((n = :n))', 'The expression has redundant parentheses;'],
    ['((n)) = :n', 'The expression has redundant parentheses;'],
    ['n IN ((:n))', undefined],
    ['NOT ((n = :n))', 'The expression has redundant parentheses;'],
    ['size(str)', 'The function is not allowed to be used this way in an expression; function: size'],
    [
      'begins_with(str, :s) = :b',
      'The function is not allowed to be used this way in an expression; function: begins_with',
    ],
    [
      'contains(l, attribute_exists(n))',
      'The function is not allowed to be used this way in an expression; function: attribute_exists',
    ],
    [
      'if_not_exists(n, :n) = :n',
      'The function is not allowed in a condition expression; function: if_not_exists',
    ],
    ['foo(n)', 'Invalid function name; function: foo'],
    ['n = foo(year)', 'Invalid function name; function: foo'],
    ['Contains(n, :s)', 'Invalid function name; function: Contains'],
    [
      'attribute_exists(n, str)',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
    ],
    [
      'attribute_exists(:s)',
      'Operator or function requires a document path; operator or function: attribute_exists',
    ],
    [
      'attribute_type(n, :type)',
      'Invalid attribute type name found; type: Q, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    [
      'attribute_type(n, str)',
      'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}',
    ],
    [
      'attribute_type(n, :n)',
      'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N',
    ],
    [
      'begins_with(str, :n)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'begins_with(str, size(l))',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'n < :b',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ],
    [
      'size(:n) > :n',
      'Incorrect operand type for operator or function; operator or function: size, operand type: N',
    ],
    [
      'n BETWEEN :two AND :n',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      'n BETWEEN :n AND :s',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}',
    ],
    [
      'n = n',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]',
    ],
    [
      'l[0].k <> l[0].k',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: <>, first operand: [l, [0], k]',
    ],
    [
      'contains(#y, #y)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [year]',
    ],
    ['year = :n', 'Attribute name is a reserved keyword; reserved keyword: year'],
    ['n = :x AND year = :n', 'Attribute name is a reserved keyword; reserved keyword: year'],
    ['#x = :n', 'An expression attribute name used in the document path is not defined; attribute name: #x'],
    ['n = :x', 'An expression attribute value used in expression is not defined; attribute value: :x'],
    [
      'n = n AND n = :x',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]',
    ],
    [
      `n IN (${Array.from({ length: 101 }, () => ':n').join(',')})`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
    [`${'NOT '.repeat(299)}n = :n`, undefined],
    [`${'NOT '.repeat(300)}n = :n`, 'The expression contains too many operators; operator count: 301'],
    [
      `${'NOT '.repeat(1024)}n = :n`,
      'Expression size has exceeded the maximum allowed size; expression size: 4102',
    ],
    [`a${'.a'.repeat(31)} = :n`, undefined],
    [`a${'.a'.repeat(32)} = :n`, 'The document path has too many nesting levels; nesting levels: 33'],
    ['l[2147483647] = :n', undefined],
    ['l[2147483648] = :n', 'List index is not within the allowable range; index: [2147483648]'],
  ])('%s', (text, problem) => {
    if (problem === undefined) expect(read(text)).toBeDefined();
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

  test.each(['year', 'Year', 'YEAR', 'name', 'size', 'abort', 'zone'])('the reserved word %s', (word) => {
    expect(isReservedWord(word)).toBe(true);
  });

  test.each(['artist', 'id', '', 'abort zone'])('but "%s" is none', (word) => {
    expect(isReservedWord(word)).toBe(false);
  });
});
