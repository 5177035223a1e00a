import type { PlacedBytes } from './placed-bytes.ts';

/** What the batches in the window may hold together. More of them would outlive the garbage collector's first look. */
const WINDOW_BYTES = 1024 * 1024;

/** A batch as it was read, of which some items have left. */
interface OpenBatch {
  items: readonly PlacedBytes[];
  leftCount: number;
  sizeBytes: number;
}

/**
 * Items in another order: batches wait in a window, and the next item is that of a random one. Scan order has
 * neighbours of one partition one after another, which would write to one partition at a time. Nothing is copied: a
 * batch's memory is free when its last item has left.
 * @param random gives numbers from 0 to below 1
 */
export async function* shuffled(
  batches: AsyncIterable<readonly PlacedBytes[]>,
  random: () => number = Math.random,
): AsyncGenerator<PlacedBytes[]> {
  const window = new BatchWindow(random);
  for await (const items of batches) {
    window.add(items);
    while (window.sizeBytes > WINDOW_BYTES) yield window.takeUntilOneIsEmpty();
  }
  while (window.sizeBytes > 0) yield window.takeUntilOneIsEmpty();
}

class BatchWindow {
  sizeBytes = 0;
  readonly #random: () => number;
  readonly #open: OpenBatch[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  add(items: readonly PlacedBytes[]): void {
    if (items.length === 0) return;
    const sizeBytes = items.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.sizeBytes += sizeBytes;
    this.#open.push({ items, leftCount: items.length, sizeBytes });
  }

  takeUntilOneIsEmpty(): PlacedBytes[] {
    const taken: PlacedBytes[] = [];
    for (;;) {
      const at = Math.floor(this.#random() * this.#open.length);
      const batch = this.#open[at];
      const item = batch?.items[batch.items.length - batch.leftCount];
      if (batch === undefined || item === undefined) return taken;
      taken.push(item);
      batch.leftCount -= 1;
      if (batch.leftCount > 0) continue;
      this.#open.splice(at, 1);
      this.sizeBytes -= batch.sizeBytes;
      return taken;
    }
  }
}
