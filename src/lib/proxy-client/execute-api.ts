import { AutodyneError } from '../errors/autodyne-error.ts';
import type { Settings } from '../settings/settings.ts';
import { explainProxyFailure } from './proxy-response.ts';
import { callSigned, type SignedCallOptions } from './signed-call.ts';
import type { UnsignedPost } from './signed-post.ts';

/** The settings that reach the index proxy. */
export type ProxySettings = Pick<
  Settings,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region' | 'proxyUrl' | 'tableName'
>;

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
 * Sends UpdateTable through the proxy, with the retries of every other request, and returns the response's JSON.
 * @throws AutodyneError `ProxyRefused` where the proxy does not allow the change, `CredentialsRefused`, `AccessDenied`,
 *   `Unreachable` where no server responds or it is not the proxy, `Interrupted` by the signal, else as the service
 *   fails.
 */
export async function updateTableThroughProxy(
  settings: ProxySettings,
  body: unknown,
  options: SignedCallOptions = {},
): Promise<unknown> {
  const outcome = await callSigned('UpdateTable', proxyPost(settings, body), settings, options);
  if ('value' in outcome) return outcome.value;
  throw outcome.isInterrupted ? interrupted() : explainProxyFailure(outcome.error, settings);
}

function interrupted(): AutodyneError {
  return new AutodyneError('Interrupted', 'interrupted during UpdateTable; the change may have been made', {
    suggestions: ['list the indexes: autodyne index list'],
  });
}
