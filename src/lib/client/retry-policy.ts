import type { RetryErrorInfo, RetryErrorType, RetryStrategyV2, RetryToken } from '@smithy/types';
import { errorFacts } from '../errors/from-aws-error.ts';

/**
 * When a failed request is sent again, and when no more. Bounded in time rather than in attempts: the SDK's own
 * token bucket runs dry in long bulk work. Delays use full jitter (a random time below a doubling ceiling).
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export interface RetryPolicy {
  /** After this long, counted from the first attempt, the last error is final. */
  deadlineMs: number;
  /** Attempts, the first included, where nothing answers at all (refused connection, unknown host). */
  maxUnreachableAttempts: number;
  baseDelayMs: number;
  maxDelayMs: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  deadlineMs: 60_000,
  maxUnreachableAttempts: 4,
  baseDelayMs: 50,
  maxDelayMs: 10_000,
};

/** Connections that were never made: more tries rarely help, and a person is waiting. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Told before each wait, for `--debug` and for slowing bulk work down visibly. */
export type RetryListener = (retry: { error: unknown; attempt: number; delayMs: number }) => void;

/** How long to wait before attempt `attempt` + 1 (attempts count from 1), or `undefined` to give up. */
export function retryDelayMs(
  policy: RetryPolicy,
  failure: { errorType: RetryErrorType; error: unknown; attempt: number; elapsedMs: number },
  random: () => number = Math.random,
): number | undefined {
  if (failure.errorType === 'CLIENT_ERROR') return undefined;
  const code = errorFacts(failure.error).code ?? '';
  if (NEVER_CONNECTED.has(code) && failure.attempt >= policy.maxUnreachableAttempts) return undefined;
  const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (failure.attempt - 1));
  const delayMs = Math.ceil(random() * ceilingMs);
  return failure.elapsedMs + delayMs > policy.deadlineMs ? undefined : delayMs;
}

interface TimedToken extends RetryToken {
  readonly startedAt: number;
}

function token(attempt: number, delayMs: number, startedAt: number): TimedToken {
  return { getRetryCount: () => attempt, getRetryDelay: () => delayMs, startedAt };
}

/** The policy as the SDK's middleware takes it. */
export class DeadlineRetryStrategy implements RetryStrategyV2 {
  readonly #policy: RetryPolicy;
  readonly #onRetry: RetryListener | undefined;

  constructor(policy: RetryPolicy, onRetry?: RetryListener) {
    this.#policy = policy;
    this.#onRetry = onRetry;
  }

  acquireInitialRetryToken(): Promise<RetryToken> {
    return Promise.resolve(token(0, 0, Date.now()));
  }

  refreshRetryTokenForRetry(previous: RetryToken, failure: RetryErrorInfo): Promise<RetryToken> {
    const { startedAt } = previous as TimedToken;
    const attempt = previous.getRetryCount() + 1;
    const error: unknown = failure.error;
    const delayMs = retryDelayMs(this.#policy, {
      errorType: isRetryableNetworkError(error) ? 'TRANSIENT' : failure.errorType,
      error,
      attempt,
      elapsedMs: Date.now() - startedAt,
    });
    if (delayMs === undefined) return Promise.reject(new Error('no more retries'));
    this.#onRetry?.({ error, attempt, delayMs });
    return Promise.resolve(token(attempt, delayMs, startedAt));
  }

  recordSuccess(): void {
    // Nothing is rationed between requests: the bound is each request's own deadline.
  }
}

/** Network failures that the SDK's classification leaves out. */
function isRetryableNetworkError(error: unknown): boolean {
  const { code } = errorFacts(error);
  return code === 'EAI_AGAIN' || (code !== undefined && NEVER_CONNECTED.has(code));
}
