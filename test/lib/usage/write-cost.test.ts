import { expect, test } from 'vitest';
import type { IndexSchema, KeyAttribute } from '../../../src/lib/items/keys/key-schema.ts';
import { indexWriteUnits } from '../../../src/lib/usage/write-cost.ts';

const id: KeyAttribute = { name: 'id', type: 'S' };
const artist: KeyAttribute = { name: 'artist', type: 'S' };
const index = (projection: IndexSchema['projection'], nonKeyAttributes: string[] = []): IndexSchema => ({
  name: 'by-artist',
  kind: 'global',
  partitionKeys: [artist],
  sortKeys: [],
  projection,
  nonKeyAttributes,
  status: 'ACTIVE',
});
const key = { partitionKey: id, sortKey: undefined };
const item = { id: { S: 'i'.repeat(2000) }, artist: { S: 'a' }, text: { S: 't'.repeat(3000) } };

test.each<[string, IndexSchema, number]>([
  ['the keys of the table are in each entry', index('KEYS_ONLY'), 2],
  ['an attribute that is not there takes nothing', index('INCLUDE', ['other']), 2],
  ['what is included', index('INCLUDE', ['text']), 5],
  ['all', index('ALL'), 5],
])('%s', (_, schema, units) => {
  expect(indexWriteUnits(item, { key, indexes: [schema] })).toBe(units);
});

test('an item without the key of an index takes nothing there', () => {
  expect(indexWriteUnits({ id: { S: 'i' } }, { key, indexes: [index('ALL')] })).toBe(0);
});
