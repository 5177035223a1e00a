import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import { isJsonObject, memberOf } from '../json/parse-json.ts';
import { GATEWAY_MISSING_TOKEN, gatewayErrorResponse } from './error-responses.ts';
import { handleProxyRequest, type ProxyOptions } from './handle-request.ts';
import { handleUsageRequest, type UsageRouteOptions } from './handle-usage-request.ts';

/** A function's result in the form that API Gateway requires. */
export interface GatewayResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: false;
}

/** A handler that Lambda calls. */
export type GatewayHandler = (event: unknown) => Promise<GatewayResponse>;

/**
 * The proxy as an AWS Lambda function behind API Gateway, REST or HTTP API (payload format 2.0), with IAM
 * authorization: API Gateway has verified the signature and that the caller may invoke the route. An event without an
 * IAM identity comes from a route without authorization, and is refused.
 */
export function createGatewayHandler(options: ProxyOptions): GatewayHandler {
  return gatewayHandler((request) => handleProxyRequest(request, options));
}

/** The usage route (`docs/usage-format.md`) as such a function. */
export function createUsageGatewayHandler(options: UsageRouteOptions): GatewayHandler {
  return gatewayHandler((request) => handleUsageRequest(request, options));
}

function gatewayHandler(handle: (request: HttpRequest) => Promise<HttpResponse>): GatewayHandler {
  return async (event) => {
    const response =
      callerArn(event) === undefined
        ? gatewayErrorResponse(GATEWAY_MISSING_TOKEN)
        : await handle(requestFromEvent(event));
    return gatewayResponse(response);
  };
}

/** The ARN of the signer, as API Gateway determined it. */
function callerArn(event: unknown): string | undefined {
  const context = memberOf(event, 'requestContext');
  const arn =
    memberOf(memberOf(memberOf(context, 'authorizer'), 'iam'), 'userArn') ??
    memberOf(memberOf(context, 'identity'), 'userArn');
  return typeof arn === 'string' && arn !== '' ? arn : undefined;
}

/**
 * Reads an API Gateway event of either kind. Header names are in any case; a body may be base64.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
function requestFromEvent(event: unknown): HttpRequest {
  const http = memberOf(memberOf(event, 'requestContext'), 'http');
  const body = text(memberOf(event, 'body'));
  return {
    method: text(memberOf(event, 'httpMethod') ?? memberOf(http, 'method')),
    path: text(memberOf(event, 'path') ?? memberOf(event, 'rawPath')),
    headers: headersOf(event),
    body: Buffer.from(body, memberOf(event, 'isBase64Encoded') === true ? 'base64' : 'utf8'),
  };
}

function headersOf(event: unknown): Record<string, string> {
  const single = memberOf(event, 'headers');
  const multiple = memberOf(event, 'multiValueHeaders');
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(isJsonObject(single) ? single : {})) {
    headers[name.toLowerCase()] = text(value);
  }
  // REST APIs put the last of repeated values in `headers`, and all of them here.
  for (const [name, values] of Object.entries(isJsonObject(multiple) ? multiple : {})) {
    if (Array.isArray(values)) headers[name.toLowerCase()] = values.map(text).join(', ');
  }
  return headers;
}

function gatewayResponse({ status, headers, body }: HttpResponse): GatewayResponse {
  return { statusCode: status, headers, body, isBase64Encoded: false };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
