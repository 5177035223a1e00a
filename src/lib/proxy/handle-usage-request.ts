import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { UsageQuery, UsageReport } from '../usage/usage-report.ts';
import { dynamoDbErrorResponse, GATEWAY_MISSING_TOKEN, gatewayErrorResponse } from './error-responses.ts';
import { MAX_BODY_BYTES, readBody } from './read-body.ts';
import type { OwnTable } from './update-table-policy.ts';
import { validateUsageQuery } from './validate-usage-query.ts';
import { type SignatureRules, verifySignature } from './verify-signature.ts';

export interface UsageRouteOptions extends OwnTable {
  /** Carries out an allowed query: a report, or the response of a failure, which is passed on. */
  readUsage(query: UsageQuery): Promise<UsageReport | HttpResponse>;
  now?: (() => Date) | undefined;
}

/**
 * The usage route: takes a request whose sender is known to own `options.tableName`, and returns the usage of that
 * table; see `docs/usage-format.md`. The sender is not verified here: API Gateway has done so, or {@link
 * handleSignedUsageRequest}.
 */
export async function handleUsageRequest(
  request: HttpRequest,
  options: UsageRouteOptions,
): Promise<HttpResponse> {
  if (request.method !== 'POST') return gatewayErrorResponse(GATEWAY_MISSING_TOKEN);
  if (request.body.byteLength > MAX_BODY_BYTES) {
    return gatewayErrorResponse({ name: 'RequestTooLargeException', message: 'Request Too Long' }, 413);
  }
  const target = request.headers['x-target'] ?? request.headers['x-amz-target'];
  if (target !== undefined) {
    const message = `The path specifies the operation, so X-Target must not be set (it is ${target})`;
    return dynamoDbErrorResponse({ name: 'UnknownOperationException', message });
  }
  const body = readBody(request.body);
  if (!body.isReadable) return dynamoDbErrorResponse(body.error);
  const nowMs = options.now?.().getTime() ?? Date.now();
  const verdict = validateUsageQuery(body.value, options, Math.floor(nowMs / 1000));
  if (!verdict.isAllowed) return dynamoDbErrorResponse(verdict.error);
  const outcome = await options.readUsage(verdict.query);
  if ('status' in outcome) return outcome;
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(outcome),
  };
}

/** {@link handleUsageRequest} after the work of API Gateway's IAM authorization, for the service `execute-api`. */
export async function handleSignedUsageRequest(
  request: HttpRequest,
  options: UsageRouteOptions & {
    signature: Pick<SignatureRules, 'region' | 'credentialsOf' | 'skewMinutes' | 'now'>;
  },
): Promise<HttpResponse> {
  if (request.method !== 'POST') return gatewayErrorResponse(GATEWAY_MISSING_TOKEN);
  const verdict = verifySignature(request, { ...options.signature, service: 'execute-api' });
  if (verdict.isValid) return handleUsageRequest(request, options);
  const { refusal } = verdict;
  return gatewayErrorResponse(refusal.name === GATEWAY_MISSING_TOKEN.name ? GATEWAY_MISSING_TOKEN : refusal);
}
