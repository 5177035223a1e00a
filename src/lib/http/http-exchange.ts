import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { bodyReader } from './response-body.ts';

/** Allocates memory for a body of this length; it may be longer. */
export type AllocateBody = (sizeBytes: number) => Buffer<ArrayBuffer>;

/** An HTTP response whose body is the received bytes. */
export interface BytesResponse {
  status: number;
  /** By lower-case name; a repeated header's values are joined with a comma. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer<ArrayBuffer>;
}

export interface ExchangeOptions {
  /** The connection pool; Node's own unless given. */
  agent?: Agent | undefined;
  /** TLS included. */
  connectTimeoutMs: number;
  /** Milliseconds that a response may take to begin, or pause. */
  idleTimeoutMs: number;
  /** For everything, from the first byte sent to the last one received. */
  totalTimeoutMs: number;
  /** A response with a longer body is an error as soon as that is known. */
  maxBodyBytes: number;
  /** Gives the memory of the body of a response with status 200. */
  allocate?: AllocateBody | undefined;
  /** Aborts the request, which the server may still have carried out. */
  signal?: AbortSignal | undefined;
}

/**
 * Sends one POST over Node's own HTTP client and reads the response whole: every request leaves here, those of the
 * SDK's client, of bulk work and of the index proxy. A redirect is a response like any other. On any failure the
 * connection is destroyed, so that nothing of it keeps the process alive or is taken for the next response.
 * @param headers names and values in turn, `host` and `content-length` among them
 * @throws the connection's error, with Node's `code` (`HPE_…` for what is not HTTP); a `TimeoutError`, without a code
 *   where no connection was made; an `AbortError`; a `ResponseTooLarge`.
 */
export function postBytes(
  url: URL,
  path: string,
  headers: readonly string[],
  body: Uint8Array | string,
  options: ExchangeOptions,
): Promise<BytesResponse> {
  const { connectTimeoutMs, idleTimeoutMs, totalTimeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)({
      method: 'POST',
      host: hostOf(url),
      port: url.port,
      path,
      headers,
      agent: options.agent,
      timeout: idleTimeoutMs,
    });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
      request.destroy();
    };
    const onAbort = (): void => fail(abortError());
    const timer = setTimeout(
      () => fail(timeoutError('no complete response', totalTimeoutMs)),
      totalTimeoutMs,
    );
    request.on('error', fail);
    request.once('timeout', () => fail(timeoutError('no byte', idleTimeoutMs)));
    request.once('socket', (socket: Socket) => {
      limitConnecting(request, socket, connectTimeoutMs, url.protocol === 'https:', fail);
    });
    request.once('response', (message: IncomingMessage) => {
      const onBody = (bytes: Buffer<ArrayBuffer>): void => {
        settle();
        resolve({ status: message.statusCode ?? 0, headers: headersOf(message), body: bytes });
      };
      bodyReader(message, options, onBody, fail);
    });
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    request.end(body);
  });
}

/** An IPv6 address without its brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** Gives up a connection that is not made in time; a kept one is made already. */
function limitConnecting(
  request: ClientRequest,
  socket: Socket,
  timeoutMs: number,
  isSecure: boolean,
  fail: (error: Error) => void,
): void {
  if (request.reusedSocket || !socket.connecting) return;
  const timer = setTimeout(() => fail(connectTimeoutError(timeoutMs)), timeoutMs);
  const stop = (): void => clearTimeout(timer);
  socket.once(isSecure ? 'secureConnect' : 'connect', stop);
  socket.once('close', stop);
}

/** Only `set-cookie` is a list in Node's headers, and it is not used here. */
function headersOf({ headers }: IncomingMessage): BytesResponse['headers'] {
  const { 'set-cookie': cookies } = headers;
  return (
    cookies === undefined ? headers : { ...headers, 'set-cookie': cookies.join(', ') }
  ) as BytesResponse['headers'];
}

/** Without a code, by which a connection that was never made is recognised. */
export function connectTimeoutError(timeoutMs: number): Error {
  return Object.assign(new Error(`no connection within ${timeoutMs} ms`), { name: 'TimeoutError' });
}

function timeoutError(what: string, timeoutMs: number): Error {
  const error = new Error(`${what} within ${timeoutMs} ms`);
  return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

function abortError(): Error {
  return Object.assign(new Error('the request was aborted'), { name: 'AbortError' });
}
