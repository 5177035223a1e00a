import { expect, test } from 'vitest';
import { BlockWindow } from '../../../../src/lib/restore/requests/block-window.ts';
import { ItemBlock } from '../../../../src/lib/restore/requests/item-block.ts';
import { seededRandom } from '../../../helpers/faults.ts';

const BLOCK_ITEMS = 64;
const ITEM_BYTES = 1024;
const LIMIT_BYTES = 1024 * 1024;

/** Blocks of items of 1 KB each, numbered from 0 over all blocks. */
function* blocks(count: number): Generator<ItemBlock> {
  for (let number = 0; number < count; number += 1) {
    const block = new ItemBlock(Buffer.alloc(BLOCK_ITEMS * ITEM_BYTES), 0);
    for (let item = 0; item < BLOCK_ITEMS; item += 1) {
      const start = item * ITEM_BYTES;
      block.add(start, start + ITEM_BYTES, { index: number * BLOCK_ITEMS + item, line: 1 });
    }
    yield block;
  }
}

/** The numbers of the items in their order of output; `onTaken` gets the number of blocks read so far. */
function orderOf(window: BlockWindow, count: number, onTaken?: (blockCount: number) => void): number[] {
  const order: number[] = [];
  let blockCount = 0;
  for (const added of blocks(count)) {
    window.add(added);
    blockCount += 1;
    for (const { block, item } of window.takeSurplus()) {
      order.push(block.indexOf(item));
      onTaken?.(blockCount);
    }
  }
  for (const { block, item } of window.takeRest()) order.push(block.indexOf(item));
  return order;
}

const inOrder = (count: number): number[] => [...Array(count * BLOCK_ITEMS).keys()];

test('every item leaves once, mixed with those of other blocks', () => {
  const order = orderOf(new BlockWindow(LIMIT_BYTES, seededRandom(5)), 50);
  expect(order.toSorted((a, b) => a - b)).toEqual(inOrder(50));
  const besides = order.filter((index, at) => Math.abs(index - (order[at - 1] ?? -9)) === 1).length;
  expect(besides).toBeLessThan(order.length / 4);
});

test('no more waits in the window than it may hold', () => {
  let taken = 0;
  orderOf(new BlockWindow(LIMIT_BYTES, seededRandom(6)), 200, (blockCount) => {
    taken += 1;
    // What has left counts until its block is empty: so memory is bounded, not only the number of items.
    expect((blockCount * BLOCK_ITEMS - taken) * ITEM_BYTES).toBeLessThanOrEqual(
      LIMIT_BYTES + BLOCK_ITEMS * ITEM_BYTES,
    );
  });
  expect(taken).toBeGreaterThan(180 * BLOCK_ITEMS);
});

test('without a window the order stays', () => {
  expect(orderOf(new BlockWindow(0), 5)).toEqual(inOrder(5));
});
