import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../../../src/lib/items/attribute-value.ts';
import { parseProjection } from '../../../../src/lib/items/expressions/parse-projection.ts';
import { parseUpdate } from '../../../../src/lib/items/expressions/parse-update.ts';
import { failure } from '../../../helpers/failure.ts';

const values: Record<string, AttributeValue> = {
  ':s': { S: 'a' },
  ':n': { N: '1' },
  ':b': { B: Uint8Array.of(97) },
  ':bool': { BOOL: true },
  ':null': { NULL: true },
  ':ss': { SS: ['a'] },
  ':ns': { NS: ['1'] },
  ':m': { M: {} },
  ':l': { L: [] },
};
const placeholders = () => ({ names: { '#c': 'c', '#d': '[3]' }, values, used: new Set<string>() });
const read = (text: string) => parseUpdate(text, placeholders());

describe('an update expression is read', () => {
  test.each([
    ['SET a = :s', [['SET', ['a'], 'S']]],
    [
      'set a=:n,b[1].c = a remove d, #c add e :n delete f :ss',
      [
        ['SET', ['a'], 'N'],
        ['SET', ['b', 1, 'c'], undefined],
        ['REMOVE', ['d'], undefined],
        ['REMOVE', ['c'], undefined],
        ['ADD', ['e'], 'N'],
        ['DELETE', ['f'], 'SS'],
      ],
    ],
    ['SET a = a + :n', [['SET', ['a'], 'N']]],
    ['SET a = b-c', [['SET', ['a'], 'N']]],
    ['SET a = (b + c)', [['SET', ['a'], 'N']]],
    ['SET a = ((b) + (c))', [['SET', ['a'], 'N']]],
    ['SET a = (b)', [['SET', ['a'], undefined]]],
    ['SET a = a', [['SET', ['a'], undefined]]],
    ['SET a = a + a', [['SET', ['a'], 'N']]],
    ['SET a = list_append(a, a)', [['SET', ['a'], 'L']]],
    ['SET a = list_append(if_not_exists(a, :l), :l)', [['SET', ['a'], 'L']]],
    ['SET a = if_not_exists(a, :n) + :n', [['SET', ['a'], 'N']]],
    ['SET a = if_not_exists(a, if_not_exists(b, :s))', [['SET', ['a'], undefined]]],
    [
      'REMOVE a[0], a[1]',
      [
        ['REMOVE', ['a', 0], undefined],
        ['REMOVE', ['a', 1], undefined],
      ],
    ],
  ])('%s', (text, actions) => {
    expect(read(text).map(({ section, path, type }) => [section, path, type])).toEqual(actions);
  });
});

const OVERLAP = 'Two document paths overlap with each other; must remove or rewrite one of these paths';
const CONFLICT = 'Two document paths conflict with each other; must remove or rewrite one of these paths';
const OPERAND = 'Incorrect operand type for operator or function';
const COUNT = 'Incorrect number of operands for operator or function';
const PLACE = 'The function is not allowed to be used this way in an expression';

/** From dynalite's tests of UpdateItem, which were recorded with the real service; `near` from what people report. */
describe('an update expression is refused as DynamoDB refuses it', () => {
  test.each([
    ['', 'The expression can not be empty;'],
    ['whatever', 'Syntax error; token: "whatever", near: "whatever"'],
    ['名前', 'Syntax error; token: "名", near: "名前"'],
    ['SET a = :s, é', 'Syntax error; token: "é", near: ", é"'],
    ['SET', 'Syntax error; token: "<EOF>", near: "SET"'],
    ['SET a = :s,', 'Syntax error; token: "<EOF>", near: ","'],
    ['SET a = :s, REMOVE b', 'Syntax error; token: "REMOVE", near: ", REMOVE b"'],
    ['set a', 'Syntax error; token: "<EOF>", near: "a"'],
    ['set a=set', 'Syntax error; token: "set", near: "=set"'],
    ['remove a = b', 'Syntax error; token: "=", near: "a = b"'],
    ['remove a b', 'Syntax error; token: "b", near: "a b"'],
    ['add a b', 'Syntax error; token: "b", near: "a b"'],
    ['add a if_not_exist(b)', 'Syntax error; token: "if_not_exist", near: "a if_not_exist("'],
    ['set :s = b', 'Syntax error; token: ":s", near: "set :s ="'],
    ['set a = b / c', 'Syntax error; token: "/", near: "b / c"'],
    ['set a[1] = 1', 'Syntax error; token: "1", near: "= 1"'],
    ['SET a = if_not_exists(a, 0)', 'Syntax error; token: "0", near: ", 0)"'],
    ['SET if_not_exist(a, b) = a', 'Syntax error; token: "(", near: "if_not_exist(a"'],
    ['set (a = (b + c))', 'Syntax error; token: "(", near: "set (a"'],
    ['set a = (b.c).d + e', 'Syntax error; token: ".", near: ").d"'],
    ['set a = b + c + d', 'Syntax error; token: "+", near: "c + d"'],
    ['set a = (b + c) + d', 'Syntax error; token: "+", near: ") + d"'],
    ['SET a = -b', 'Syntax error; token: "-", near: "= -b"'],
    ['SET a = ((b))', 'The expression has redundant parentheses;'],
    ['SET a = ((b + c))', 'The expression has redundant parentheses;'],
    [' set #x = :x set abOrt = true ', 'Attribute name is a reserved keyword; reserved keyword: abOrt'],
    [' remove Absolute ', 'Attribute name is a reserved keyword; reserved keyword: Absolute'],
    ['set #x = if_not_exist(:x) set c = d', 'Invalid function name; function: if_not_exist'],
    ['SET a = size(b)', 'The function is not allowed in an update expression; function: size'],
    ['SET a = list_append(b, c) + :n', `${PLACE}; function: list_append`],
    ['SET a = :n - list_append(b, c)', `${PLACE}; function: list_append`],
    ['SET a = list_append(b, list_append(c, d))', `${PLACE}; function: list_append`],
    ['set a = #x set c = :x', 'The "SET" section can only be used once in an update expression;'],
    ['remove #x set a = b remove e', 'The "REMOVE" section can only be used once in an update expression;'],
    ['add #x :x set a = b add e :x', 'The "ADD" section can only be used once in an update expression;'],
    [
      'delete #x :x set a = b delete #x :x',
      'The "DELETE" section can only be used once in an update expression;',
    ],
    [
      'SET #x = if_not_exists(:x)',
      'An expression attribute name used in the document path is not defined; attribute name: #x',
    ],
    [
      'SET a = if_not_exists(:x)',
      'An expression attribute value used in expression is not defined; attribute value: :x',
    ],
    [
      'set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)',
      `${OVERLAP}; path one: [c, [1], a], path two: [c]`,
    ],
    ['set #c[3].#d = a, #c[3] = a', `${OVERLAP}; path one: [c, [3], [3]], path two: [c, [3]]`],
    ['SET a = :n REMOVE a', `${OVERLAP}; path one: [a], path two: [a]`],
    [
      'set #c[3].#d = a, #c.#d[3] = if_not_exists(a)',
      `${CONFLICT}; path one: [c, [3], [3]], path two: [c, [3], [3]]`,
    ],
    ['remove a.#c set a[1] = #d', `${CONFLICT}; path one: [a, c], path two: [a, [1]]`],
    [
      'set b = list_append(:s, a), c = if_not_exists(a) add a.b :s',
      `${OPERAND}; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND`,
    ],
    ...[
      [':s', 'STRING'],
      [':b', 'BINARY'],
      [':bool', 'BOOLEAN'],
      [':null', 'NULL'],
      [':m', 'MAP'],
      [':l', 'LIST'],
    ].flatMap(([value, word]) =>
      ['ADD', 'DELETE'].map((operator) => [
        `${operator} a.b ${value}`,
        `${OPERAND}; operator: ${operator}, operand type: ${word}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
      ]),
    ),
    [
      'DELETE a :n',
      `${OPERAND}; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND`,
    ],
    ['set a = if_not_exists(c)', `${COUNT}; operator or function: if_not_exists, number of operands: 1`],
    ['set a = list_append(c)', `${COUNT}; operator or function: list_append, number of operands: 1`],
    [
      'set a = if_not_exists(:s, c)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
    [
      'set a = if_not_exists(if_not_exists(a, b), c)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
    [
      'set a = if_not_exists(b, b)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: if_not_exists, first operand: [b]',
    ],
    ...[':s', ':n', ':b', ':bool', ':null', ':ss', ':ns', ':m'].map((value) => [
      `set a = list_append(${value}, a)`,
      `${OPERAND}; operator or function: list_append, operand type: ${Object.keys(values[value] ?? {})[0]}`,
    ]),
    ...[':s', ':b', ':bool', ':null', ':ss', ':ns', ':m', ':l'].flatMap((value) =>
      ['+', '-'].map((sign) => [
        `set a = a ${sign} ${value}`,
        `${OPERAND}; operator or function: ${sign}, operand type: ${Object.keys(values[value] ?? {})[0]}`,
      ]),
    ),
    [
      `SET ${Array.from({ length: 301 }, (_, index) => `a${index}=b-c`).join(',')}`,
      'The expression contains too many operators; operator count: 301',
    ],
  ])('%s', (text, problem) => {
    expect(failure(() => read(text ?? '')).message).toBe(`Invalid UpdateExpression: ${problem}`);
  });
});

describe('a projection expression', () => {
  test('is read', () => {
    expect(parseProjection(' a, b[2].#c , #d', placeholders())).toEqual([['a'], ['b', 2, 'c'], ['[3]']]);
  });

  /** From dynalite's tests of GetItem, which were recorded with the real service. */
  test.each([
    ['', 'The expression can not be empty;'],
    ['名前', 'Syntax error; token: "名", near: "名前"'],
    ['!!!', 'Syntax error; token: "!", near: "!!"'],
    ['a,', 'Syntax error; token: "<EOF>", near: ","'],
    ['a b', 'Syntax error; token: "b", near: "a b"'],
    ['a.1', 'Syntax error; token: "1", near: ".1"'],
    ['a[b]', 'Syntax error; token: "b", near: "[b]"'],
    ['size(a)', 'Syntax error; token: "(", near: "size(a"'],
    ['a, b, abort', 'Attribute name is a reserved keyword; reserved keyword: abort'],
    ['a, #x', 'An expression attribute name used in the document path is not defined; attribute name: #x'],
    ['b[1], b.a, #d.b, a, #d', `${OVERLAP}; path one: [[3], b], path two: [[3]]`],
    ['a, a', `${OVERLAP}; path one: [a], path two: [a]`],
    ['a[1], a.b', `${CONFLICT}; path one: [a, [1]], path two: [a, b]`],
  ])('%s is refused', (text, problem) => {
    const refused = failure(() => parseProjection(text, placeholders()));
    expect(refused.message).toBe(`Invalid ProjectionExpression: ${problem}`);
  });
});
