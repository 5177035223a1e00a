import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KeySchema } from '../../../../src/lib/items/keys/key-schema.ts';
import { RepeatedKeys } from '../../../../src/lib/restore/requests/repeated-keys.ts';
import { topLevelMembers } from '../../../../src/lib/restore/requests/top-level-members.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const ONE: KeySchema = { partitionKey: { name: 'id', type: 'S' }, sortKey: undefined };
const TWO: KeySchema = { partitionKey: { name: 'id', type: 'S' }, sortKey: { name: 'n', type: 'N' } };

async function countIn(items: Iterable<string>, key = ONE, options = {}): Promise<number | undefined> {
  const keys = new RepeatedKeys(key, options);
  try {
    for (const item of items) {
      keys.add(Buffer.from(item));
      await keys.settle();
    }
    return await keys.repeatedCount();
  } finally {
    await keys.close();
  }
}

describe('items whose key an earlier one has', () => {
  test.each<[string, string[], KeySchema, number]>([
    ['none', ['{"id":{"S":"a"}}', '{"id":{"S":"b"}}'], ONE, 0],
    ['three of one key', ['{"id":{"S":"a"}}', '{"n":{"N":"1"},"id":{"S":"a"}}', '{"id":{"S":"a"}}'], ONE, 2],
    ['in another spelling', ['{"id":{"S":"a"}}', '{ "\\u0069d" : { "S" : "\\u0061" } }'], ONE, 1],
    [
      'a number in another spelling',
      ['{"id":{"S":"a"},"n":{"N":"10"}}', '{"n":{"N":"1e1"},"id":{"S":"a"}}'],
      TWO,
      1,
    ],
    ['another sort key', ['{"id":{"S":"a"},"n":{"N":"10"}}', '{"id":{"S":"a"},"n":{"N":"11"}}'], TWO, 0],
    [
      'without a key, or with one of a wrong type',
      Array(3).fill('{"n":{"N":"1"}}').concat(Array(3).fill('{"id":{"N":"1"}}')),
      ONE,
      0,
    ],
    [
      'a name that is deeper down',
      ['{"m":{"M":{"id":{"S":"a"}}},"id":{"S":"b"}}', '{"id":{"S":"a"}}'],
      ONE,
      0,
    ],
    ['no JSON', ['{"id"', 'x', '{"id":{"S":"a"}}'], ONE, 0],
  ])('%s', async (_, items, key, count) => {
    expect(await countIn(items, key)).toBe(count);
  });

  test('more than memory may hold go to disk, and leave nothing there', async () => {
    const temporary = await temporaryFolder();
    const items = Array.from({ length: 10_000 }, (_, n) => `{"id":{"S":"${n % 7000}"}}`);
    expect(await countIn(items, ONE, { mostHashes: 1000, temporaryFolder: temporary })).toBe(3000);
    expect(await readdir(temporary)).toEqual([]);
  });

  test('a temporary folder that cannot be written ends the counting, and nothing else', async () => {
    const items = Array.from({ length: 100 }, () => '{"id":{"S":"a"}}');
    const temporary = join(await temporaryFolder(), 'absent');
    expect(await countIn(items, ONE, { mostHashes: 10, temporaryFolder: temporary })).toBeUndefined();
  });
});

test.each([
  ['{"a":1,"b":[{"c":"}"}],"c":"x\\"y"}', ['c'], { c: 'x"y' }],
  ['{ "a" : 1 , "b" : 2 }', ['b', 'a'], { a: 1, b: 2 }],
  ['{"é":1,"ée":2}', ['é'], { é: 1 }],
  ['{"__proto__":1}', ['__proto__'], JSON.parse('{"__proto__":1}')],
  ['{}', ['a'], {}],
])('members of %s', (json, names, expected) => {
  expect({ ...topLevelMembers(Buffer.from(json), names) }).toEqual(expected);
});
