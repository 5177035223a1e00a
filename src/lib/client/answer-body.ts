import { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import type { DeserializeMiddleware } from '@smithy/types';

/** Gives memory for an answer of this length; what it gives may be longer. */
export type AllocateBody = (sizeBytes: number) => Buffer<ArrayBuffer>;

export interface BodyOptions {
  /** An answer that pauses for longer is given up, and asked for again. */
  idleTimeoutMs: number;
}

/** The name of the middleware that {@link addBodyCheck} adds; what is put before it sees bodies as bytes. */
export const BODY_CHECK = 'autodyneBodyCheck';

const UNKNOWN_LENGTH = 64 * 1024;

/**
 * Reads the body of an answer whole, and checks it against `x-amz-crc32`, which the SDK leaves undone.
 * @throws an error that the retry policy counts as transient: a body that ends early (`ECONNRESET`), that stalls
 *   (`TimeoutError`), or that was changed on its way (`CRC32CheckFailed`).
 */
function readBody(answer: IncomingMessage, options: BodyOptions): Promise<Buffer<ArrayBuffer>> {
  const expected = answer.headers['x-amz-crc32'];
  const length = answer.headers['content-length'];
  const { socket } = answer;
  return new Promise((resolve, reject) => {
    let body = Buffer.allocUnsafeSlow(length === undefined ? UNKNOWN_LENGTH : Number(length));
    let size = 0;
    let checksum = 0;
    const onTimeout = (): void => {
      answer.destroy(
        Object.assign(new Error(`no byte for ${options.idleTimeoutMs} ms`), {
          name: 'TimeoutError',
          code: 'ETIMEDOUT',
        }),
      );
    };
    socket.setTimeout(options.idleTimeoutMs, onTimeout);
    answer.on('data', (chunk: Buffer) => {
      if (size + chunk.length > body.length) body = grown(body, size, size + chunk.length);
      body.set(chunk, size);
      size += chunk.length;
      if (expected !== undefined) checksum = crc32(chunk, checksum);
    });
    finished(answer, { writable: false }, (error) => {
      socket.removeListener('timeout', onTimeout);
      socket.setTimeout(0);
      if (error) reject(cutShort(error));
      else if (expected === undefined || Number(expected) === checksum) resolve(body.subarray(0, size));
      else reject(checksumError(expected, checksum));
    });
  });
}

function grown(body: Buffer<ArrayBuffer>, size: number, needed: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, body.length * 2));
  larger.set(body.subarray(0, size));
  return larger;
}

function cutShort(error: Error): Error {
  if (error.name === 'TimeoutError') return error;
  return Object.assign(new Error('the answer ended early', { cause: error }), { code: 'ECONNRESET' });
}

/** @throws an error that the retry policy counts as transient, for a body that was changed on its way. */
export function checkChecksum(answer: {
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}): void {
  const expected = answer.headers['x-amz-crc32'];
  const actual = expected === undefined ? 0 : crc32(answer.body);
  if (expected !== undefined && Number(expected) !== actual) throw checksumError(expected, actual);
}

function checksumError(expected: string | string[], actual: number): Error {
  const error = new Error(`x-amz-crc32 is ${expected}, but that of the body is ${actual}`);
  return markTransient(Object.assign(error, { name: 'CRC32CheckFailed' }));
}

/** Lets the retry policy try again, in the way in which the SDK's retries know it. */
export function markTransient<E extends Error>(error: E): E {
  return Object.assign(error, { $retryable: { throttling: false } });
}

/** Lets `client` take no answer whose bytes are too few, too late or not those that were sent. */
export function addBodyCheck(client: DynamoDBClient, options: BodyOptions): void {
  const checkBody: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => async (args) => {
    const result = await next(args);
    const answer = result.response as { body?: unknown };
    if (answer.body instanceof IncomingMessage) answer.body = asBytes(await readBody(answer.body, options));
    return result;
  };
  client.middlewareStack.addRelativeTo(checkBody, {
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
    name: BODY_CHECK,
  });
}

/** The SDK gives the array that it is handed another prototype: it gets one of its own. */
function asBytes(body: Buffer): Uint8Array {
  return new Uint8Array(body.buffer, body.byteOffset, body.length);
}
