import { describe, expect, test } from 'vitest';
import {
  literalConditions,
  literalNote,
  parseWriteConditions,
} from '../../../../src/lib/items/conditions/literal-conditions.ts';
import { parseWhere } from '../../../../src/lib/items/conditions/where.ts';
import type { KeyRoles } from '../../../../src/lib/items/keys/key-schema.ts';
import { failure } from '../../../helpers/failure.ts';

const keys: KeyRoles = new Map([
  ['id', { type: 'S', isOfTable: true }],
  ['year', { type: 'N', isOfTable: true }],
  ['genre', { type: 'S', isOfTable: false }],
  ['plays', { type: 'N', isOfTable: false }],
]);

const found = (...args: string[]) => literalConditions(parseWhere(args, keys), keys);

describe('literalConditions finds', () => {
  test.each([
    ['a=2010', 'a:=2010', `a:='"2010"'`],
    ['a.eq=-1.5e3', 'a.eq:=-1.5e3', `a.eq:='"-1.5e3"'`],
    ['a.ne=2010', 'a.ne:=2010', `a.ne:='"2010"'`],
    ['a.lt=5', 'a.lt:=5', `a.lt:='"5"'`],
    ['a.lte=5', 'a.lte:=5', `a.lte:='"5"'`],
    ['a.gt=5', 'a.gt:=5', `a.gt:='"5"'`],
    ['a.gte=0', 'a.gte:=0', `a.gte:='"0"'`],
    ['a.contains=5', 'a.contains:=5', `a.contains:='"5"'`],
    ['a.not_contains=5', 'a.not_contains:=5', `a.not_contains:='"5"'`],
    ['a=true', 'a:=true', `a:='"true"'`],
    ['a.ne=false', 'a.ne:=false', `a.ne:='"false"'`],
    ['a.ne=null', 'a.ne:=null', `a.ne:='"null"'`],
    ['a.in=5,x', `'a.in:=[5,"x"]'`, `'a.in:=["5","x"]'`],
    ['a.in=5', `'a.in:=[5]'`, `'a.in:=["5"]'`],
    ['a.between=1,9', `'a.between:=[1,9]'`, `'a.between:=["1","9"]'`],
    ['info.year=2010', 'info.year:=2010', `info.year:='"2010"'`],
    ['genre.name.eq=5', 'genre.name.eq:=5', `genre.name.eq:='"5"'`],
    ['a\\.b=5', `'a\\.b:=5'`, `'a\\.b':='"5"'`],
    ["it\\'s=5", `'it\\'\\''s:=5'`, `'it\\'\\''s':='"5"'`],
    ['tags[0]=5', `'tags[0]:=5'`, `'tags[0]':='"5"'`],
  ])('%s', (arg, asLiteral, asString) => {
    expect(found(arg)).toMatchObject([{ arg, asLiteral, asString }]);
  });
});

describe('literalConditions leaves', () => {
  test.each([
    // No JSON: a postal code, a telephone number, a version.
    'a=02134',
    'a=+49',
    'a=1.',
    'a=.5',
    'a=1.2.3',
    'a=True',
    'a=NaN',
    'a= 5',
    'a=',
    'a.begins_with=20',
    'a.exists',
    'a:=5',
    'a:="5"',
    'a.in:=["5"]',
    // true, false and null have no order, and bounds have one type.
    'a.lt=true',
    'a.between=1,x',
    // A key tells its type.
    'id=5',
    'id.ne=5',
    'year=5',
    'genre=5',
    'plays.ne=5',
  ])('%s', (arg) => {
    expect(found(arg)).toEqual([]);
  });
});

describe('the notes', () => {
  test.each([
    [
      'a.ne=5',
      `"a.ne=5" compares with a string; for the number: a.ne:=5, for the string: a.ne:='"5"' (or --text)`,
    ],
    [
      'a=true',
      `"a=true" compares with a string; for the boolean: a:=true, for the string: a:='"true"' (or --text)`,
    ],
    ['a=null', `"a=null" compares with a string; for null: a:=null, for the string: a:='"null"' (or --text)`],
    [
      'a.in=5,x',
      `"a.in=5,x" compares with strings; for a number: 'a.in:=[5,"x"]', for strings: 'a.in:=["5","x"]' (or --text)`,
    ],
  ])('%s', (arg, note) => {
    expect(found(arg).map(literalNote)).toEqual([note]);
  });

  test('what writes refuses, and shows each condition both ways', () => {
    const args = ['state=old', 'year=5', 'a.ne=2010', 'b.in=1,2'];
    const error = failure(() => parseWriteConditions(args, keys, { isText: false }));
    expect(error).toMatchObject({
      exitCode: 2,
      message: '"a.ne=2010" compares with a string that looks like a number',
      suggestions: [
        'for the number: a.ne:=2010',
        `for the string: a.ne:='"2010"'`,
        `for a number: 'b.in:=[1,2]'`,
        `for strings: 'b.in:=["1","2"]'`,
        'to treat all values after = as strings: --text',
      ],
    });
    expect(parseWriteConditions(args, keys, { isText: true })).toEqual(parseWhere(args, keys));
  });

  test('of several strings, one may read as null', () => {
    const error = failure(() => parseWriteConditions(['b.in=x,null'], keys, { isText: false }));
    expect(error.message).toBe('"b.in=x,null" compares with strings, one of which looks like null');
  });
});
