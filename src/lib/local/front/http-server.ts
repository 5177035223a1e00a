import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { errorFacts } from '../../errors/from-aws-error.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import { dynamoDbErrorResponse } from '../../proxy/error-responses.ts';
import { MAX_BATCH_BYTES } from '../../wire/request-limits.ts';
import type { FrontResponse } from './dynamodb-front.ts';
import type { HeldResponse } from './held-response.ts';

export type RequestHandler = (request: HttpRequest) => Promise<FrontResponse>;

export interface LoopbackServer {
  readonly port: number;
  /** Takes no more connections, lets requests under way finish for a moment, then closes them. */
  close(): Promise<void>;
}

/** As long as AWS's: connections that a client keeps must not outlive the server's. */
const KEEP_ALIVE_MS = 60_000;
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Serves HTTP on the loopback address, at `port` or at a free one (0).
 * @throws AutodyneError `InvalidUsage` when the port is taken.
 */
export async function serveLoopback(port: number, reply: RequestHandler): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    respond(request, response, reply).catch(() => response.destroy());
  });
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => close(server),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve).once('error', (error) => reject(portError(port, error)));
    server.listen(port, '127.0.0.1');
  });
}

function portError(port: number, error: Error): AutodyneError {
  const { code, message } = errorFacts(error);
  const problem =
    code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used: ${code ?? message}`;
  return new AutodyneError('InvalidUsage', `port ${port} ${problem}`, {
    cause: error,
    details: { port, code },
    suggestions: ['use another port, or any free port: --port 0'],
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
  await closed;
  clearTimeout(timer);
}

async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  reply: RequestHandler,
): Promise<void> {
  const body = await readBody(message);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const request = {
    method: message.method ?? '',
    path: originForm(message.url ?? '/'),
    headers: headersOf(message),
    body,
  };
  const result = await reply(request).catch(unavailable);
  if ('status' in result) sendResponse(response, result);
  else if ('chunks' in result) sendHeld(response, result);
  else await passThrough(result, response);
}

/** A target in absolute form (`http://host/path`), as clients send it to a proxy, means the same here. */
function originForm(target: string): string {
  return target.replace(/^https?:\/\/[^/?]*/i, '').replace(/^(?!\/)/, '/');
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    // A body that is too long is still read to its end: only then does its sender read our response.
    if (sizeBytes <= MAX_BATCH_BYTES) chunks.push(chunk);
  }
  if (sizeBytes > MAX_BATCH_BYTES) return undefined;
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function headersOf(message: IncomingMessage): HttpRequest['headers'] {
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return headers;
}

/** The backend failed: DynamoDB's own error for that, which clients retry. */
function unavailable(error: unknown): HttpResponse {
  const { code, message } = errorFacts(error);
  return dynamoDbErrorResponse(
    { name: 'InternalServerError', message: `the engine: ${code ?? message}` },
    500,
  );
}

function sendResponse(response: ServerResponse, reply: HttpResponse): void {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-length': body.length,
    'x-amz-crc32': crc32(body),
    'x-amzn-requestid': newRequestId(),
  });
  response.end(body);
}

const PASSED_HEADERS = ['content-type', 'content-length', 'x-amz-crc32'];

function sendHeld(response: ServerResponse, held: HeldResponse): void {
  passHead(response, held);
  for (const chunk of held.chunks.slice(0, -1)) response.write(chunk);
  response.end(held.chunks.at(-1));
}

function passHead(response: ServerResponse, reply: Pick<HeldResponse, 'headers' | 'statusCode'>): void {
  const requestId = reply.headers['x-amzn-requestid'];
  response.setHeader('x-amzn-requestid', typeof requestId === 'string' ? requestId : newRequestId());
  for (const name of PASSED_HEADERS) {
    const value = reply.headers[name];
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(reply.statusCode);
}

/** Passes the backend's response on as it arrives, without collecting or reading it. */
async function passThrough(reply: IncomingMessage, response: ServerResponse): Promise<void> {
  passHead(response, { headers: reply.headers, statusCode: reply.statusCode ?? 500 });
  // By hand: stream.pipeline costs more than everything else here, for each of thousands of small responses.
  await new Promise<void>((resolve, reject) => {
    reply.once('error', reject);
    response.once('error', reject);
    response.once('close', () => {
      reply.destroy();
      resolve();
    });
    reply.pipe(response);
  });
}

/** 52 capital letters and digits, as DynamoDB's are. */
function newRequestId(): string {
  return Array.from(randomBytes(52), (byte) => (byte % 32).toString(32).toUpperCase()).join('');
}
