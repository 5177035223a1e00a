import type { ItemBlock } from './item-block.ts';

/** An item on its way from its block into a request. */
export interface TakenItem {
  block: ItemBlock;
  item: number;
}

/**
 * Items in another order: blocks wait in a window, and the next item is that of a random one. Scan order has
 * neighbours of one partition one after another, which would write to one partition at a time.
 */
export class BlockWindow {
  readonly #limitBytes: number;
  readonly #random: () => number;
  readonly #blocks: ItemBlock[] = [];
  #sizeBytes = 0;

  /**
   * @param limitBytes of the blocks' memory; with 0, items leave in the order in which they came
   * @param random gives numbers from 0 to below 1
   */
  constructor(limitBytes: number, random: () => number = Math.random) {
    this.#limitBytes = limitBytes;
    this.#random = random;
  }

  /** @param block is not empty */
  add(block: ItemBlock): void {
    this.#blocks.push(block);
    this.#sizeBytes += block.memory.length;
  }

  /** Takes the items that must leave before another block is added. */
  *takeSurplus(): Generator<TakenItem> {
    while (this.#sizeBytes > this.#limitBytes) yield this.#take();
  }

  /** Takes all that is left. */
  *takeRest(): Generator<TakenItem> {
    while (this.#blocks.length > 0) yield this.#take();
  }

  #take(): TakenItem {
    const at = Math.floor(this.#random() * this.#blocks.length);
    const block = this.#blocks[at];
    if (block === undefined) throw new Error('the window is empty');
    const item = block.take();
    if (block.isTaken) {
      this.#blocks.splice(at, 1);
      this.#sizeBytes -= block.memory.length;
    }
    return { block, item };
  }
}
