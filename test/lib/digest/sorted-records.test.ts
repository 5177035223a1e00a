import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SortedRecords, type SortedRecordsOptions } from '../../../src/lib/digest/sorted-records.ts';
import type { AttributeValue } from '../../../src/lib/items/values/attribute-value.ts';
import { compareScalars } from '../../../src/lib/items/values/compare-scalars.ts';
import { orderBytes } from '../../../src/lib/offline/key-order.ts';
import { seededRandom } from '../../helpers/faults.ts';
import { rounds } from '../../helpers/rounds.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\u0000', '\u0001', 'é', '\uffee', '🎵'),
  maxLength: 4,
});
const digits = fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n);
const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1',
    '1.0',
    '10',
    '9.99',
    '-1',
    '-10',
    '-0.5',
    '1E-130',
    '-1E-130',
    '9e125',
    '-9e125',
  ),
  fc.tuple(digits, fc.integer({ min: -160, max: 80 })).map(([all, power]) => `${all}e${power}`),
  fc.integer().map(String),
);
const pairs: fc.Arbitrary<[AttributeValue, AttributeValue]> = fc.oneof(
  fc.tuple(text, text).map(([a, b]): [AttributeValue, AttributeValue] => [{ S: a }, { S: b }]),
  fc.tuple(number, number).map(([a, b]): [AttributeValue, AttributeValue] => [{ N: a }, { N: b }]),
  fc
    .tuple(fc.uint8Array({ max: 3, maxLength: 4 }), fc.uint8Array({ max: 3, maxLength: 4 }))
    .map(([a, b]): [AttributeValue, AttributeValue] => [{ B: a }, { B: b }]),
);

describe('order bytes', () => {
  test('are in the order of the values', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const order = Buffer.compare(orderBytes([a]), orderBytes([b]));
        expect(Math.sign(order)).toBe(Math.sign(compareScalars(a, b) ?? Number.NaN));
      }),
      { numRuns: rounds(2000), seed: 4 },
    );
  });

  test('go by the first attribute that differs, whatever comes after', () => {
    fc.assert(
      fc.property(pairs, pairs, ([a, b], [c, d]) => {
        const first = compareScalars(a, b) ?? 0;
        const expected = first === 0 ? (compareScalars(c, d) ?? 0) : first;
        const order = Buffer.compare(orderBytes([a, c]), orderBytes([b, d]));
        expect(Math.sign(order)).toBe(Math.sign(expected));
      }),
      { numRuns: rounds(2000), seed: 4 },
    );
  });

  test('have what is not there first', () => {
    for (const value of [{ S: '' }, { N: '-9e125' }, { B: Uint8Array.of() }]) {
      expect(Buffer.compare(orderBytes([undefined]), orderBytes([value]))).toBe(-1);
    }
  });
});

describe('sorted records', () => {
  const random = seededRandom(4);
  // Each order many times over, so that records of the same order meet in one run and across runs.
  const orders = Array.from({ length: 2000 }, () => Math.floor(random() * 300));
  const expected = orders.map((order, index) => ({ order, index })).sort((a, b) => a.order - b.order);

  async function sorted(options: SortedRecordsOptions): Promise<{ order: number; index: number }[]> {
    const records = new SortedRecords(options);
    try {
      for (const [index, order] of orders.entries()) {
        const payload = Buffer.alloc(4 + (index % 50));
        payload.writeUInt32BE(index);
        await records.add({ order: Buffer.of(order >> 8, order & 255), payload });
      }
      const found: { order: number; index: number }[] = [];
      for await (const { order, payload } of records.records()) {
        found.push({ order: order.readUInt16BE(), index: payload.readUInt32BE() });
      }
      return found;
    } finally {
      await records.close();
    }
  }

  test.each([32 * 1024 * 1024, 100_000, 5_000])(
    'come out in order with %i bytes of memory',
    async (memoryBytes) => {
      expect(await sorted({ memoryBytes })).toEqual(expected);
    },
  );

  test('come out in reverse', async () => {
    const found = await sorted({ memoryBytes: 5_000, isReverse: true });
    expect(found.map(({ order }) => order)).toEqual(expected.map(({ order }) => order).reverse());
  });

  test.each([1, 7, 1999, 2000, 5000])('the first %i are the first of all', async (atMost) => {
    expect(await sorted({ memoryBytes: 5_000, atMost })).toEqual(expected.slice(0, atMost));
    expect(await sorted({ atMost })).toEqual(expected.slice(0, atMost));
  });

  test('few that are wanted need no disk, however many there are', async () => {
    const missing = join(await temporaryFolder(), 'missing');
    await expect(sorted({ memoryBytes: 5_000, temporaryFolder: missing })).rejects.toThrow(
      `cannot write temporary files in ${missing}: no such folder`,
    );
    expect(await sorted({ memoryBytes: 5_000, atMost: 5, temporaryFolder: missing })).toEqual(
      expected.slice(0, 5),
    );
  });

  test.skipIf(process.platform !== 'linux')('keep few files open, however many runs there are', async () => {
    const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await openFiles();
    const records = new SortedRecords({ memoryBytes: 1 });
    for (let index = 0; index < 200; index += 1) {
      await records.add({ order: Buffer.of(index % 7), payload: Buffer.from(String(index)) });
    }
    expect((await openFiles()) - before).toBeLessThan(40);
    const found: number[] = [];
    for await (const { payload } of records.records()) found.push(Number(payload));
    expect(found).toEqual([...Array(200).keys()].sort((a, b) => (a % 7) - (b % 7) || a - b));
    await records.close();
    expect((await openFiles()) - before).toBeLessThan(5);
  });

  test('leave no file behind, not even while they are on disk', async () => {
    const folder = join(await temporaryFolder(), 'spilled');
    await mkdir(folder);
    const records = new SortedRecords({ memoryBytes: 1_000, temporaryFolder: folder });
    for (let index = 0; index < 20; index += 1) {
      await records.add({ order: Buffer.of(index), payload: Buffer.alloc(200) });
    }
    expect(await readdir(folder)).toEqual([]);
    const all = records.records();
    await all.next();
    await all.return(undefined);
    await records.close();
    expect(await readdir(folder)).toEqual([]);
  });
});
