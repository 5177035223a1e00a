import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import { handleSignedProxyRequest } from '../../proxy/handle-request.ts';
import { handleSignedUsageRequest } from '../../proxy/handle-usage-request.ts';
import { GATEWAY_SKEW_MINUTES, type SignatureRules } from '../../proxy/verify-signature.ts';
import type { UsageMeter } from '../meter/usage-meter.ts';
import { tableArn } from './access-policy.ts';
import {
  type DynamoDbFrontOptions,
  type FrontResponse,
  handleDynamoDb,
  withOwnArn,
} from './dynamodb-front.ts';

/** DynamoDB is at `/`. */
export const PROXY_PATH = '/dynamodb';
const USAGE_PATH = '/usage';

/**
 * Responds to a request to the twin: DynamoDB at `/`, the proxy at {@link PROXY_PATH}, the table's usage at {@link
 * USAGE_PATH}, not found elsewhere.
 */
export async function handleTwinRequest(
  request: HttpRequest,
  options: DynamoDbFrontOptions,
): Promise<FrontResponse> {
  const [path = ''] = request.path.split('?');
  const route = path.replace(/\/$/, '');
  if (route === PROXY_PATH) return handleProxyCall(request, options);
  if (route === USAGE_PATH && options.meter !== undefined)
    return handleUsage(request, options, options.meter);
  if (path === '/' && request.method === 'POST') return handleDynamoDb(request, options);
  if (path === '/' && ['GET', 'HEAD'].includes(request.method)) return health(options.identity.region);
  // DynamoDB's own response to a request that is not of its protocol.
  return { status: 404, headers: {}, body: '<UnknownOperationException/>\n' };
}

function handleProxyCall(request: HttpRequest, options: DynamoDbFrontOptions): Promise<HttpResponse> {
  const { identity, indexChanges } = options;
  return handleSignedProxyRequest(request, {
    tableName: identity.tableName,
    tableArn: tableArn(identity),
    updateTable: async (call) => withOwnArn(await indexChanges.updateTable(call), identity),
    signature: gatewaySignature(options),
  });
}

/** See `docs/usage-format.md`. */
function handleUsage(
  request: HttpRequest,
  options: DynamoDbFrontOptions,
  meter: UsageMeter,
): Promise<HttpResponse> {
  const { identity, now } = options;
  return handleSignedUsageRequest(request, {
    tableName: identity.tableName,
    tableArn: tableArn(identity),
    readUsage: (query) => Promise.resolve(meter.report(query)),
    signature: gatewaySignature(options),
    now,
  });
}

/** The signature that API Gateway requires for a region's `execute-api`. */
function gatewaySignature({
  identity,
  credentialsOf,
  now,
}: DynamoDbFrontOptions): Pick<SignatureRules, 'region' | 'credentialsOf' | 'skewMinutes' | 'now'> {
  const { region } = identity;
  return { region, credentialsOf, skewMinutes: GATEWAY_SKEW_MINUTES, now: now?.() ?? new Date() };
}

/** DynamoDB's response to a health check, including the blank at the end. */
function health(region: string): HttpResponse {
  return { status: 200, headers: {}, body: `healthy: dynamodb.${region}.amazonaws.com ` };
}
