import { expect, test } from 'vitest';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';
import { itemSizeBytes, valueSizeBytes } from '../../../../src/lib/items/values/item-size.ts';

test.each<[AttributeValue, number]>([
  [{ S: '' }, 0],
  [{ S: 'é👍' }, 6],
  [{ B: new Uint8Array(7) }, 7],
  [{ BOOL: false }, 1],
  [{ NULL: true }, 1],
  [{ N: '0' }, 1],
  [{ N: '5' }, 2],
  [{ N: '1000000' }, 2],
  [{ N: '12345' }, 4],
  [{ N: '-12345' }, 5],
  [{ N: '1'.repeat(38) }, 20],
  [{ N: `-${'1'.repeat(38)}` }, 21],
  [{ SS: ['a', 'bc'] }, 3],
  [{ NS: ['1', '22'] }, 4],
  [{ BS: [new Uint8Array(2), new Uint8Array(3)] }, 5],
  [{ L: [] }, 3],
  [{ L: [{ S: 'ab' }, { BOOL: true }] }, 8],
  [{ M: { name: { S: 'ab' } } }, 10],
])('the size of %j is %i', (value, sizeBytes) => {
  expect(valueSizeBytes(value)).toBe(sizeBytes);
});

test('an item is its names and values', () => {
  expect(itemSizeBytes({ id: { S: 'abc' }, naïve: { BOOL: true } })).toBe(12);
});
