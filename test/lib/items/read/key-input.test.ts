import { describe, expect, test } from 'vitest';
import { keyIdentity } from '../../../../src/lib/items/keys/key-of.ts';
import type { KeyType, TableSchema } from '../../../../src/lib/items/keys/key-schema.ts';
import { keyFromArgs } from '../../../../src/lib/items/read/key-input.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';

function schema(partition: KeyType, sort?: KeyType): TableSchema {
  return {
    tableName: 't',
    key: {
      partitionKey: { name: 'p', type: partition },
      sortKey: sort === undefined ? undefined : { name: 's', type: sort },
    },
    indexes: [],
  };
}

describe('the args of a key take their types from the schema', () => {
  test.each<[string[], TableSchema, Item]>([
    [['a b'], schema('S'), { p: { S: 'a b' } }],
    [['5'], schema('S'), { p: { S: '5' } }],
    [['5', '-1.50'], schema('N', 'N'), { p: { N: '5' }, s: { N: '-1.50' } }],
    [['AQI=', 'x'], schema('B', 'S'), { p: { B: new Uint8Array([1, 2]) }, s: { S: 'x' } }],
  ])('%j', (args, table, key) => {
    expect({ ...keyFromArgs(args, table) }).toEqual(key);
  });

  test.each([
    [['a', 'b'], schema('S'), 'the key of table "t" is p (a string): expected one value, not 2'],
    [
      ['a'],
      schema('S', 'N'),
      'the key of table "t" is p (a string) and s (a number): expected two values, not 1',
    ],
    [['a', 'b'], schema('S', 'N'), 'key: attribute s: "b" is not a number'],
    [['a'], schema('B'), 'key: attribute p: not base64: "a"'],
    [[''], schema('S'), 'key: attribute p: the partition key cannot be empty'],
  ])('an error: %j', (args, table, message) => {
    expect(() => keyFromArgs(args, table)).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message }),
    );
  });
});

test.each([
  [{ p: { N: '1.0' }, x: { S: 'other' } }, { p: { N: '10e-1' } }, true],
  [{ p: { S: '1' } }, { p: { N: '1' } }, false],
  [{ p: { B: new Uint8Array([1]) } }, { p: { B: Buffer.from([1]) } }, true],
  [{ p: { B: new Uint8Array([1]) } }, { p: { S: 'AQ==' } }, false],
])('the same key has the same identity, however it is written: %j', (one, other, isSame) => {
  expect(keyIdentity(one, ['p']) === keyIdentity(other, ['p'])).toBe(isSame);
});
