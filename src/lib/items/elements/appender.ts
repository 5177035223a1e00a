/**
 * Joins what was left over of one chunk with the next, copying each byte a bounded number of times even when one
 * value spans a thousand chunks. What was handed out before stays as it is.
 */
export class Appender {
  #memory: Buffer = Buffer.alloc(0);
  #end = 0;

  /** `rest` and `chunk` in one buffer. */
  append(rest: Buffer, chunk: Buffer): Buffer {
    if (rest.length === 0) return chunk;
    const length = rest.length + chunk.length;
    if (!this.#isTail(rest) || this.#end + chunk.length > this.#memory.length) {
      this.#memory = Buffer.allocUnsafeSlow(length * 2);
      this.#end = rest.copy(this.#memory);
    }
    this.#end += chunk.copy(this.#memory, this.#end);
    return this.#memory.subarray(this.#end - length, this.#end);
  }

  #isTail(rest: Buffer): boolean {
    return (
      rest.buffer === this.#memory.buffer &&
      rest.byteOffset + rest.length === this.#memory.byteOffset + this.#end
    );
  }
}
