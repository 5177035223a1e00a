import { freeMemory } from './free-memory.ts';

/**
 * Joins the rest of one chunk with the next, copying each byte a bounded number of times even when one value spans a
 * thousand chunks. Slices of the bytes before the rest stay valid.
 */
export class Appender {
  readonly #maxBytes: number;
  #memory: Buffer<ArrayBuffer> = Buffer.alloc(0);
  #end = 0;

  /** @param maxBytes the most room that is made for a value that will not become longer */
  constructor(maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
  }

  /** `rest` and `chunk` in one buffer. The buffer that `rest` is a slice of may be detached afterwards. */
  append(rest: Buffer, chunk: Buffer): Buffer {
    if (rest.length === 0) return chunk;
    const length = rest.length + chunk.length;
    const isTail = this.#isTail(rest);
    if (!isTail || this.#end + chunk.length > this.#memory.length) {
      const outgrown = this.#memory;
      this.#memory = Buffer.allocUnsafeSlow(this.#roomFor(length));
      this.#end = rest.copy(this.#memory);
      // Memory that is used by nothing else. The garbage collector would free it megabytes later.
      if (isTail && rest.byteOffset === outgrown.byteOffset) freeMemory(outgrown);
    }
    this.#end += chunk.copy(this.#memory, this.#end);
    return this.#memory.subarray(this.#end - length, this.#end);
  }

  /**
   * Twice as much, or the maximum: a value that grows beyond a quarter of it is no item, and is copied only once more.
   */
  #roomFor(length: number): number {
    return length > this.#maxBytes / 4 ? Math.max(length, this.#maxBytes) : length * 2;
  }

  #isTail(rest: Buffer): boolean {
    return (
      rest.buffer === this.#memory.buffer &&
      rest.byteOffset + rest.length === this.#memory.byteOffset + this.#end
    );
  }
}
