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

/** Where the proxy is, beside DynamoDB at `/`. */
export const PROXY_PATH = '/dynamodb';
/** Where usage is told. */
const USAGE_PATH = '/usage';

/**
 * Answers a request to the twin: DynamoDB's at `/`, the proxy's at {@link PROXY_PATH}, what the table used at
 * {@link USAGE_PATH}, nothing elsewhere.
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
  // DynamoDB's own answer to what is no request of its protocol.
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

/** What API Gateway asks of a signature for a region's `execute-api`. */
function gatewaySignature({
  identity,
  credentialsOf,
  now,
}: DynamoDbFrontOptions): Pick<SignatureRules, 'region' | 'credentialsOf' | 'skewMinutes' | 'now'> {
  const { region } = identity;
  return { region, credentialsOf, skewMinutes: GATEWAY_SKEW_MINUTES, now: now?.() ?? new Date() };
}

/** What DynamoDB answers to those who only look whether it is there, the blank at the end included. */
function health(region: string): HttpResponse {
  return { status: 200, headers: {}, body: `healthy: dynamodb.${region}.amazonaws.com ` };
}
