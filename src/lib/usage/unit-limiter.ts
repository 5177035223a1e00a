import { abortableDelay } from '../threads/abortable-delay.ts';

/** The clock of a limiter: milliseconds that only grow, and a delay. */
export interface Clock {
  nowMs(): number;
  /** Ends early when the signal is raised. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<unknown>;
}

const SYSTEM_CLOCK: Clock = {
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) => abortableDelay(signal, delayMs),
};

/**
 * A token bucket of capacity units a second, filled by time and emptied by the units that the service reports. The cost
 * of a request is known only afterwards, so a request may overdraw; the next ones wait until the balance is back.
 * Shared by everything that runs at once.
 */
export class UnitLimiter {
  readonly #unitsPerSecond: number;
  readonly #clock: Clock;
  #balance: number;
  #updatedAtMs: number;

  /** @param unitsPerSecond the rate, above 0; a second's worth can be saved up. */
  constructor(unitsPerSecond: number, clock: Clock = SYSTEM_CLOCK) {
    this.#unitsPerSecond = unitsPerSecond;
    this.#clock = clock;
    this.#balance = unitsPerSecond;
    this.#updatedAtMs = clock.nowMs();
  }

  /** Waits until the balance is not negative, or the signal is raised. */
  async ready(signal?: AbortSignal): Promise<void> {
    this.#refill();
    while (this.#balance <= 0 && signal?.aborted !== true) {
      // A little more than is owed, so that rounding cannot leave a balance of exactly nothing.
      await this.#clock.sleep(Math.ceil((-this.#balance / this.#unitsPerSecond) * 1000) + 1, signal);
      this.#refill();
    }
  }

  /** Takes what a request consumed out of the bucket. */
  spend(units: number): void {
    this.#refill();
    this.#balance -= units;
  }

  #refill(): void {
    const nowMs = this.#clock.nowMs();
    const earned = ((nowMs - this.#updatedAtMs) / 1000) * this.#unitsPerSecond;
    this.#balance = Math.min(this.#unitsPerSecond, this.#balance + earned);
    this.#updatedAtMs = nowMs;
  }
}
