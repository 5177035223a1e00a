import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasEscapedName, parseJson } from '../../../src/lib/json/parse-json.ts';
import { MISREAD_NAMES, unusedName } from '../../helpers/escaped-names.ts';
import { rounds } from '../../helpers/rounds.ts';

describe.each(MISREAD_NAMES)(
  'a name written $written, after one written $before',
  ({ before, written, name }) => {
    test.each([
      ['in an object', '', ''],
      ['deep inside', '[{"a":[{"b":', '}]}]'],
    ])('%s', (_where, opening, closing) => {
      const first = unusedName();
      const text = (spelling: string): string => `${opening}{"${first}":1,"${spelling}":2}${closing}`;
      parseJson(text(before));
      const wanted = `${opening}{"${first}":1,${JSON.stringify(name)}:2}${closing}`;
      expect(JSON.stringify(parseJson(text(written)))).toBe(wanted);
    });

    test('with blanks before its colon', () => {
      const first = unusedName();
      parseJson(`{"${first}":1,"${before}":2}`);
      const value = parseJson(`{"${first}":1,"${written}" \t\r\n:2}`);
      expect(Object.keys(value as object)).toEqual([first, name]);
    });
  },
);

describe('as JSON.parse', () => {
  const escaped = (text: string): string => `{"\\n":1,"v":${text}}`;

  test.each([
    '-0',
    '1e400',
    '0.1',
    '-12345678901234567890',
    '1E-3',
    'true',
    'false',
    'null',
    '""',
    '"a\\"b\\\\"',
    '"\\ud83d"',
    '"\\u00e9\\/"',
    '[]',
    '{}',
    '[ [ ] , { } , "," , ":" , "]" ]',
    '{"2":1,"1":2,"b":3,"a":4}',
  ])('%s', (text) => {
    const { v } = parseJson(escaped(text)) as { v: unknown };
    expect(Object.is(v, -0)).toBe(text === '-0');
    expect(v).toEqual(JSON.parse(text));
    expect(JSON.stringify(v)).toBe(JSON.stringify(JSON.parse(text)));
  });

  test('a whole text that is a single value', () => {
    expect(parseJson(' "\\"" ')).toBe('"');
    expect(parseJson('12')).toBe(12);
  });

  test('of two members by one name the last counts, where the first stood', () => {
    expect(JSON.stringify(parseJson('{"\\n":1,"b":2,"\\u000a":3}'))).toBe('{"\\n":3,"b":2}');
  });

  test('__proto__ is a member like any other, written as it may be', () => {
    const value = parseJson('{"\\n":{"__proto__":{"a":1}},"__prot\\u006f__":2}') as Record<string, object>;
    expect(Object.keys(value)).toEqual(['\n', '__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value['\n'] ?? {})).toEqual(['__proto__']);
  });

  test('as deep as you like', () => {
    const depth = 100_000;
    let value = parseJson(`${'{"\\n":['.repeat(depth)}${']}'.repeat(depth)}`) as Record<string, unknown[]>;
    let levels = 0;
    for (; value !== undefined; levels += 1) value = (value['\n'] ?? [])[0] as typeof value;
    expect(levels).toBe(depth);
  });

  test.each([
    '{"\\n":1',
    '{"\\n":1}}',
    '{"\\x":1}',
    '{"\\n',
    '\\',
    '"\\',
    '',
    '{"a":"\\"',
    '\ufeff{"\\n":1}',
  ])('refuses %j in its words', (text) => {
    let error: unknown;
    try {
      JSON.parse(text);
    } catch (caught) {
      error = caught;
    }
    expect(() => parseJson(text)).toThrow(error as SyntaxError);
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test('any value, spelt in any way', () => {
    const characters = fc.constantFrom(
      '\\',
      '"',
      '\n',
      '/',
      'n',
      'u',
      'x',
      ':',
      ',',
      '{',
      '}',
      ' ',
      'é',
      '👩',
    );
    const strings = fc.oneof(
      fc.string({ unit: characters, maxLength: 5 }),
      fc.constantFrom('__proto__', '1'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        strings,
        fc.constantFrom(null, true, 0, -1.5),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(fc.tuple(strings, tie('value')), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    fc.assert(
      fc.property(value, fc.gen(), (wanted, draw) => {
        const text = spell(wanted, () => draw(fc.boolean));
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(wanted));
      }),
      { numRuns: rounds(300) },
    );
  });
});

/** JSON with blanks or not, and characters of strings as escapes or not, as `coin` says. */
function spell(value: unknown, coin: () => boolean): string {
  const blank = (): string => (coin() ? ' \n' : '');
  if (typeof value === 'string') {
    const units = value.split('').map((unit) => {
      if (unit === '/' && coin()) return '\\/';
      const isPlain = /[^"\\\n]/.test(unit) && coin();
      return isPlain ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
    return coin() ? JSON.stringify(value) : `"${units.join('')}"`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map((element) => spell(element, coin))
    : Object.entries(value).map(
        ([name, member]) => `${spell(name, coin)}${blank()}:${blank()}${spell(member, coin)}`,
      );
  const inside = parts.join(`${blank()},${blank()}`);
  return Array.isArray(value) ? `[${blank()}${inside}${blank()}]` : `{${blank()}${inside}${blank()}}`;
}

test.each([
  ['{"a":"b"}', false],
  ['{"a":"\\n","b":["\\\\","\\"",":"]}', false],
  ['{"a":"\\":"}', false],
  ['{"a":"\\"b\\":\\"c\\\\\\""}', false],
  ['["\\n" , {"a":1}]', false],
  ['{"a":"\\n","b":{"\\\\":1}}', true],
  ['{"a\\n":1}', true],
  ['{"a\\\\" :1}', true],
  ['{"\\"\\"":1}', true],
])('%s has a name written with an escape sequence: %s', (text, isSo) => {
  expect(hasEscapedName(text)).toBe(isSo);
});

test('nothing else parses JSON', () => {
  const source = fileURLToPath(new URL('../../../src', import.meta.url));
  const users = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      /\.tsx?$/.test(path) &&
      /(?<!`)\bJSON\.parse\b|\.json\(\)/.test(readFileSync(join(source, path), 'utf8')),
  );
  expect(users).toEqual(['lib/json/parse-json.ts']);
});
