import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';

/**
 * Expressions that DynamoDB refuses, with the message after `Invalid …Expression: `; `undefined` if it accepts one. The
 * messages are those recorded in dynalite (its `db/*Parser.js` and tests) and those of DynamoDB Local, the emulator of
 * AWS; `test/engine/expression-words.test.ts` checks both.
 */
export type RefusedExpression = readonly [text: string, problem: string | undefined];

/** The values of the placeholders. */
export const NAMES: Readonly<Record<string, string>> = { '#c': 'c', '#d': '[3]', '#y': 'year' };
export const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':s': { S: 'a' },
  ':n': { N: '1' },
  ':two': { N: '2' },
  ':type': { S: 'Q' },
  ':b': { B: Uint8Array.of(97) },
  ':bool': { BOOL: true },
  ':null': { NULL: true },
  ':ss': { SS: ['a'] },
  ':ns': { NS: ['1'] },
  ':m': { M: {} },
  ':l': { L: [] },
};

const OVERLAP = 'Two document paths overlap with each other; must remove or rewrite one of these paths';
const CONFLICT = 'Two document paths conflict with each other; must remove or rewrite one of these paths';
const OPERAND = 'Incorrect operand type for operator or function';
const COUNT = 'Incorrect number of operands for operator or function';
const PLACE = 'The function is not allowed to be used this way in an expression';

export const CONDITIONS: readonly RefusedExpression[] = [
  ['', 'The expression can not be empty;'],
  [' \n', 'Syntax error; token: "<EOF>", near: " \n"'],
  ['n = :n n', 'Syntax error; token: "n", near: ":n n"'],
  ['n == :n', 'Syntax error; token: "=", near: "== :n"'],
  ['n != :n', 'Syntax error; token: "!", near: "n !="'],
  ['n = 1', 'Syntax error; token: "1", near: "= 1"'],
  ['n = "🎵"', 'Syntax error; token: """, near: "= "🎵"'],
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
    'begins_with(str, :s) = :bool',
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
    'Invalid attribute type name found; type: Q, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}',
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
    'n < :bool',
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
    'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}',
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
];

export const UPDATES: readonly RefusedExpression[] = [
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
  ].flatMap(([value, arg]) =>
    ['ADD', 'DELETE'].map(
      (operator): RefusedExpression => [
        `${operator} a.b ${value}`,
        `${OPERAND}; operator: ${operator}, operand type: ${arg}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
      ],
    ),
  ),
  ['DELETE a :n', `${OPERAND}; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND`],
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
  ...[':s', ':n', ':b', ':bool', ':null', ':ss', ':ns', ':m'].map(
    (value): RefusedExpression => [
      `set a = list_append(${value}, a)`,
      `${OPERAND}; operator or function: list_append, operand type: ${Object.keys(VALUES[value] ?? {})[0]}`,
    ],
  ),
  ...[':s', ':b', ':bool', ':null', ':ss', ':ns', ':m', ':l'].flatMap((value) =>
    ['+', '-'].map(
      (sign): RefusedExpression => [
        `set a = a ${sign} ${value}`,
        `${OPERAND}; operator or function: ${sign}, operand type: ${Object.keys(VALUES[value] ?? {})[0]}`,
      ],
    ),
  ),
  [
    `SET ${Array.from({ length: 301 }, (_, index) => `a${index}=b-c`).join(',')}`,
    'The expression contains too many operators; operator count: 301',
  ],
];

export const PROJECTIONS: readonly RefusedExpression[] = [
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
];
