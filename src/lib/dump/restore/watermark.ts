/** What of a file is done: all before `doneCount`, and single items after it. */
export interface DoneItems {
  doneCount: number;
  ahead: readonly number[];
}

/** Which items of a file are done, when they are done in any order; small while that order is not far off. */
export class Watermark {
  #doneCount: number;
  readonly #ahead: Set<number>;

  constructor(done: DoneItems = { doneCount: 0, ahead: [] }) {
    this.#doneCount = done.doneCount;
    this.#ahead = new Set(done.ahead);
  }

  get state(): DoneItems {
    return { doneCount: this.#doneCount, ahead: [...this.#ahead] };
  }

  isDone(index: number): boolean {
    return index < this.#doneCount || this.#ahead.has(index);
  }

  done(index: number): void {
    this.#ahead.add(index);
    while (this.#ahead.delete(this.#doneCount)) this.#doneCount += 1;
  }
}
