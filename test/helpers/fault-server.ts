import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import {
  type Fault,
  type FaultRequest,
  type FaultScript,
  JSON_TYPE,
  type ScriptedResponse,
} from './faults.ts';

/** A loopback server between a client and the real engine, where things go wrong as a script says. */
export interface FaultServer {
  readonly url: string;
  /** Every request that came, in order. */
  readonly requests: FaultRequest[];
  /** The number of connections so far. */
  readonly connections: number;
  /** Can be replaced at any time; applies to later requests. */
  script: FaultScript;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface FaultServerOptions {
  script?: FaultScript;
  /** Speak HTTPS with this certificate. */
  tls?: { key: string; cert: string };
  /** Headers added to every response, such as a `date` of a wrong clock. */
  headers?: Record<string, string>;
  /** The pages of a scan end after so many items: a table of some kilobytes has as many pages as one of megabytes. */
  pageItems?: number;
}

/**
 * Starts a fault server before `targetUrl`; all passes until a script says otherwise. The host header is handed on,
 * so that signatures stay valid. Close it with `await using`.
 */
export async function startFaultServer(
  targetUrl: string,
  options: FaultServerOptions = {},
): Promise<FaultServer> {
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, number>();
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // A client that hung up, and a connection that was cut, are what this server is for.
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  };
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming, counts);
    faults.requests.push(request);
    const fault = withHeaders(faults.script(request), options.headers);
    await strike(fault, request, outgoing, async (body = withLimit(request, options.pageItems)) => {
      const response = await forward(targetUrl, agent, request, body);
      return { ...response, headers: { ...response.headers, ...options.headers } };
    });
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const faults: FaultServer = {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests: [],
    get connections() {
      return connections;
    },
    script: options.script ?? (() => undefined),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return faults;
}

function withHeaders(fault: Fault | undefined, headers: Record<string, string> = {}): Fault | undefined {
  if (fault === undefined || !('response' in fault)) return fault;
  return { response: { ...fault.response, headers: { ...fault.response.headers, ...headers } } };
}

/** The body of a scan that says no limit of its own, with this one; `undefined` where it is to stay as it is. */
function withLimit({ operation, body }: FaultRequest, pageItems: number | undefined): unknown {
  if (operation !== 'Scan' || pageItems === undefined) return undefined;
  const input = JSON.parse(body.toString()) as { Limit?: number };
  return input.Limit === undefined ? { ...input, Limit: pageItems } : undefined;
}

type Forward = (body?: unknown) => Promise<ScriptedResponse>;

async function strike(
  fault: Fault | undefined,
  request: FaultRequest,
  outgoing: ServerResponse,
  pass: Forward,
): Promise<void> {
  if (fault === undefined) return send(outgoing, await pass());
  if ('response' in fault) return send(outgoing, fault.response);
  if ('silent' in fault) return;
  if ('respondAfter' in fault) {
    await pass();
    return send(outgoing, fault.respondAfter);
  }
  if ('body' in fault) {
    const response = await pass();
    return send(outgoing, { ...response, body: fault.body(response.body ?? '') });
  }
  if ('delayMs' in fault) {
    await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    return send(outgoing, await pass());
  }
  if ('cut' in fault) {
    if (fault.cut === 'before') return void outgoing.destroy();
    const { status, headers, body = '' } = await pass();
    if (fault.cut === 'after') return void outgoing.destroy();
    outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    outgoing.write(body.slice(0, Math.ceil(body.length / 2)), () => outgoing.destroy());
    return;
  }
  if ('unprocessed' in fault) return send(outgoing, await partOfBatch(request, fault.unprocessed, pass));
  const response = await pass();
  return send(outgoing, asJson(fault.change(JSON.parse(response.body ?? '{}'))));
}

function send(outgoing: ServerResponse, { status, headers, body = '' }: ScriptedResponse): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function asJson(value: unknown): ScriptedResponse {
  const body = JSON.stringify(value);
  return { status: 200, headers: { 'content-type': JSON_TYPE, 'x-amz-crc32': String(crc32(body)) }, body };
}

async function readRequest(incoming: IncomingMessage, counts: Map<string, number>): Promise<FaultRequest> {
  const body = await buffer(incoming);
  const target = incoming.headers['x-amz-target'] ?? incoming.headers['x-target'];
  const operation =
    String(target ?? '')
      .split('.')
      .pop() ?? '';
  const attempt = (counts.get(operation) ?? 0) + 1;
  counts.set(operation, attempt);
  const { method = '', url = '', headers } = incoming;
  return { operation, attempt, method, path: url, headers, body };
}

async function forward(
  targetUrl: string,
  agent: Agent,
  request: FaultRequest,
  body: unknown,
): Promise<ScriptedResponse> {
  const bytes = body === undefined ? request.body : Buffer.from(JSON.stringify(body));
  const { method, path } = request;
  const headers = { ...request.headers, 'content-length': String(bytes.length) };
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(new URL(path, targetUrl), { method, headers, agent }, resolve)
      .once('error', reject)
      .end(bytes);
  });
  const { 'transfer-encoding': _, connection: __, ...kept } = incoming.headers;
  return {
    status: incoming.statusCode ?? 0,
    headers: kept as Record<string, string>,
    body: (await buffer(incoming)).toString(),
  };
}

/** The requests to one table: a list of writes, or the keys to read with their options. */
type Batch = unknown[] | { Keys: unknown[] };

/** Sends a batch without its last `count` requests, and returns those as unprocessed. */
async function partOfBatch(request: FaultRequest, count: number, pass: Forward): Promise<ScriptedResponse> {
  const whole = JSON.parse(request.body.toString()) as { RequestItems: Record<string, Batch> };
  const done: Record<string, Batch> = {};
  const left: Record<string, Batch> = {};
  let toLeave = count;
  for (const [table, batch] of Object.entries(whole.RequestItems).reverse()) {
    const list = Array.isArray(batch) ? batch : batch.Keys;
    const size = list.length - Math.min(toLeave, list.length);
    toLeave -= list.length - size;
    const withOnly = (part: unknown[]): Batch => (Array.isArray(batch) ? part : { ...batch, Keys: part });
    if (size > 0) done[table] = withOnly(list.slice(0, size));
    if (size < list.length) left[table] = withOnly(list.slice(size));
  }
  const isRead = request.operation === 'BatchGetItem';
  const unprocessed = { [isRead ? 'UnprocessedKeys' : 'UnprocessedItems']: left };
  if (Object.keys(done).length === 0) return asJson({ ...(isRead ? { Responses: {} } : {}), ...unprocessed });
  const response = await pass({ ...whole, RequestItems: done });
  if (response.status !== 200) return response;
  return asJson({ ...(JSON.parse(response.body ?? '{}') as object), ...unprocessed });
}
