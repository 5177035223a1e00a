/** The items of a file that are done: all before `doneCount`, and single ones after it. */
export interface DoneItems {
  doneCount: number;
  ahead: readonly number[];
}

const FIRST_BYTES = 1024;

/** Records which items of a file are done, in any order: a bit for each, from the first that is not. */
export class Watermark {
  #doneCount = 0;
  /** The item of the first bit; a multiple of 8. */
  #base = 0;
  #bits = new Uint8Array(FIRST_BYTES);
  /** After the last item that is done. */
  #end = 0;

  constructor(done: DoneItems = { doneCount: 0, ahead: [] }) {
    this.#doneCount = done.doneCount;
    this.#base = done.doneCount - (done.doneCount % 8);
    for (const index of done.ahead) this.done(index);
  }

  get state(): DoneItems {
    const ahead: number[] = [];
    for (let index = this.#doneCount; index < this.#end; index += 1) {
      if (this.#hasBit(index)) ahead.push(index);
    }
    return { doneCount: this.#doneCount, ahead };
  }

  isDone(index: number): boolean {
    return index < this.#doneCount || this.#hasBit(index);
  }

  done(index: number): void {
    if (index < this.#doneCount) return;
    if (index - this.#base >= this.#bits.length * 8) this.#makeRoom(index);
    const at = (index - this.#base) >> 3;
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (index & 7));
    this.#end = Math.max(this.#end, index + 1);
    while (this.#hasBit(this.#doneCount)) this.#doneCount += 1;
  }

  #hasBit(index: number): boolean {
    return ((this.#bits[(index - this.#base) >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  /** Drops the bits of items that are done, and doubles the room if that is not enough. */
  #makeRoom(index: number): void {
    const base = this.#doneCount - (this.#doneCount % 8);
    const kept = this.#bits.subarray((base - this.#base) / 8);
    const needed = Math.floor((index - base) / 8) + 1;
    const bits = new Uint8Array(needed > this.#bits.length / 2 ? needed * 2 : this.#bits.length);
    bits.set(kept);
    this.#base = base;
    this.#bits = bits;
  }
}
