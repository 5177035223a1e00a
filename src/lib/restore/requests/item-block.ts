import { BLOCK_BYTES } from '../../sources/line-blocks.ts';
import type { ItemSlot } from './item-batch.ts';

/** Numbers kept of an item: where it starts and ends, its index in the file, its line. */
const FIELDS = 4;

/** Items of one file in one piece of memory. They are taken one by one, in order, and copied some time later. */
export class ItemBlock {
  readonly memory: Buffer<ArrayBuffer>;
  /** The index of the file in the source's list. */
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

  get count(): number {
    return this.#fields.length / FIELDS;
  }

  get isTaken(): boolean {
    return this.#takenCount === this.count;
  }

  /** Nothing in the memory is needed any more. */
  get isCopied(): boolean {
    return this.#copiedCount === this.count;
  }

  /** Takes the next item and returns its number. */
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

  /** Copies an item that was taken; returns its length in bytes. */
  copyTo(target: Buffer, at: number, item: number): number {
    this.#copiedCount += 1;
    return this.memory.copy(target, at, this.#field(item, 0), this.#field(item, 1));
  }

  #field(item: number, field: number): number {
    return this.#fields[item * FIELDS + field] ?? 0;
  }
}

/**
 * Memory for blocks that is used again and again: allocating and freeing pieces of all sizes would fragment memory.
 */
export class BlockMemory {
  readonly #spare: Buffer<ArrayBuffer>[] = [];

  /** A piece of at least this size. */
  readonly allocate = (sizeBytes: number): Buffer<ArrayBuffer> => {
    if (sizeBytes > BLOCK_BYTES) return Buffer.allocUnsafeSlow(sizeBytes);
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  };

  release(memory: Buffer<ArrayBuffer>): void {
    if (memory.length === BLOCK_BYTES) this.#spare.push(memory);
  }
}
