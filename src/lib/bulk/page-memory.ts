/** Sizes are rounded up to this, so that pages of nearly the same size can use each other's memory. */
const STEP_BYTES = 256 * 1024;

/**
 * Memory for pages, used again and again: the system takes longer to provide a new megabyte than the scanner takes to
 * go through it. Keeps no more pieces than were in use at the same time.
 */
export class PageMemory {
  readonly #spare: ArrayBuffer[] = [];

  /** Memory of at least this size. */
  readonly allocate = (sizeBytes: number): Buffer<ArrayBuffer> => {
    const index = this.#spare.findIndex((memory) => memory.byteLength >= sizeBytes);
    const [memory] = index < 0 ? [] : this.#spare.splice(index, 1);
    // Pieces that are too small are dropped for a larger one.
    if (memory === undefined) this.#spare.shift();
    return memory === undefined
      ? Buffer.allocUnsafeSlow(Math.ceil(sizeBytes / STEP_BYTES) * STEP_BYTES)
      : Buffer.from(memory);
  };

  /** Takes back a whole piece that {@link allocate} returned. */
  release(memory: ArrayBuffer): void {
    this.#spare.push(memory);
  }
}
