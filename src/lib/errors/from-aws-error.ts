import { AutodyneError, isAutodyneError } from './autodyne-error.ts';
import {
  CERTIFICATE_CODES,
  type Fail,
  type FailureTarget,
  NO_TUNNEL,
  networkFailure,
  regionRefusal,
} from './network-failure.ts';
import { explainThrottling, throttlingReasons } from './throttling.ts';
import { cancellationReasons, explainCancellation, isPassing } from './transaction.ts';
import { WAYS } from './ways.ts';

export interface OperationContext extends FailureTarget {
  tableName: string;
  indexName?: string | undefined;
}

/** Error names that mean: the keys, the signature or the clock. */
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
  'RequestExpired',
  'RequestTimeTooSkewed',
]);

/** Error names to wait out and try again; the list of Programming.Errors.html in the developer guide. */
export const THROTTLING_ERRORS: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'TooManyRequestsException',
]);

/** Node's codes for a connection that was never made. */
const UNREACHED_CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  NO_TUNNEL,
]);

/** Node's codes for a connection that broke, TLS and garbled HTTP included. */
const BROKEN_CODES = /^(ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|EPROTO|ERR_(SSL|TLS)_.*|HPE_.*)$/;

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
  const httpStatus = shape.$metadata?.httpStatusCode;
  return {
    name: typeof shape.name === 'string' ? shape.name : 'Error',
    message: String(shape.message || shape.Message || error),
    // Codes are Node's. A service's response may have a member of that name, which says nothing about the network.
    code: typeof shape.code === 'string' && httpStatus === undefined ? shape.code : undefined,
    httpStatus,
    requestId: shape.$metadata?.requestId,
  };
}

/** The service refused the keys, the signature, or the time of the signature. */
export function isCredentialError(error: unknown): boolean {
  return CREDENTIAL_ERRORS.has(errorFacts(error).name);
}

/**
 * No connection was made at all: refused, unknown host, no route, or a time-out while connecting. So the request was
 * not carried out.
 */
export function neverConnected(error: unknown): boolean {
  const { name, code, httpStatus } = errorFacts(error);
  if (httpStatus !== undefined) return false;
  const { syscall } = (error ?? {}) as { syscall?: unknown };
  // A connection that was not made in time has a name and no code.
  return (
    UNREACHED_CODES.has(code ?? '') ||
    syscall === 'connect' ||
    (name === 'TimeoutError' && code === undefined)
  );
}

/** The bytes received are not HTTP, or damaged HTTP: another attempt may succeed. */
export function isGarbledHttp(error: unknown): boolean {
  return (errorFacts(error).code ?? '').startsWith('HPE_');
}

/** The failure is of the network (DNS, TCP, TLS, a time-out), not of the service. */
export function isNetworkError(error: unknown): boolean {
  const { name, code = '', httpStatus } = errorFacts(error);
  if (httpStatus !== undefined) return false;
  if (name === 'TimeoutError' || name === 'RequestTimeout' || neverConnected(error)) return true;
  return BROKEN_CODES.test(code) || CERTIFICATE_CODES.test(code);
}

/**
 * Turns an error of the AWS SDK into an {@link AutodyneError}: the single place that reads them, by name.
 * The service's own message is kept. What is not recognised is returned untouched: it is a bug and keeps its stack.
 */
export function fromAwsError(error: unknown, context: OperationContext): unknown {
  if (isAutodyneError(error)) return error;
  const facts = errorFacts(error);
  const fail: Fail = (code, message, suggestions = [], more = {}) => {
    const requestId = facts.requestId === undefined ? {} : { requestId: facts.requestId };
    const details = { operation: context.operation, awsError: facts.name, ...requestId, ...more };
    return new AutodyneError(code, message, { cause: error, suggestions, details });
  };
  if (facts.name === 'CRC32CheckFailed') return damagedResponse(facts, context, fail);
  if (facts.name === 'ResponseTooLarge') return foreignResponse(facts.message, context, fail);
  if (isNetworkError(error)) return networkFailure(error, facts, context, fail);
  if (isCredentialError(error)) return credentialFailure(facts, context, fail);
  if (THROTTLING_ERRORS.has(facts.name)) return throttlingFailure(error, facts, context, fail);
  return byExceptionName(error, facts, context, fail) ?? byHttpStatus(facts, context, fail) ?? error;
}

function damagedResponse(
  { message }: ErrorFacts,
  { operation }: OperationContext,
  fail: Fail,
): AutodyneError {
  const text = `the response was changed in transit: ${message} (${operation}, after retries)`;
  return fail('Unreachable', text, ['check the proxies and tunnels between this machine and DynamoDB']);
}

function credentialFailure(
  { name, message }: ErrorFacts,
  context: OperationContext,
  fail: Fail,
): AutodyneError {
  // Some servers add the string that they signed, session token included.
  const text = message.split(/\s*The Canonical String/)[0] ?? '';
  if (/^ExpiredToken/.test(name)) {
    return fail('CredentialsRefused', `${name}: ${text}`, [
      'AUTODYNE_AWS_SESSION_TOKEN has expired: get new temporary credentials',
    ]);
  }
  const keys = [WAYS.checkKeys, WAYS.checkClock];
  return regionRefusal(name, text, context, fail) ?? fail('CredentialsRefused', `${name}: ${text}`, keys);
}

function throttlingFailure(
  error: unknown,
  { name, message }: ErrorFacts,
  { operation }: OperationContext,
  fail: Fail,
): AutodyneError {
  const reasons = throttlingReasons(error);
  const explained = reasons.map(explainThrottling);
  const texts = [...new Set(explained.map(({ text }) => text))];
  const cures = explained.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion]));
  return fail(
    'Throttled',
    [`${name}: ${message} (${operation}, after retries)`, ...texts].join('; '),
    [...new Set([...cures, WAYS.tryLater])],
    reasons.length === 0 ? {} : { throttlingReasons: reasons },
  );
}

function byExceptionName(
  error: unknown,
  { name, message }: ErrorFacts,
  context: OperationContext,
  fail: Fail,
): AutodyneError | undefined {
  const { operation, tableName, indexName } = context;
  const table = `table "${tableName}"`;
  switch (name) {
    case 'ResourceNotFoundException':
      return indexName && /index/i.test(message)
        ? fail('IndexNotFound', `index "${indexName}" of ${table} does not exist: ${message}`)
        : fail('TableNotFound', `${table} does not exist: ${message}`, [WAYS.checkTable]);
    case 'ValidationException':
      return indexFailure(message, context, fail);
    case 'ConditionalCheckFailedException':
      return fail('ConditionFailed', `the condition is false: ${message}`);
    case 'TransactionCanceledException': {
      const reasons = cancellationReasons(error);
      const isCondition = reasons.some(({ code }) => code === 'ConditionalCheckFailed');
      const code = isCondition ? 'ConditionFailed' : isPassing(reasons) ? 'Throttled' : 'RefusedByService';
      const why = reasons.length === 0 ? message : explainCancellation(reasons);
      return fail(code, `the transaction was canceled; nothing was changed: ${why}`, [], { reasons });
    }
    case 'TransactionConflictException':
    case 'TransactionInProgressException':
      return fail('Throttled', `${name}: ${message} (${operation}, after retries)`, ['try again']);
    case 'AccessDeniedException':
      return fail('AccessDenied', `${name}: ${message}`, [
        operation === 'UpdateTable'
          ? 'these credentials cannot call UpdateTable; index changes go through the proxy, unless AUTODYNE_PROXY_URL is direct'
          : 'these credentials do not allow it: the add-on grants item operations and DescribeTable on its own table',
      ]);
    // DynamoDB Local and batches of statements name it without "Exception".
    case 'DuplicateItem':
    case 'DuplicateItemException':
      return fail('AlreadyExists', `the item already exists: ${message}`);
    case 'ResourceInUseException':
      return operation === 'CreateTable'
        ? fail('AlreadyExists', `${table} already exists: ${message}`)
        : fail('RefusedByService', `${table} is being changed: ${message} (${operation})`, [
            WAYS.waitForTable,
          ]);
    default:
      return undefined;
  }
}

/** Reads of an index that is not there, or not yet; DynamoDB refuses them like requests that are wrong in themselves. */
function indexFailure(message: string, context: OperationContext, fail: Fail): AutodyneError | undefined {
  const { indexName, operation, tableName } = context;
  const index = indexName === undefined ? 'the index' : `index "${indexName}"`;
  const details = indexName === undefined ? {} : { index: indexName };
  if (/does not have the specified index/i.test(message)) {
    const text = `${index} of table "${tableName}" does not exist: ${message}`;
    return fail('IndexNotFound', text, [WAYS.listIndexes], details);
  }
  if (!/backfilling global secondary index/i.test(message)) return undefined;
  const text = `${index} of table "${tableName}" cannot be read yet: ${message} (${operation})`;
  return fail('RefusedByService', text, [WAYS.waitForIndex], details);
}

/** Error names that are not known here, and responses that are not DynamoDB's, by their HTTP status. */
function byHttpStatus(facts: ErrorFacts, context: OperationContext, fail: Fail): AutodyneError | undefined {
  const { name, message, httpStatus } = facts;
  if (httpStatus === undefined) return undefined;
  const { operation, endpointUrl = 'DynamoDB' } = context;
  // The SDK's names for a response without a name in it, and for one that is no JSON.
  const isForeign = ['Unknown', 'SyntaxError', 'Error'].includes(name);
  const text = isForeign ? `HTTP ${httpStatus}` : `${name}: ${message}`;
  if (httpStatus >= 500) {
    return fail('Unreachable', `${text} (${operation}, after retries)`, [
      'the service has a temporary problem: try again later',
    ]);
  }
  if (httpStatus === 407) {
    return fail('Unreachable', `HTTP proxy authentication required to reach ${endpointUrl} (HTTP 407)`, [
      'set the user and password in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
    ]);
  }
  if (!isForeign) return fail('RefusedByService', `${text} (${operation})`);
  return foreignResponse(text, context, fail);
}

function foreignResponse(why: string, context: OperationContext, fail: Fail): AutodyneError {
  const { operation, endpointUrl = 'DynamoDB' } = context;
  return fail('Unreachable', `the server at ${endpointUrl} is not DynamoDB: ${why} (${operation})`, [
    WAYS.checkEndpoint,
  ]);
}
