import type { IncomingMessage } from 'node:http';
import type { ExchangeOptions } from './http-exchange.ts';

/** Memory for a body of unknown length, to begin with; doubled when it is full. */
const UNKNOWN_LENGTH = 64 * 1024;

/**
 * Reads the body of a response into one piece of memory, in linear time however small its chunks are; `onBody` gets it
 * whole, or `onError` the error. No more than `maxBodyBytes` is allocated, whatever length the response claims.
 */
export function bodyReader(
  message: IncomingMessage,
  { maxBodyBytes, allocate }: Pick<ExchangeOptions, 'maxBodyBytes' | 'allocate'>,
  onBody: (body: Buffer<ArrayBuffer>) => void,
  onError: (error: Error) => void,
): void {
  const length = lengthOf(message);
  if (length !== undefined && length > maxBodyBytes) {
    onError(tooLargeError(maxBodyBytes));
    return;
  }
  const isWanted = allocate !== undefined && message.statusCode === 200;
  let body: Buffer<ArrayBuffer> | undefined;
  let size = 0;
  let isDone = false;
  const fail = (error: Error): void => {
    if (!isDone) onError(error);
    isDone = true;
  };
  message.on('data', (chunk: Buffer<ArrayBuffer>) => {
    // Most responses come in one chunk: it is the body, unless it must be in other memory.
    if (chunk.length === length && !isWanted) {
      body = chunk;
      size = chunk.length;
      return;
    }
    body ??= newMemory(length ?? UNKNOWN_LENGTH, isWanted && length !== undefined ? allocate : undefined);
    const needed = size + chunk.length;
    if (needed > maxBodyBytes) {
      fail(tooLargeError(maxBodyBytes));
      return;
    }
    if (needed > body.length)
      body = grown(body, size, Math.min(Math.max(needed, body.length * 2), maxBodyBytes));
    chunk.copy(body, size);
    size = needed;
  });
  message.once('end', () => {
    if (isDone || !message.complete) return;
    isDone = true;
    body ??= newMemory(0);
    onBody(isWanted && length === undefined ? copied(body, size, allocate) : body.subarray(0, size));
  });
  message.once('error', (error) => fail(cutShort(error)));
  message.once('close', () => {
    // Every response ends so: an error that is not used would still cost its stack trace.
    if (!isDone) fail(cutShort());
  });
}

/** As Node's parser accepted it: digits, once. */
function lengthOf({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

function newMemory(sizeBytes: number, allocate = Buffer.allocUnsafeSlow): Buffer<ArrayBuffer> {
  return allocate(sizeBytes);
}

function grown(body: Buffer<ArrayBuffer>, size: number, capacity: number): Buffer<ArrayBuffer> {
  return copied(body, size, () => Buffer.allocUnsafeSlow(capacity), capacity);
}

function copied(
  body: Buffer<ArrayBuffer>,
  size: number,
  allocate: (sizeBytes: number) => Buffer<ArrayBuffer>,
  capacity = size,
): Buffer<ArrayBuffer> {
  const memory = allocate(capacity);
  body.copy(memory, 0, 0, size);
  return memory.subarray(0, capacity);
}

function cutShort(cause?: Error): Error {
  return Object.assign(new Error('the response ended early', { cause }), { code: 'ECONNRESET' });
}

function tooLargeError(maxBodyBytes: number): Error {
  const error = new Error(`the response is longer than ${maxBodyBytes / 1024 / 1024} MiB`);
  return Object.assign(error, { name: 'ResponseTooLarge' });
}
