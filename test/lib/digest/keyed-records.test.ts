import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KeyedRecords } from '../../../src/lib/digest/keyed-records.ts';

async function grouped(records: KeyedRecords): Promise<Map<string, string[]>> {
  const groups = new Map<string, string[]>();
  for await (const { key, payloads } of records.groups()) {
    expect(groups.has(key)).toBe(false);
    groups.set(
      key,
      payloads.map((payload) => payload.toString()),
    );
  }
  return groups;
}

describe('KeyedRecords', () => {
  // In memory, on disk, and so little memory that runs are merged on disk.
  test.each([1 << 20, 4096, 1024])(
    'groups by key, in order, with %i bytes of memory',
    async (memoryBytes) => {
      const temporaryFolder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
      onTestFinished(() => rm(temporaryFolder, { recursive: true }));
      const records = new KeyedRecords({ memoryBytes, temporaryFolder });
      const expected = new Map<string, string[]>();
      for (let index = 0; index < 1000; index += 1) {
        const key = `key-${(index * 7) % 600}-é`;
        await records.add(key, Buffer.from(String(index)));
        expected.set(key, [...(expected.get(key) ?? []), String(index)]);
      }
      expect(await grouped(records)).toEqual(expected);
      // Not even while they are on disk: a process may end at any time.
      expect(await readdir(temporaryFolder)).toEqual([]);
      await records.close();
      expect(await readdir(temporaryFolder)).toEqual([]);
    },
  );

  test('many records of one key come together', async () => {
    const records = new KeyedRecords({ memoryBytes: 64 });
    for (let index = 0; index < 100; index += 1) await records.add('same', Buffer.from('x'));
    expect((await grouped(records)).get('same')).toHaveLength(100);
    await records.close();
  });

  test('a spill folder that cannot be written is an error with a message', async () => {
    const records = new KeyedRecords({ memoryBytes: 64, temporaryFolder: '/no/such/folder' });
    await expect(records.add('key', Buffer.alloc(100))).rejects.toMatchObject({
      code: 'InvalidInput',
      message: 'cannot write temporary files in /no/such/folder: no such folder',
    });
    await records.close();
  });

  test('nothing was added', async () => expect(await grouped(new KeyedRecords())).toEqual(new Map()));
});
