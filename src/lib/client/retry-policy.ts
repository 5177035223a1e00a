import type { RetryErrorInfo, RetryErrorType, RetryStrategyV2, RetryToken } from '@smithy/types';
import { errorFacts, isCredentialError, isGarbledHttp, neverConnected } from '../errors/from-aws-error.ts';
import { cancellationReasons, isPassing } from '../errors/transaction.ts';

/**
 * Decides whether a failed request is sent again. Bounded in time rather than in attempts: the SDK's own
 * token bucket runs dry in long bulk work. Delays use full jitter (a random time below a doubling ceiling).
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export interface RetryPolicy {
  /** After this long, counted from the first attempt, the last error is final. */
  deadlineMs: number;
  /** The same where no server has ever responded (refused connection, unknown host): a person is waiting. */
  unreachableDeadlineMs: number;
  baseDelayMs: number;
  maxDelayMs: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  deadlineMs: 60_000,
  unreachableDeadlineMs: 2_000,
  baseDelayMs: 50,
  maxDelayMs: 10_000,
};

/** Called before each wait, for `--debug` and for slowing bulk work down visibly. */
export type RetryListener = (retry: { error: unknown; attempt: number; delayMs: number }) => void;

/** One failed attempt, as {@link retryDelayMs} takes it. */
export interface FailedAttempt {
  errorType: RetryErrorType;
  error: unknown;
  /** Counted from 1. */
  attempt: number;
  /** Time since the first attempt began. */
  elapsedMs: number;
  /** The server has responded before, to this or to an earlier request: then an outage is likely to pass. */
  hasResponded?: boolean;
}

/** Milliseconds to wait before the next attempt, or `undefined` to give up. */
export function retryDelayMs(
  policy: RetryPolicy,
  failure: FailedAttempt,
  random: () => number = Math.random,
): number | undefined {
  if (!isWorthRetrying(failure)) return undefined;
  const isUnreached = neverConnected(failure.error);
  const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (failure.attempt - 1));
  const delayMs = Math.ceil(random() * ceilingMs);
  const deadlineMs =
    isUnreached && !failure.hasResponded
      ? Math.min(policy.unreachableDeadlineMs, policy.deadlineMs)
      : policy.deadlineMs;
  return failure.elapsedMs + delayMs > deadlineMs ? undefined : delayMs;
}

function isWorthRetrying({ error, errorType, attempt }: FailedAttempt): boolean {
  // The SDK has set its clock by the response's: signing a second time helps, signing a third time does not.
  if (isCredentialError(error)) return errorType !== 'CLIENT_ERROR' && attempt === 1;
  if (errorType !== 'CLIENT_ERROR' || neverConnected(error) || isGarbledHttp(error)) return true;
  return isPassing(cancellationReasons(error));
}

interface TimedToken extends RetryToken {
  readonly startedAt: number;
}

function token(attempt: number, delayMs: number, startedAt: number): TimedToken {
  return { getRetryCount: () => attempt, getRetryDelay: () => delayMs, startedAt };
}

/** The policy as the SDK's middleware takes it; one for each client. */
export class DeadlineRetryStrategy implements RetryStrategyV2 {
  readonly #policy: RetryPolicy;
  readonly #onRetry: RetryListener | undefined;
  #hasResponded = false;

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
    if (errorFacts(error).httpStatus !== undefined) this.#hasResponded = true;
    const delayMs = retryDelayMs(this.#policy, {
      errorType: failure.errorType,
      error,
      attempt,
      elapsedMs: Date.now() - startedAt,
      hasResponded: this.#hasResponded,
    });
    if (delayMs === undefined) return Promise.reject(new Error('no more retries'));
    this.#onRetry?.({ error, attempt, delayMs });
    return Promise.resolve(token(attempt, delayMs, startedAt));
  }

  recordSuccess(): void {
    this.#hasResponded = true;
  }
}
