import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { RetryErrorType } from '@smithy/types';
import type { BytesResponse } from '../http/http-exchange.ts';
import type { HttpHeaders } from '../http/http-message.ts';
import { isJsonObject, memberOf, parseJson } from '../json/parse-json.ts';
import { decodeValues } from './attribute-bytes.ts';
import { itemShape } from './item-shape.ts';
import { notDynamoDb } from './response-shape.ts';

/** An error response of the service, in the shape of the SDK's errors. */
export interface ServiceError extends Error {
  $metadata: { httpStatusCode: number; requestId?: string };
}

/**
 * The error in a response other than 200: its name from `__type`, else the header `x-amzn-errortype`. Of its other
 * members only those that DynamoDB's errors have are copied: a foreign `code` or `$retryable` would be taken for Node's
 * and the SDK's own. A response that is not DynamoDB's becomes an error named `Error`.
 * @throws AutodyneError `Unreachable` for an item in it that cannot be read: without it, the error would say that there is none
 */
export function serviceError(operation: string, { status, headers, body }: BytesResponse): ServiceError {
  const json = jsonObjectOf(body.toString()) ?? {};
  const { Item, CancellationReasons, ThrottlingReasons, throttlingReasons } = json;
  const { name = 'Error', message = `HTTP ${status}` } = errorFields(json, headers);
  const requestId = headers['x-amzn-requestid'];
  const metadata = { httpStatusCode: status, ...(requestId === undefined ? {} : { requestId }) };
  if (Array.isArray(CancellationReasons))
    for (const one of CancellationReasons) readItem(operation, memberOf(one, 'Item'));
  const reasons = { CancellationReasons, ThrottlingReasons: ThrottlingReasons ?? throttlingReasons };
  return Object.assign(new Error(message), reasons, readItem(operation, Item), { name, $metadata: metadata });
}

/** The item on which a condition failed, where it was requested. */
function readItem(operation: string, item: unknown): { Item?: unknown } {
  if (item === undefined || item === null) return {};
  const problem = binaryProblem(item) ?? itemShape(item, 'Item');
  if (problem !== undefined) throw notDynamoDb(operation, problem);
  return { Item: item };
}

/** Decodes the item's binary, in place. */
function binaryProblem(item: unknown): string | undefined {
  try {
    decodeValues(item);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * An AWS service's error: its name from `__type`, else the header `x-amzn-errortype`, both without prefix and suffix;
 * its message from `message` or `Message`.
 * @param json the body
 */
export function errorFields(
  json: Readonly<Record<string, unknown>>,
  headers: HttpHeaders,
): { name: string | undefined; message: string | undefined } {
  const type = json['__type'] ?? headers['x-amzn-errortype']?.split(':')[0];
  const text = json['message'] ?? json['Message'];
  return {
    name: typeof type === 'string' ? (type.split('#').pop() ?? type) : undefined,
    message: typeof text === 'string' ? text : undefined,
  };
}

/** The object that the text is the JSON of; `undefined` for any other text. */
export function jsonObjectOf(json: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The kind of failure by which the SDK's own retries decide. */
export function retryErrorType(error: unknown): RetryErrorType {
  const sdkError = error as Parameters<typeof isTransientError>[0];
  if (isThrottlingError(sdkError)) return 'THROTTLING';
  if (isTransientError(sdkError)) return 'TRANSIENT';
  return isServerError(sdkError) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
}
