import { AutodyneError, type AutodyneErrorOptions, type ErrorCode } from './autodyne-error.ts';

/** What was being done when the service, or the way to it, failed. */
export interface OperationContext {
  /** The operation as AWS names it, such as `GetItem`. */
  operation: string;
  tableName: string;
  indexName?: string | undefined;
  /** Where the request went, for "cannot reach" messages. */
  endpointUrl?: string | undefined;
}

const CREDENTIAL_ERRORS = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
  'InvalidClientTokenId',
  'ExpiredTokenException',
  'ExpiredToken',
]);

/** Error names to wait out and try again; the list of Programming.Errors.html in the developer guide. */
export const THROTTLING_ERRORS: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'TooManyRequestsException',
]);

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
]);

interface ErrorFacts {
  name: string;
  message: string;
  code: string | undefined;
  httpStatus: number | undefined;
  requestId: string | undefined;
}

/** Reads an unknown thrown value the way the SDK and Node shape theirs, without `instanceof`. */
export function errorFacts(error: unknown): ErrorFacts {
  const shape = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    message?: unknown;
    Message?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number; requestId?: string };
  };
  return {
    name: typeof shape.name === 'string' ? shape.name : 'Error',
    message: String(shape.message || shape.Message || error),
    code: typeof shape.code === 'string' ? shape.code : undefined,
    httpStatus: shape.$metadata?.httpStatusCode,
    requestId: shape.$metadata?.requestId,
  };
}

/** Whether `error` came from the way to the service (DNS, TCP, TLS, a time-out) and not from the service. */
export function isNetworkError(error: unknown): boolean {
  const { name, code } = errorFacts(error);
  return (
    name === 'TimeoutError' || name === 'RequestTimeout' || (code !== undefined && NETWORK_CODES.has(code))
  );
}

/**
 * Turns an error of the AWS SDK into an {@link AutodyneError}: the single place that reads them, by name.
 * The service's own words are kept. What is not recognised is returned untouched: it is a bug and keeps its stack.
 */
export function fromAwsError(error: unknown, context: OperationContext): unknown {
  if (error instanceof AutodyneError) return error;
  const facts = errorFacts(error);
  const fail = (code: ErrorCode, message: string, suggestions: readonly string[] = []): AutodyneError => {
    const details: Record<string, unknown> = { operation: context.operation, awsError: facts.name };
    if (facts.requestId) details['requestId'] = facts.requestId;
    const options: AutodyneErrorOptions = { cause: error, suggestions, details };
    return new AutodyneError(code, message, options);
  };

  if (isNetworkError(error)) {
    const target = context.endpointUrl ?? 'DynamoDB';
    return fail('Unreachable', `cannot reach ${target}: ${facts.code ?? facts.name} (${context.operation})`, [
      'check the network, AUTODYNE_ENDPOINT_URL and HTTPS_PROXY; for a local table start `autodyne local`',
    ]);
  }
  if (CREDENTIAL_ERRORS.has(facts.name)) {
    return fail('CredentialsRefused', `${facts.name}: ${facts.message}`, [
      'check AUTODYNE_AWS_ACCESS_KEY_ID and AUTODYNE_AWS_SECRET_ACCESS_KEY, or fetch them anew: autodyne config pull --app APP',
      'a clock that is more than five minutes off is refused too: autodyne doctor',
    ]);
  }
  if (THROTTLING_ERRORS.has(facts.name)) {
    return fail('Throttled', `${facts.name}: ${facts.message} (${context.operation}, after retries)`, [
      'try again later, or with a longer --timeout',
    ]);
  }
  return byExceptionName(error, facts, context, fail);
}

function byExceptionName(
  error: unknown,
  facts: ErrorFacts,
  context: OperationContext,
  fail: (code: ErrorCode, message: string, suggestions?: readonly string[]) => AutodyneError,
): unknown {
  const table = `table "${context.tableName}"`;
  switch (facts.name) {
    case 'ResourceNotFoundException':
      return context.indexName && /index/i.test(facts.message)
        ? fail('IndexNotFound', `index "${context.indexName}" of ${table} does not exist: ${facts.message}`)
        : fail('TableNotFound', `${table} does not exist: ${facts.message}`, [
            'check AUTODYNE_TABLE_NAME and AUTODYNE_AWS_DEFAULT_REGION: autodyne config',
          ]);
    case 'ConditionalCheckFailedException':
      return fail('ConditionFailed', `the condition does not hold: ${facts.message}`);
    case 'AccessDeniedException':
      return fail(
        'AccessDenied',
        `AccessDeniedException: ${facts.message}`,
        context.operation === 'UpdateTable'
          ? ['these credentials may not call UpdateTable; index changes go through the proxy: autodyne index']
          : [
              'these credentials do not allow it: the add-on grants item operations and DescribeTable on its own table',
            ],
      );
    case 'ResourceInUseException':
      return fail('AlreadyExists', `${table} is in use: ${facts.message}`);
    case 'ValidationException':
    case 'SerializationException':
    case 'ItemCollectionSizeLimitExceededException':
    case 'LimitExceededException':
      return fail('RefusedByService', `${facts.name}: ${facts.message} (${context.operation})`);
    default:
      if (facts.httpStatus !== undefined && facts.httpStatus >= 500) {
        return fail(
          'Unreachable',
          `${facts.name}: ${facts.message} (${context.operation}, HTTP ${facts.httpStatus})`,
        );
      }
      if (facts.httpStatus !== undefined && facts.httpStatus >= 400) {
        return fail('RefusedByService', `${facts.name}: ${facts.message} (${context.operation})`);
      }
      return error;
  }
}
