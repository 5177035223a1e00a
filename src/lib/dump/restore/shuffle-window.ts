import type { PlacedBytes } from './placed-bytes.ts';

/** What a window may hold. */
const WINDOW_ITEMS = 5_000;
const WINDOW_BYTES = 16 * 1024 * 1024;

/**
 * Items in another order: each waits in a window and leaves it at random. Scan order has neighbours of one partition
 * one after another, which would write to one partition at a time.
 * @param random gives numbers from 0 to below 1
 */
export async function* shuffled(
  batches: AsyncIterable<readonly PlacedBytes[]>,
  random: () => number = Math.random,
): AsyncGenerator<PlacedBytes[]> {
  const window: PlacedBytes[] = [];
  let windowBytes = 0;
  const takeOne = (): PlacedBytes | undefined => {
    const last = window.pop();
    if (last === undefined) return undefined;
    const at = Math.floor(random() * (window.length + 1));
    const taken = window[at] ?? last;
    if (at < window.length) window[at] = last;
    windowBytes -= taken.bytes.length;
    return taken;
  };
  for await (const items of batches) {
    const leaving: PlacedBytes[] = [];
    for (const item of items) {
      // Its own memory, or one item in the window would keep the whole piece that it was read with.
      window.push({ ...item, bytes: Buffer.from(item.bytes) });
      windowBytes += item.bytes.length;
      while (window.length > WINDOW_ITEMS || windowBytes > WINDOW_BYTES) {
        const taken = takeOne();
        if (taken !== undefined) leaving.push(taken);
      }
    }
    if (leaving.length > 0) yield leaving;
  }
  for (let rest = drain(takeOne); rest.length > 0; rest = drain(takeOne)) yield rest;
}

const DRAIN_ITEMS = 1_000;

function drain(takeOne: () => PlacedBytes | undefined): PlacedBytes[] {
  const items: PlacedBytes[] = [];
  while (items.length < DRAIN_ITEMS) {
    const item = takeOne();
    if (item === undefined) break;
    items.push(item);
  }
  return items;
}
