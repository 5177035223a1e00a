import { type ConnectionAgent, createAgent } from '../client/agents.ts';
import { type ClientOptions, DEFAULT_REQUEST_TIMEOUT_MS } from '../client/client-options.ts';
import { withRetries } from '../client/retry-loop.ts';
import { DEFAULT_RETRY_POLICY } from '../client/retry-policy.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts, isNetworkError } from '../errors/from-aws-error.ts';
import type { HttpAnswer } from '../http/http-message.ts';
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
function proxyPost(settings: ProxySettings, body: unknown): UnsignedPost {
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
  const { signal, onRetry } = options;
  try {
    return await withRetries(() => sendOnce(settings, body, options, agent), {
      policy,
      classify: (error) => ({ errorType: isTransient(error) ? 'TRANSIENT' : 'CLIENT_ERROR' }),
      signal,
      onRetry,
    });
  } catch (error) {
    throw signal?.aborted ? interrupted() : explainProxyFailure(error, settings);
  } finally {
    agent.destroy();
  }
}

function interrupted(): AutodyneError {
  return new AutodyneError(
    'Interrupted',
    'stopped while UpdateTable was on its way; it may have been carried out',
    {
      suggestions: ['see what there is: autodyne index list'],
    },
  );
}

async function sendOnce(
  settings: ProxySettings,
  body: unknown,
  options: ProxyCallOptions,
  agent: ConnectionAgent,
): Promise<unknown> {
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
  let answer: HttpAnswer;
  try {
    answer = await sendSigned(post, settings, {
      timeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      agent,
      signal: options.signal,
    });
  } catch (error) {
    const { code, name } = errorFacts(error);
    trace(code ?? name);
    throw error;
  }
  const outcome = readProxyAnswer(answer);
  trace('value' in outcome ? 'ok' : outcome.error.name, answer.headers['x-amzn-requestid']);
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

function isTransient(error: unknown): boolean {
  return error instanceof ProxyAnswerError ? error.isTransient : isNetworkError(error);
}
