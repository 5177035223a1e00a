const MOST = 64;
const FIRST = 8;

/**
 * Bounds the work under way at once by trying: one more after as many successes as are under way, half after the
 * service asked to slow down (additive increase, multiplicative decrease, as TCP does it).
 */
export class AdaptiveConcurrency {
  readonly #isFixed: boolean;
  #allowed: number;
  #underWay = 0;
  #throttledAtCompletion = 0;
  #completions = 0;
  #waiting: (() => void)[] = [];

  /** @param fixed keeps to this number, whatever happens. */
  constructor(fixed?: number) {
    this.#isFixed = fixed !== undefined;
    this.#allowed = fixed ?? FIRST;
  }

  /** Changes with each success and each throttling. */
  get allowed(): number {
    return Math.floor(this.#allowed);
  }

  /** Takes a permit if there is one; false if there is none. The caller gives it back with {@link release}. */
  acquireNow(): boolean {
    if (this.#underWay >= this.allowed) return false;
    this.#underWay += 1;
    return true;
  }

  /** Resolves when there is a permit, and takes it. */
  async acquire(): Promise<void> {
    while (!this.acquireNow()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when nothing is running. */
  async idle(): Promise<void> {
    while (this.#underWay > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    this.#underWay -= 1;
    this.#completions += 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  succeeded(): void {
    if (!this.#isFixed) this.#allowed = Math.min(MOST, this.#allowed + 1 / this.#allowed);
  }

  /** Halves, but only once for all that was under way together: their throttling has one cause. */
  throttled(): void {
    if (this.#isFixed || this.#completions < this.#throttledAtCompletion) return;
    this.#throttledAtCompletion = this.#completions + this.#underWay;
    this.#allowed = Math.max(1, this.#allowed / 2);
  }
}
