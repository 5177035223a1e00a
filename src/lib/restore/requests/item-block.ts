import { BLOCK_BYTES } from '../../sources/line-blocks.ts';
import type { ItemSlot } from './item-batch.ts';

/** Numbers kept of an item: where it starts and ends, its index in the file, its line. */
const FIELDS = 4;

/** Items of one file that lie in one piece of memory. They are taken one by one, in order, and copied some time later. */
export class ItemBlock {
  readonly memory: Buffer<ArrayBuffer>;
  /** By its place in the source's list. */
  readonly file: number;
  readonly #fields: number[] = [];
  #takenCount = 0;
  #copiedCount = 0;

  constructor(memory: Buffer<ArrayBuffer>, file: number) {
    this.memory = memory;
    this.file = file;
  }

  add(start: number, end: number, { index, line }: Omit<ItemSlot, 'file'>): void {
    this.#fields.push(start, end, index, line);
  }

  /** How many were added. */
  get count(): number {
    return this.#fields.length / FIELDS;
  }

  get isTaken(): boolean {
    return this.#takenCount === this.count;
  }

  /** Whether nothing in the memory is needed any more. */
  get isCopied(): boolean {
    return this.#copiedCount === this.count;
  }

  /** Takes the next item, and says which it is. */
  take(): number {
    this.#takenCount += 1;
    return this.#takenCount - 1;
  }

  sizeOf(item: number): number {
    return this.#field(item, 1) - this.#field(item, 0);
  }

  indexOf(item: number): number {
    return this.#field(item, 2);
  }

  lineOf(item: number): number {
    return this.#field(item, 3);
  }

  /** Copies an item that was taken; how long it is. */
  copyTo(target: Buffer, at: number, item: number): number {
    this.#copiedCount += 1;
    return this.memory.copy(target, at, this.#field(item, 0), this.#field(item, 1));
  }

  #field(item: number, field: number): number {
    return this.#fields[item * FIELDS + field] ?? 0;
  }
}

/**
 * Memory for blocks, used again and again: pieces that come and go, in sizes of all kinds, leave holes that nothing
 * fits into.
 */
export class BlockMemory {
  readonly #spare: Buffer<ArrayBuffer>[] = [];

  /** At least this much. */
  readonly allocate = (sizeBytes: number): Buffer<ArrayBuffer> => {
    if (sizeBytes > BLOCK_BYTES) return Buffer.allocUnsafeSlow(sizeBytes);
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  };

  release(memory: Buffer<ArrayBuffer>): void {
    if (memory.length === BLOCK_BYTES) this.#spare.push(memory);
  }
}
