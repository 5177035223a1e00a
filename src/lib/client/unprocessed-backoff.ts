import { abortableDelay } from '../threads/abortable-delay.ts';
import { type RetryPolicy, retryDelayMs } from './retry-policy.ts';

/**
 * The waits between sending what a batch left unprocessed: full jitter, growing as long as nothing is processed. Such a
 * response is a success to the SDK, which does not retry it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class UnprocessedBackoff {
  readonly #policy: RetryPolicy;
  readonly #signal: AbortSignal | undefined;
  #attempt = 1;
  #progressAt = Date.now();

  /** @param signal ends a wait, and all that come after it */
  constructor(policy: RetryPolicy, signal?: AbortSignal) {
    this.#policy = policy;
    this.#signal = signal;
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
    const delayMs = retryDelayMs(this.#policy, {
      errorType: 'THROTTLING',
      error: undefined,
      attempt: this.#attempt,
      elapsedMs: Date.now() - this.#progressAt,
    });
    if (delayMs === undefined) return false;
    this.#attempt += 1;
    return abortableDelay(this.#signal, delayMs);
  }
}
