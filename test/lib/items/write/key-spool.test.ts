import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { KeySpool } from '../../../../src/lib/items/write/key-spool.ts';

const temporaryFolder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
afterAll(() => rm(temporaryFolder, { recursive: true, force: true }));

const keys = (count: number): Item[] =>
  Array.from({ length: count }, (_, n) => ({
    id: { S: `line\nfeed "${n}" \\u0041 🎵` },
    n: { N: `${n}.10000000000000000000000000000000000` },
    b: { B: new Uint8Array([n % 256, 0, 10]) },
  }));

async function spooled(count: number, heldLength: number) {
  const spool = new KeySpool({ heldLength, temporaryFolder });
  for (const key of keys(count)) await spool.add(key);
  return spool;
}

async function itemsOf(spool: KeySpool): Promise<object[]> {
  const items: object[] = [];
  for await (const { item } of spool.keys()) items.push(structuredClone({ ...item }));
  return items;
}

test.each([
  ['in memory', 100, 1_000_000],
  ['on disk, and the last in memory', 100, 1000],
  ['on disk, each at once', 3, 0],
  ['of many chunks', 3000, 10_000],
  ['none', 0, 1000],
])('keys come back as they were, in their order: %s', async (_, count, heldLength) => {
  const spool = await spooled(count, heldLength);
  expect(spool.count).toBe(count);
  expect(spool.first.map((key) => ({ ...key }))).toEqual(keys(Math.min(count, 10)));
  expect(await itemsOf(spool)).toEqual(keys(count));
  await spool.close();
});

test('the temporary file has no name, so that nothing is left whatever ends the process', async () => {
  const spool = await spooled(100, 1000);
  expect(await readdir(temporaryFolder)).toEqual([]);
  await spool.close();
});

test('a folder that does not exist is an error with a message', async () => {
  const spool = new KeySpool({ heldLength: 0, temporaryFolder: join(temporaryFolder, 'none') });
  await expect(spool.add({ id: { S: 'a' } })).rejects.toMatchObject({
    code: 'InvalidInput',
    message: `cannot write temporary files in ${join(temporaryFolder, 'none')}: no such folder`,
  });
});
