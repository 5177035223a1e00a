import type { HttpResponse } from '../http/http-message.ts';

/** An error by its name in DynamoDB's protocol. */
export interface WireError {
  name: string;
  message: string;
}

/** The name spaces that DynamoDB writes before an error's name: its own, and those of the framework below it. */
const OWN = 'com.amazonaws.dynamodb.v20120810';
const FRAMEWORK = 'com.amazon.coral.service';
const VALIDATION = 'com.amazon.coral.validate';
const AVAILABILITY = 'com.amazon.coral.availability';

const FRAMEWORK_ERRORS = new Set([
  'AccessDeniedException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

const OTHER_SPACES: Readonly<Record<string, string>> = {
  ThrottlingException: AVAILABILITY,
  ValidationException: VALIDATION,
};

/**
 * An error as DynamoDB responds with it: HTTP 400 by default, the name in `__type`; only AccessDeniedException and
 * SerializationException spell `Message` with a capital.
 * @param more members in addition to name and message, such as the reasons for throttling
 */
export function dynamoDbErrorResponse(error: WireError, status = 400, more: object = {}): HttpResponse {
  const space = OTHER_SPACES[error.name] ?? (FRAMEWORK_ERRORS.has(error.name) ? FRAMEWORK : OWN);
  const member = ['AccessDeniedException', 'SerializationException'].includes(error.name)
    ? 'Message'
    : 'message';
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: `${space}#${error.name}`, [member]: error.message, ...more }),
  };
}

/**
 * An error as API Gateway responds with it before the proxy is reached: HTTP 403, the name in a header, no `__type`.
 */
export function gatewayErrorResponse(error: WireError, status = 403): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.name },
    body: JSON.stringify({ message: error.message }),
  };
}

/**
 * API Gateway's response both to an unsigned request and to one for a path or method that it does not have.
 * @see https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden
 */
export const GATEWAY_MISSING_TOKEN: WireError = {
  name: 'MissingAuthenticationTokenException',
  message: 'Missing Authentication Token',
};
