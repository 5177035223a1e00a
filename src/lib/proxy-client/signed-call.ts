import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionAgent, createAgent } from '../client/agents.ts';
import { type ClientOptions, DEFAULT_REQUEST_TIMEOUT_MS } from '../client/client-options.ts';
import { DEFAULT_RETRY_POLICY, retryDelayMs } from '../client/retry-policy.ts';
import { errorFacts, isNetworkError } from '../errors/from-aws-error.ts';
import { ProxyAnswerError, readProxyAnswer } from './proxy-answer.ts';
import { type SigningKeys, sendSigned, type UnsignedPost } from './signed-post.ts';

export interface SignedCallOptions extends ClientOptions {
  /** Gives the call up, also between two attempts. */
  signal?: AbortSignal | undefined;
}

/** What became of a call: the JSON of its success, or the last error, and whether the signal ended it. */
export type SignedCallOutcome = { value: unknown } | { error: unknown; isInterrupted: boolean };

/**
 * Sends a signed POST with the retries of every other request, for what is no operation of a DynamoDB client.
 * @param operation its name, for `--debug`
 */
export async function callSigned(
  operation: string,
  post: UnsignedPost,
  keys: SigningKeys,
  options: SignedCallOptions = {},
): Promise<SignedCallOutcome> {
  const policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
  const agent = createAgent(post.url.href, options);
  const startedAt = Date.now();
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce({ operation, post, keys, options, agent });
      if ('value' in outcome) return outcome;
      if (options.signal?.aborted) return { ...outcome, isInterrupted: true };
      const delayMs = retryDelayMs(policy, {
        errorType: isTransient(outcome.error) ? 'TRANSIENT' : 'CLIENT_ERROR',
        error: outcome.error,
        attempt,
        elapsedMs: Date.now() - startedAt,
      });
      if (delayMs === undefined) return { ...outcome, isInterrupted: false };
      options.onRetry?.({ error: outcome.error, attempt, delayMs });
      const isSlept = await delay(delayMs, true, { signal: options.signal }).catch(() => false);
      if (!isSlept) return { ...outcome, isInterrupted: true };
    }
  } finally {
    agent.destroy();
  }
}

interface Attempt {
  operation: string;
  post: UnsignedPost;
  keys: SigningKeys;
  options: SignedCallOptions;
  agent: ConnectionAgent;
}

async function attemptOnce(attempt: Attempt): Promise<{ value: unknown } | { error: unknown }> {
  const { operation, post, keys, options, agent } = attempt;
  const startedAt = performance.now();
  const trace = (outcome: string, requestId?: string): void =>
    options.onTrace?.({
      operation,
      host: post.url.hostname,
      durationMs: performance.now() - startedAt,
      requestId,
      outcome,
    });
  try {
    const answer = await sendSigned(post, keys, {
      timeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      agent,
      signal: options.signal,
    });
    const outcome = readProxyAnswer(answer);
    trace('value' in outcome ? 'ok' : outcome.error.name, answer.headers['x-amzn-requestid']);
    return outcome;
  } catch (error) {
    const { code, name } = errorFacts(error);
    trace(code ?? name);
    return { error };
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof ProxyAnswerError ? error.isTransient : isNetworkError(error);
}
