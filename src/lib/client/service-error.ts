import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { RetryErrorType } from '@smithy/types';
import type { BytesAnswer } from './http-answer-parser.ts';
import { parseJson } from './parse-json.ts';

/** An error that the service answered, shaped as the SDK shapes its own. */
export interface ServiceError extends Error {
  $metadata: { httpStatusCode: number; requestId?: string };
}

/**
 * The error in an answer other than 200: its name from `__type`, else the header `x-amzn-errortype`; its other
 * members, such as `ThrottlingReasons`, kept. An answer that is not DynamoDB's becomes one named `Error`.
 */
export function serviceError({ status, headers, body }: BytesAnswer): ServiceError {
  const members = jsonObject(body);
  const { __type, message, Message, ...others } = members as Record<string, unknown>;
  const type = __type ?? headers['x-amzn-errortype']?.split(':')[0];
  const name = typeof type === 'string' ? (type.split('#').pop() ?? type) : 'Error';
  const text = String(message ?? Message ?? `HTTP ${status}`);
  const requestId = headers['x-amzn-requestid'];
  const metadata = { httpStatusCode: status, ...(requestId === undefined ? {} : { requestId }) };
  return Object.assign(new Error(text), others, { name, $metadata: metadata });
}

function jsonObject(body: Buffer): object {
  try {
    const value: unknown = parseJson(body.toString());
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** What kind of failure an error is, as the SDK's own retries see it. */
export function retryErrorType(error: unknown): RetryErrorType {
  const sdkError = error as Parameters<typeof isTransientError>[0];
  if (isThrottlingError(sdkError)) return 'THROTTLING';
  if (isTransientError(sdkError)) return 'TRANSIENT';
  return isServerError(sdkError) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
}
