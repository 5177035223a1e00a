import { setTimeout as sleep } from 'node:timers/promises';
import { type RetryPolicy, retryDelayMs } from '../client/retry-policy.ts';

/**
 * The waits between sending what a batch left unprocessed: full jitter, growing as long as nothing is taken. Such an
 * answer is a success to the SDK, which does not retry it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class UnprocessedBackoff {
  readonly #policy: RetryPolicy;
  #attempt = 1;
  #progressAt = Date.now();

  constructor(policy: RetryPolicy) {
    this.#policy = policy;
  }

  /** Something was taken: the time to give up begins anew. */
  progress(): void {
    this.#attempt = 1;
    this.#progressAt = Date.now();
  }

  /** Waits before the next attempt; `false` when the time is up and nothing is to be sent any more. */
  async wait(): Promise<boolean> {
    const delayMs = retryDelayMs(this.#policy, {
      errorType: 'THROTTLING',
      error: undefined,
      attempt: this.#attempt,
      elapsedMs: Date.now() - this.#progressAt,
    });
    if (delayMs === undefined) return false;
    this.#attempt += 1;
    await sleep(delayMs);
    return true;
  }
}
