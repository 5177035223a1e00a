import { describe, expect, test } from 'vitest';
import { assertValidItem, itemProblem } from '../../../../src/lib/items/keys/check-item.ts';
import { assertValidKey } from '../../../../src/lib/items/keys/check-key.ts';
import type { TableSchema } from '../../../../src/lib/items/keys/key-schema.ts';
import type { AttributeValue, Item } from '../../../../src/lib/items/values/attribute-value.ts';

const songs: TableSchema = {
  tableName: 'songs',
  key: { partitionKey: { name: 'artist', type: 'S' }, sortKey: { name: 'year', type: 'N' } },
  indexes: [
    {
      name: 'by-genre',
      kind: 'global',
      partitionKeys: [{ name: 'genre', type: 'S' }],
      sortKeys: [{ name: 'rank', type: 'N' }],
      projection: 'ALL',
      nonKeyAttributes: [],
      status: 'ACTIVE',
    },
  ],
};
const song: Item = { artist: { S: 'a' }, year: { N: '2000' } };

function nested(levels: number, wrap: (value: AttributeValue) => AttributeValue): AttributeValue {
  let value: AttributeValue = { S: 'leaf' };
  for (let level = 1; level < levels; level += 1) value = wrap(value);
  return value;
}

describe('an item that DynamoDB would refuse', () => {
  test.each<[string, Item, string]>([
    ['NaN', { n: { N: 'NaN' } }, 'attribute n: "NaN" is not a number'],
    ['blanks around a number', { n: { N: ' 1' } }, 'attribute n: " 1" is not a number'],
    [
      '39 digits',
      { n: { N: '1'.repeat(39) } },
      `attribute n: ${'1'.repeat(39)} has 39 significant digits; DynamoDB keeps at most 38`,
    ],
    [
      'a number too large',
      { m: { M: { n: { N: '1E+126' } } } },
      'attribute m.n: 1E+126 is out of range; DynamoDB supports 1E-130 to 9.99E+125, either sign, and 0',
    ],
    [
      'a number too small',
      { l: { L: [{ N: '1' }, { N: '9E-131' }] } },
      'attribute l[1]: 9E-131 is out of range; DynamoDB supports 1E-130 to 9.99E+125, either sign, and 0',
    ],
    ['an empty set', { 'a.b': { SS: [] } }, 'attribute a\\.b: a set cannot be empty'],
    ['a repeated element', { s: { SS: ['x', 'x'] } }, 'attribute s: the set contains "x" twice'],
    ['a repeated number', { s: { NS: ['1', '1.0'] } }, 'attribute s: the set contains 1.0 twice'],
    ['a bad number in a set', { s: { NS: ['1', 'x'] } }, 'attribute s: "x" is not a number'],
    [
      'repeated binary',
      { s: { BS: [new Uint8Array([1]), new Uint8Array([1])] } },
      'attribute s: the set contains "AQ==" twice',
    ],
    ['a lone surrogate', { t: { S: '\ud83d' } }, 'attribute t: not Unicode text: half of a surrogate pair'],
    [
      'a lone surrogate in a name',
      { '\ud83d': { S: '' } },
      'a name is not Unicode text: half of a surrogate pair: "\\ud83d"',
    ],
    ['an empty name', { '': { S: '' } }, 'a name cannot be empty'],
    [
      'an empty name in a map',
      { m: { L: [{ M: { '': { S: '' } } }] } },
      'attribute m[0]: a name cannot be empty',
    ],
    [
      'a name of 64 KB',
      { m: { M: { ['n'.repeat(65_536)]: { S: '' } } } },
      'attribute m: a name has 65536 bytes; DynamoDB allows at most 65535',
    ],
    [
      'lists 33 levels deep',
      { l: nested(33, (value) => ({ L: [value] })) },
      'attribute l: nested more than 32 levels deep, which DynamoDB does not allow',
    ],
    [
      'maps 33 levels deep',
      { m: nested(33, (value) => ({ M: { m: value } })) },
      'attribute m: nested more than 32 levels deep, which DynamoDB does not allow',
    ],
    [
      '400 KB and a byte',
      { t: { S: 'x'.repeat(409_600) } },
      'the item has 409601 bytes, names included; DynamoDB allows at most 409600 (400 KB)',
    ],
  ])('%s', (_, item, problem) => {
    expect(itemProblem(item)?.problem).toBe(problem);
  });

  test.each<[string, Item]>([
    ['nothing', {}],
    [
      'the ends of numbers',
      { n: { NS: ['1E-130', '-9.9999999999999999999999999999999999999E+125', '0', '1'] } },
    ],
    ['many zeros', { n: { N: `1${'0'.repeat(60)}` } }],
    ['empty values', { t: { S: '' }, b: { B: new Uint8Array() }, l: { L: [] }, m: { M: {} } }],
    ['32 levels', { l: nested(32, (value) => ({ L: [value] })) }],
    ['400 KB', { t: { S: 'x'.repeat(409_599) } }],
    ['emoji', { '👩‍👩‍👧': { S: '👩‍👩‍👧' } }],
  ])('but not %s', (_, item) => {
    expect(itemProblem(item)).toBeUndefined();
  });

  test('the error names the place', () => {
    expect(() => assertValidItem({ n: { N: 'NaN' } }, 'f.jsonl:3:1')).toThrow(
      expect.objectContaining({
        code: 'InvalidInput',
        message: 'f.jsonl:3:1: attribute n: "NaN" is not a number',
      }),
    );
  });
});

describe('with the schema', () => {
  test.each<[string, Item, string]>([
    ['a key that is missing', { year: { N: '1' } }, 'the partition key artist is missing'],
    ['a sort key that is missing', { artist: { S: 'a' } }, 'the sort key year is missing'],
    [
      'a wrong type',
      { ...song, year: { S: '2000' } },
      'attribute year: the sort key is a number (N), but this is a string (S)',
    ],
    ['an empty key', { ...song, artist: { S: '' } }, 'attribute artist: the partition key cannot be empty'],
    [
      'a long key',
      { ...song, artist: { S: 'é'.repeat(1025) } },
      'attribute artist: the partition key has 2050 bytes; DynamoDB allows at most 2048',
    ],
    ['a key that is no number', { ...song, year: { N: 'x' } }, 'attribute year: "x" is not a number'],
    [
      "an index key's wrong type",
      { ...song, genre: { NULL: true } },
      'attribute genre: the partition key of index by-genre is a string (S), but this is null (NULL)',
    ],
    [
      'an empty index key',
      { ...song, genre: { S: '' } },
      'attribute genre: the partition key of index by-genre cannot be empty',
    ],
  ])('%s', (_, item, problem) => {
    expect(itemProblem(item, songs)?.problem).toBe(problem);
  });

  test('the error for an attribute that looks like DynamoDB JSON has a hint', () => {
    expect(itemProblem({ ...song, artist: { M: { S: { S: 'a' } } } }, songs)).toEqual({
      problem: 'attribute artist: the partition key is a string (S), but this is a map (M)',
      suggestions: ['to give the item as DynamoDB JSON, say so'],
    });
  });

  test('an item with its key, and without the keys of an index, is fine', () => {
    expect(itemProblem(song, songs)).toBeUndefined();
  });

  test('a key has the key attributes only', () => {
    expect(() => assertValidKey(song, 'key.json:1:1', songs)).not.toThrow();
    expect(() => assertValidKey({ ...song, title: { S: 't' } }, 'key.json:1:1', songs)).toThrow(
      expect.objectContaining({
        code: 'InvalidInput',
        message: 'key.json:1:1: attribute title is not part of the key',
        suggestions: ['the key of table "songs" is artist (a string) and year (a number)'],
      }),
    );
  });
});
