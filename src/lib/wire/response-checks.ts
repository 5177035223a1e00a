import { crc32 } from 'node:zlib';
import type { BytesResponse } from '../http/http-exchange.ts';
import { BYTE, skipBlanks, valueEnd, walkObject } from '../json/json-scanner.ts';

/** True for a JSON content type and a body that is an object, as in all of DynamoDB's responses. */
export function isJsonResponse({ headers, body }: Pick<BytesResponse, 'headers' | 'body'>): boolean {
  return (headers['content-type'] ?? '').includes('json') && body[skipBlanks(body, 0)] === BYTE.openBrace;
}

/**
 * True where a body names an error in its own `__type`: then it is an error, whatever the HTTP status. An item may have
 * an attribute of that name, which does not count.
 */
export function isErrorBody(body: Buffer): boolean {
  if (!body.includes('"__type"')) return false;
  let isError = false;
  try {
    walkObject(body, (name, start) => {
      isError ||= name === '"__type"';
      return valueEnd(body, start);
    });
  } catch {
    // Invalid JSON is not an error of DynamoDB's either; its reader reports it.
    return false;
  }
  return isError;
}

/**
 * Compares a body with its `x-amz-crc32`, which the SDK does not do.
 * @throws an error named `CRC32CheckFailed`, which the retry policy counts as transient
 */
export function checkResponseChecksum({ headers, body }: Pick<BytesResponse, 'headers' | 'body'>): void {
  const expected = headers['x-amz-crc32'];
  if (expected === undefined) return;
  const actual = crc32(body);
  if (Number(expected) === actual) return;
  const error = new Error(`x-amz-crc32 is ${expected}, but the checksum of the body is ${actual}`);
  throw markTransient(Object.assign(error, { name: 'CRC32CheckFailed' }));
}

/** Lets the retry policy try again, by the mark that the SDK's retries use. */
export function markTransient<E extends Error>(error: E): E {
  return Object.assign(error, { $retryable: { throttling: false } });
}

/** Members of DynamoDB's errors; see {@link errorMembers}. */
const ERROR_MEMBERS = new Set(
  [
    '__type',
    'message',
    'Message',
    'Item',
    'CancellationReasons',
    'ThrottlingReasons',
    'throttlingReasons',
  ].map((name) => JSON.stringify(name)),
);

/**
 * The body of an error with only those members that DynamoDB's errors have: the SDK puts all of them on its error,
 * where a server's `code` or `$retryable` would be taken for Node's and the SDK's own. A body that is no JSON object
 * stays as it is.
 */
export function errorMembers(body: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  const kept: string[] = [];
  try {
    walkObject(body, (name, start) => {
      const end = valueEnd(body, start);
      if (ERROR_MEMBERS.has(name)) kept.push(`${name}:${body.toString('utf8', start, end)}`);
      return end;
    });
  } catch {
    return body;
  }
  return Buffer.from(`{${kept.join(',')}}`);
}
