import { abortableDelay } from '../threads/abortable-delay.ts';
import { type RetryPolicy, retryDelayMs } from './retry-policy.ts';

/**
 * Waits before what was left unprocessed is sent again.
 * @param attempt how many responses in a row left something without taking anything, this one counted; 1 after one that
 *   took something
 * @param signal ends the wait when it is raised
 * @throws what ends the work
 */
export type WaitBetweenTries = (attempt: number, signal?: AbortSignal) => Promise<void>;

export interface BackoffOptions {
  /** Ends a wait, and all that come after it. */
  signal?: AbortSignal | undefined;
  /** Instead of a random time below a doubling ceiling; the policy's deadline holds all the same. */
  wait?: WaitBetweenTries | undefined;
}

/**
 * The waits between sending what a batch left unprocessed: full jitter, growing as long as nothing is taken. Such an
 * response is a success to the SDK, which does not retry it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class UnprocessedBackoff {
  readonly #policy: RetryPolicy;
  readonly #options: BackoffOptions;
  #attempt = 1;
  #progressAt = Date.now();

  constructor(policy: RetryPolicy, options: BackoffOptions = {}) {
    this.#policy = policy;
    this.#options = options;
  }

  /** Something was processed: the deadline is counted from now. */
  progress(): void {
    this.#attempt = 1;
    this.#progressAt = Date.now();
  }

  /**
   * Waits before the next attempt; `false` when the deadline has passed or the signal is raised: nothing more is to be
   * sent.
   */
  async wait(): Promise<boolean> {
    const { signal, wait } = this.#options;
    const attempt = this.#attempt;
    const elapsedMs = Date.now() - this.#progressAt;
    const delayMs = retryDelayMs(this.#policy, {
      errorType: 'THROTTLING',
      error: undefined,
      attempt,
      elapsedMs,
    });
    this.#attempt += 1;
    if (wait === undefined) return delayMs !== undefined && abortableDelay(signal, delayMs);
    if (elapsedMs > this.#policy.deadlineMs || signal?.aborted) return false;
    await wait(attempt, signal);
    return !signal?.aborted;
  }
}
