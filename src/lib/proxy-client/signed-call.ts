import { type ConnectionAgent, createAgent } from '../client/agents.ts';
import { type ClientOptions, DEFAULT_REQUEST_TIMEOUT_MS } from '../client/client-options.ts';
import { withRetries } from '../client/retry-loop.ts';
import { DEFAULT_RETRY_POLICY } from '../client/retry-policy.ts';
import { errorFacts, isNetworkError } from '../errors/from-aws-error.ts';
import type { HttpResponse } from '../http/http-message.ts';
import { ProxyResponseError, readProxyResponse } from './proxy-response.ts';
import { type SigningKeys, sendSigned, type UnsignedPost } from './signed-post.ts';

export interface SignedCallOptions extends ClientOptions {
  /** Ends the call, also between two attempts. */
  signal?: AbortSignal | undefined;
}

/** The outcome of a call: the JSON of its success, or the last error; `isInterrupted` when the signal ended it. */
export type SignedCallOutcome = { value: unknown } | { error: unknown; isInterrupted: boolean };

/**
 * Sends a signed POST with the retries of every other request, for calls that are no operation of a DynamoDB client.
 * @param operation its name, for `--debug`
 */
export async function callSigned(
  operation: string,
  post: UnsignedPost,
  keys: SigningKeys,
  options: SignedCallOptions = {},
): Promise<SignedCallOutcome> {
  const agent = createAgent(post.url.href, options);
  const { signal, onRetry } = options;
  try {
    const value = await withRetries(() => attemptOnce({ operation, post, keys, options, agent }), {
      policy: { ...DEFAULT_RETRY_POLICY, ...options.retry },
      classify: (error) => ({ errorType: isTransient(error) ? 'TRANSIENT' : 'CLIENT_ERROR' }),
      signal,
      onRetry,
    });
    return { value };
  } catch (error) {
    return { error, isInterrupted: signal?.aborted ?? false };
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

async function attemptOnce({ operation, post, keys, options, agent }: Attempt): Promise<unknown> {
  const startedAt = performance.now();
  const trace = (outcome: string, requestId?: string): void =>
    options.onTrace?.({
      operation,
      host: post.url.hostname,
      durationMs: performance.now() - startedAt,
      requestId,
      outcome,
    });
  let response: HttpResponse;
  try {
    response = await sendSigned(post, keys, {
      timeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      agent,
      signal: options.signal,
    });
  } catch (error) {
    const { code, name } = errorFacts(error);
    trace(code ?? name);
    throw error;
  }
  const outcome = readProxyResponse(response);
  trace('value' in outcome ? 'ok' : outcome.error.name, response.headers['x-amzn-requestid']);
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

function isTransient(error: unknown): boolean {
  return error instanceof ProxyResponseError ? error.isTransient : isNetworkError(error);
}
