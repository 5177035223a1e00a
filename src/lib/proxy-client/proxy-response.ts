import { AutodyneError, type ErrorCode, isAutodyneError } from '../errors/autodyne-error.ts';
import { fromAwsError, THROTTLING_ERRORS } from '../errors/from-aws-error.ts';
import type { HttpResponse } from '../http/http-message.ts';
import { errorFields, jsonObjectOf } from '../wire/service-error.ts';

/** An error read from the proxy's response, in the shape that the SDK's errors have. */
export class ProxyResponseError extends Error {
  readonly $metadata: { httpStatusCode: number; requestId?: string };
  /** The target of a redirect. */
  readonly location: string | undefined;
  /** The content type of a response that neither DynamoDB nor API Gateway would send. */
  readonly foreignContent: string | undefined;
  /** The same request may succeed a moment later. */
  readonly isTransient: boolean;

  constructor(name: string, message: string, response: HttpResponse, foreignContent?: string) {
    super(message);
    this.name = name;
    const requestId = response.headers['x-amzn-requestid'];
    this.$metadata = { httpStatusCode: response.status, ...(requestId === undefined ? {} : { requestId }) };
    this.location = response.headers['location'];
    this.foreignContent = foreignContent;
    this.isTransient = response.status >= 500 || response.status === 429 || THROTTLING_ERRORS.has(name);
  }
}

/** Reads the proxy's response: the JSON of success, or the error. */
export function readProxyResponse(
  response: HttpResponse,
): { value: unknown } | { error: ProxyResponseError } {
  const json = jsonObjectOf(response.body);
  if (json === undefined) {
    const content = response.headers['content-type'] ?? 'no content type';
    return { error: new ProxyResponseError(`HTTP ${response.status}`, '', response, content) };
  }
  if (response.status === 200) return { value: json };
  const { name = `HTTP ${response.status}`, message = '' } = errorFields(json, response.headers);
  return { error: new ProxyResponseError(name, message, response) };
}

const CHECK_URL = 'check AUTODYNE_PROXY_URL; if your credentials can call UpdateTable, set it to "direct"';

/**
 * Explains a failed call to the proxy to the person who made it: `error` is a {@link ProxyResponseError}, or the
 * connection's. The service's own message is kept; an error that is not recognised is returned untouched.
 * @param operation the call: `UpdateTable`, or `usage` of the route beside it
 */
export function explainProxyFailure(
  error: unknown,
  at: { proxyUrl: string; tableName: string },
  operation = 'UpdateTable',
): unknown {
  const { proxyUrl, tableName } = at;
  if (!(error instanceof ProxyResponseError)) {
    return fromAwsError(error, {
      operation,
      tableName,
      endpointUrl: `the proxy at ${proxyUrl}`,
      isIndexProxy: true,
    });
  }
  const status = error.$metadata.httpStatusCode;
  const fail = (code: ErrorCode, message: string, suggestion = CHECK_URL): AutodyneError =>
    new AutodyneError(code, message, {
      cause: error,
      suggestions: [suggestion],
      details: { operation, awsError: error.name, httpStatus: status, proxyUrl },
    });
  const text = [error.name, error.message].filter((text) => text !== '').join(': ');

  if (status >= 300 && status < 400) {
    const target = error.location === undefined ? '' : ` to ${error.location}`;
    return fail(
      'Unreachable',
      `the proxy at ${proxyUrl} redirects${target} (HTTP ${status}); redirects are not followed, because requests signed with your credentials are sent only to the proxy`,
    );
  }
  if (status >= 500) return fail('Unreachable', `the proxy at ${proxyUrl} failed: ${text}`);
  if (error.foreignContent !== undefined || status === 404) {
    const content = error.foreignContent === undefined ? '' : `, ${error.foreignContent}`;
    return fail('Unreachable', `the server at ${proxyUrl} is not the index proxy: HTTP ${status}${content}`);
  }
  if (status === 429)
    return fail('Throttled', `the proxy at ${proxyUrl} is busy: ${text}`, 'try again later');
  if (/^Modifying .* is not allowed$/.test(error.message)) {
    return fail(
      'ProxyRefused',
      `the proxy refused the request: ${error.message}`,
      'the proxy can only create and delete global secondary indexes of your own table',
    );
  }
  const known = fromAwsError(error, { operation, tableName });
  const isGeneral = !isAutodyneError(known) || ['AccessDenied', 'RefusedByService'].includes(known.code);
  return status === 403 && isGeneral
    ? fail('ProxyRefused', `the proxy at ${proxyUrl} refused the request: ${text}`)
    : known;
}
