import type { HttpAnswer, HttpRequest } from '../../http/http-message.ts';
import { handleSignedProxyRequest } from '../../proxy/handle-request.ts';
import { GATEWAY_SKEW_MINUTES } from '../../proxy/verify-signature.ts';
import { tableArn } from './access-policy.ts';
import { answerDynamoDb, type DynamoDbFrontOptions, type FrontAnswer, withOwnArn } from './dynamodb-front.ts';

/** Where the proxy is, beside DynamoDB at `/`. */
export const PROXY_PATH = '/dynamodb';

/** Answers a request to the twin: DynamoDB's at `/`, the proxy's at {@link PROXY_PATH}, nothing elsewhere. */
export async function answerTwinRequest(
  request: HttpRequest,
  options: DynamoDbFrontOptions,
): Promise<FrontAnswer> {
  const [path = ''] = request.path.split('?');
  if (path.replace(/\/$/, '') === PROXY_PATH) return answerProxy(request, options);
  if (path === '/' && request.method === 'POST') return answerDynamoDb(request, options);
  if (path === '/' && ['GET', 'HEAD'].includes(request.method)) return health(options.identity.region);
  // DynamoDB's own answer to what is no request of its protocol.
  return { status: 404, headers: {}, body: '<UnknownOperationException/>\n' };
}

function answerProxy(request: HttpRequest, options: DynamoDbFrontOptions): Promise<HttpAnswer> {
  const { identity, credentialsOf, indexChanges, now } = options;
  return handleSignedProxyRequest(request, {
    tableName: identity.tableName,
    tableArn: tableArn(identity),
    updateTable: async (call) => withOwnArn(await indexChanges.updateTable(call), identity),
    signature: {
      region: identity.region,
      credentialsOf,
      skewMinutes: GATEWAY_SKEW_MINUTES,
      now: now?.() ?? new Date(),
    },
  });
}

/** What DynamoDB answers to those who only look whether it is there, the blank at the end included. */
function health(region: string): HttpAnswer {
  return { status: 200, headers: {}, body: `healthy: dynamodb.${region}.amazonaws.com ` };
}
