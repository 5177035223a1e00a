import { describe, expect, test } from 'vitest';
import { matchesKeyCondition } from '../../../../src/lib/items/conditions/match-condition.ts';
import { parseWhere } from '../../../../src/lib/items/conditions/where.ts';
import type { KeyRoles } from '../../../../src/lib/items/keys/key-schema.ts';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';
import { compareScalars } from '../../../../src/lib/items/values/compare-scalars.ts';

describe('compareScalars', () => {
  test.each<[AttributeValue, AttributeValue, number]>([
    [{ S: 'a' }, { S: 'b' }, -1],
    [{ S: 'a' }, { S: 'a' }, 0],
    [{ S: 'Z' }, { S: 'a' }, -1],
    [{ S: 'a' }, { S: 'ab' }, -1],
    [{ S: '' }, { S: 'a' }, -1],
    // By UTF-8 bytes, where UTF-16 would say the opposite.
    [{ S: '\uffee' }, { S: '🎵' }, -1],
    [{ N: '9' }, { N: '10' }, -1],
    [{ N: '1' }, { N: '1.0' }, 0],
    [{ N: '10' }, { N: '1e1' }, 0],
    [{ N: '-1' }, { N: '-2' }, 1],
    [{ N: '-1' }, { N: '0' }, -1],
    [{ N: '-0' }, { N: '0.00' }, 0],
    [{ N: '0' }, { N: '1e-130' }, -1],
    [{ N: '-1e-130' }, { N: '0' }, -1],
    [{ N: '0.5' }, { N: '0.45' }, 1],
    [{ N: '12' }, { N: '123' }, -1],
    [{ N: '1.2' }, { N: '1.23' }, -1],
    [{ N: '-1.2' }, { N: '-1.23' }, 1],
    [{ N: '9.9e125' }, { N: '99e124' }, 0],
    [{ N: '99999999999999999999999999999999999998' }, { N: '99999999999999999999999999999999999999' }, -1],
    [{ B: new Uint8Array([127]) }, { B: new Uint8Array([128]) }, -1],
    [{ B: new Uint8Array([1]) }, { B: new Uint8Array([1, 0]) }, -1],
  ])('%o and %o: %i', (a, b, expected) => {
    expect(Math.sign(compareScalars(a, b) ?? Number.NaN)).toBe(expected);
    expect(Math.sign(compareScalars(b, a) ?? Number.NaN)).toBe(expected === 0 ? 0 : -expected);
  });

  test.each<[AttributeValue, AttributeValue]>([
    [{ S: '1' }, { N: '1' }],
    [{ BOOL: true }, { BOOL: true }],
    [{ L: [] }, { L: [] }],
  ])('%o and %o have no order', (a, b) => {
    expect(compareScalars(a, b)).toBeUndefined();
  });
});

const keys: KeyRoles = new Map([
  ['title', { type: 'S', isOfTable: true }],
  ['year', { type: 'N', isOfTable: true }],
  ['hash', { type: 'B', isOfTable: true }],
  ['genre', { type: 'S', isOfTable: false }],
  ['plays', { type: 'N', isOfTable: false }],
]);
const item = {
  genre: { S: 'Jazz' },
  plays: { N: '5' },
  title: { S: 'Call Me' },
  year: { N: '2010' },
  hash: { B: new Uint8Array([0, 1, 255]) },
};

describe('matchesKeyCondition', () => {
  test.each([
    ['title=Call Me', true],
    ['title=Call', false],
    ['title.ne=Call', true],
    ['title.ne=Call Me', false],
    ['year.lt=2010', false],
    ['year.lt=2010.5', true],
    ['year.lte=2010.0', true],
    ['year.gt=2010', false],
    ['year.gt=999', true],
    ['year.gte=2010', true],
    ['year.between=2010,2011', true],
    ['year.between=2009,2010', true],
    ['year.between=2011,2012', false],
    ['year.in=1,2010', true],
    ['year.in=1,2', false],
    ['title.contains=l M', true],
    ['title.contains=x', false],
    ['title.not_contains=x', true],
    ['title.not_contains=Call', false],
    ['title.begins_with=Call', true],
    ['title.begins_with=all', false],
    ['hash=AAH/', true],
    ['hash.contains=Af8=', true],
    ['hash.begins_with=AAE=', true],
    ['hash.begins_with=AQ==', false],
    ['title.exists', true],
    ['title.not_exists', false],
    // Of another type, as JSON may be for the key of an index: no item of the index is equal to it, or has it.
    ['genre:=5', false],
    ['genre.ne:=5', true],
    ['genre.lt:=5', false],
    ['genre.in:=["Jazz",5]', true],
    ['genre.contains:=5', false],
    ['genre.not_contains:=5', true],
    ['genre.begins_with:={"$binary":"Smk="}', false],
    ['genre.gt:=""', true],
    ['genre.contains:={"a":1}', false],
    // Inside a key attribute there is nothing.
    ['genre.name:="Jazz"', false],
    ['genre.name.ne:="Jazz"', true],
    ['genre.name.not_contains:="Jazz"', true],
    ['genre.name.exists', false],
    ['genre[0].not_exists', true],
    ['plays.contains:=5', false],
  ])('%s: %s', (arg, expected) => {
    const [condition] = parseWhere([arg], keys);
    expect(condition && matchesKeyCondition(item, condition)).toBe(expected);
  });
});
