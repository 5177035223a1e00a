import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionAgent, createAgent } from '../client/agents.ts';
import type { ClientOptions } from '../client/client-options.ts';
import { DEFAULT_RETRY_POLICY, retryDelayMs } from '../client/retry-policy.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts, isNetworkError } from '../errors/from-aws-error.ts';
import type { Settings } from '../settings/settings.ts';
import { explainProxyFailure, ProxyAnswerError, readProxyAnswer } from './proxy-answer.ts';
import { sendSigned, type UnsignedPost } from './signed-post.ts';

/** The settings that reach the index proxy. */
export type ProxySettings = Pick<
  Settings,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region' | 'proxyUrl' | 'tableName'
>;

export interface ProxyCallOptions extends ClientOptions {
  /** Gives the call up, also between two attempts. */
  signal?: AbortSignal | undefined;
}

/**
 * UpdateTable as the proxy takes it: signed for the service `execute-api`, the operation named in `x-target`, since
 * API Gateway would take `x-amz-target` for its own.
 */
export function proxyPost(settings: ProxySettings, body: unknown): UnsignedPost {
  return {
    url: new URL(settings.proxyUrl),
    service: 'execute-api',
    region: settings.region,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-target': 'DynamoDB_20120810.UpdateTable',
    },
    body: JSON.stringify(body),
  };
}

/**
 * Sends UpdateTable through the proxy, with the retries of every other request, and returns the answer's JSON.
 * @throws AutodyneError `ProxyRefused` where the proxy does not allow the change, `CredentialsRefused`, `AccessDenied`,
 *   `Unreachable` where nothing answers or what answers is not the proxy, `Interrupted` by the signal, else as the
 *   service fails.
 */
export async function updateTableThroughProxy(
  settings: ProxySettings,
  body: unknown,
  options: ProxyCallOptions = {},
): Promise<unknown> {
  const policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
  const agent = createAgent(settings.proxyUrl, options);
  const startedAt = Date.now();
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce(settings, body, options, agent);
      if ('value' in outcome) return outcome.value;
      if (options.signal?.aborted) throw interrupted();
      const delayMs = retryDelayMs(policy, {
        errorType: isTransient(outcome.error) ? 'TRANSIENT' : 'CLIENT_ERROR',
        error: outcome.error,
        attempt,
        elapsedMs: Date.now() - startedAt,
      });
      if (delayMs === undefined) throw explainProxyFailure(outcome.error, settings);
      options.onRetry?.({ error: outcome.error, attempt, delayMs });
      await delay(delayMs, undefined, { signal: options.signal }).catch(() => {
        throw interrupted();
      });
    }
  } finally {
    agent.destroy();
  }
}

function interrupted(): AutodyneError {
  return new AutodyneError('Interrupted', 'interrupted during UpdateTable; the change may have been made', {
    suggestions: ['list the indexes: autodyne index list'],
  });
}

type Outcome = { value: unknown } | { error: unknown };

async function attemptOnce(
  settings: ProxySettings,
  body: unknown,
  options: ProxyCallOptions,
  agent: ConnectionAgent,
): Promise<Outcome> {
  const post = proxyPost(settings, body);
  const startedAt = performance.now();
  const trace = (outcome: string, requestId?: string): void =>
    options.onTrace?.({
      operation: 'UpdateTable',
      host: post.url.hostname,
      durationMs: performance.now() - startedAt,
      requestId,
      outcome,
    });
  try {
    const answer = await sendSigned(post, settings, {
      timeoutMs: options.requestTimeoutMs ?? 30_000,
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
