import { expect, test } from 'vitest';
import type { PlacedBytes } from '../../../src/lib/dump/restore/placed-bytes.ts';
import { shuffled } from '../../../src/lib/dump/restore/shuffle-window.ts';
import { seededRandom } from '../../helpers/faults.ts';

const BATCH_ITEMS = 100;

/** Batches of items of 1 KB each, numbered from 0; says how many were asked for. */
function batches(count: number) {
  const asked = { count: 0 };
  async function* make(): AsyncGenerator<PlacedBytes[]> {
    for (let batch = 0; batch < count; batch += 1) {
      asked.count += 1;
      const bytes = Buffer.alloc(1000);
      yield Array.from({ length: BATCH_ITEMS }, (_, n) => ({
        bytes,
        file: 0,
        index: batch * BATCH_ITEMS + n,
        line: 1,
        release: () => undefined,
      }));
    }
  }
  return { asked, items: make() };
}

test('every item leaves once, mixed with those of other batches', async () => {
  const order: number[] = [];
  for await (const items of shuffled(batches(50).items, seededRandom(5))) {
    for (const { index } of items) order.push(index);
  }
  expect(order.toSorted((a, b) => a - b)).toEqual([...Array(50 * BATCH_ITEMS).keys()]);
  const besides = order.filter((index, at) => Math.abs(index - (order[at - 1] ?? -9)) === 1).length;
  expect(besides).toBeLessThan(order.length / 2);
});

test('no more than 1 MB waits in the window', async () => {
  const { asked, items } = batches(200);
  let taken = 0;
  for await (const some of shuffled(items, seededRandom(6))) {
    taken += some.length;
    // What has left counts until its batch is empty: so memory is bounded, not only the number of items.
    expect(asked.count * BATCH_ITEMS - taken).toBeLessThanOrEqual(12 * BATCH_ITEMS);
  }
  expect(taken).toBe(200 * BATCH_ITEMS);
});
