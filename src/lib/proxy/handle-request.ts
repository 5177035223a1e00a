import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import { dynamoDbErrorResponse, GATEWAY_MISSING_TOKEN, gatewayErrorResponse } from './error-responses.ts';
import { MAX_BODY_BYTES, readBody } from './read-body.ts';
import { type OwnTable, type UpdateTableCall, validateUpdateTable } from './update-table-policy.ts';
import { type SignatureRules, verifySignature } from './verify-signature.ts';

export interface ProxyOptions extends OwnTable {
  /** Carries out an allowed change: sends UpdateTable to DynamoDB and returns its response. */
  updateTable(call: UpdateTableCall): Promise<HttpResponse>;
}

/** The one operation that the proxy has, as `x-target` names it. */
export const PROXY_TARGET = 'DynamoDB_20120810.UpdateTable';

/**
 * The proxy: takes a request whose sender is known to own `options.tableName`, passes index changes on and refuses
 * everything else. The sender is not verified here: API Gateway has done so, or {@link handleSignedProxyRequest}.
 */
export async function handleProxyRequest(request: HttpRequest, options: ProxyOptions): Promise<HttpResponse> {
  if (request.method !== 'POST') return gatewayErrorResponse(GATEWAY_MISSING_TOKEN);
  if (request.body.byteLength > MAX_BODY_BYTES) {
    return gatewayErrorResponse({ name: 'RequestTooLargeException', message: 'Request Too Long' }, 413);
  }
  const wrongTarget = targetProblem(request);
  if (wrongTarget !== undefined) return dynamoDbErrorResponse(wrongTarget);
  const body = readBody(request.body);
  if (!body.isReadable) return dynamoDbErrorResponse(body.error);
  const verdict = validateUpdateTable(body.value, options);
  return verdict.isAllowed ? options.updateTable(verdict.call) : dynamoDbErrorResponse(verdict.error);
}

/**
 * {@link handleProxyRequest} after the work of API Gateway's IAM authorization: the signature, for the service
 * `execute-api` and over `x-target`, is verified first. A refusal has HTTP 403, its name in a header and no `__type`.
 */
export async function handleSignedProxyRequest(
  request: HttpRequest,
  options: ProxyOptions & {
    signature: Pick<SignatureRules, 'region' | 'credentialsOf' | 'skewMinutes' | 'now'>;
  },
): Promise<HttpResponse> {
  if (request.method !== 'POST') return gatewayErrorResponse(GATEWAY_MISSING_TOKEN);
  const verdict = verifySignature(request, {
    ...options.signature,
    service: 'execute-api',
    requiredSignedHeaders: ['x-target'],
  });
  if (verdict.isValid) return handleProxyRequest(request, options);
  const { refusal } = verdict;
  return gatewayErrorResponse(refusal.name === GATEWAY_MISSING_TOKEN.name ? GATEWAY_MISSING_TOKEN : refusal);
}

function targetProblem(request: HttpRequest): { name: string; message: string } | undefined {
  const { 'x-target': target, 'x-amz-target': amzTarget } = request.headers;
  // API Gateway takes this header for the name of an operation of its own, so a request that has both is refused here
  // too.
  if (amzTarget !== undefined) {
    const message = `The operation must be in X-Target only, but X-Amz-Target is ${amzTarget}`;
    return { name: 'UnknownOperationException', message };
  }
  if (target === PROXY_TARGET) return undefined;
  const message = `X-Target must be ${PROXY_TARGET}${target === undefined ? '' : `, not ${target}`}`;
  return { name: 'UnknownOperationException', message };
}
