import { abortableDelay } from '../threads/abortable-delay.ts';
import { type FailedAttempt, type RetryListener, type RetryPolicy, retryDelayMs } from './retry-policy.ts';

export interface RetryOptions {
  policy: RetryPolicy;
  /** `undefined` for a failure that is final. */
  classify: (error: unknown) => Pick<FailedAttempt, 'errorType' | 'hasResponded'> | undefined;
  /** Once it is raised, nothing is tried again. */
  signal?: AbortSignal | undefined;
  onRetry?: RetryListener | undefined;
}

/**
 * Makes a request, again and again while the failure is one that passes. For the requests that do not leave through the
 * SDK's client, which has a loop of its own ({@link DeadlineRetryStrategy}).
 * @throws the last failure, as it came
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, classify, signal, onRetry } = options;
  const startedAt = Date.now();
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const kind = signal?.aborted ? undefined : classify(error);
      const failed = kind && { ...kind, error, attempt: count, elapsedMs: Date.now() - startedAt };
      const delayMs = failed && retryDelayMs(policy, failed);
      if (delayMs === undefined) throw error;
      onRetry?.({ error, attempt: count, delayMs });
      if (!(await abortableDelay(signal, delayMs))) throw error;
    }
  }
}
