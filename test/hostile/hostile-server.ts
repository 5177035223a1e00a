import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Called for each request: sends something that a correct server would not. */
export type Misbehaviour = (socket: Socket, request: string) => void;

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\n';
const PAGE = '{"Items":[],"Count":0,"ScannedCount":0}';

/** A response with this head, which may be none, and this body. */
function raw(head: string, body = PAGE): Misbehaviour {
  return (socket) => socket.write(`${head}\r\n${body}`);
}

/** A well-formed response. */
export function responding(body: string, status = '200 OK', headers = ''): Misbehaviour {
  return (socket) =>
    socket.write(
      `HTTP/1.1 ${status}\r\ncontent-type: application/x-amz-json-1.0\r\n${headers}` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
}

/** Sends a piece again and again, as fast as it is taken, or at intervals, until the other side has enough. */
function endless(first: string, piece: string, intervalMs = 0): Misbehaviour {
  return (socket) => {
    socket.write(first);
    const send = (): void => {
      if (socket.destroyed) return;
      if (intervalMs > 0) {
        socket.write(piece);
        setTimeout(send, intervalMs).unref();
      } else if (socket.write(piece)) setImmediate(send);
      else socket.once('drain', send);
    };
    send();
  };
}

const CHUNK = `10000\r\n${'x'.repeat(0x10000)}\r\n`;

/** Responses that are not HTTP, or are cut or changed so that they are not. */
export const NOT_HTTP: Readonly<Record<string, Misbehaviour>> = {
  'a content-length of -1': raw(`${HEAD}content-length: -1\r\n`),
  'a content-length with a sign': raw(`${HEAD}content-length: +39\r\n`),
  'a content-length in hexadecimal': raw(`${HEAD}content-length: 0x27\r\n`),
  'a content-length twice': raw(`${HEAD}content-length: 39\r\ncontent-length: 39\r\n`),
  'two lengths in one header': raw(`${HEAD}content-length: 39, 39\r\n`),
  'a length and chunks': raw(
    `${HEAD}content-length: 39\r\ntransfer-encoding: chunked\r\n`,
    `27\r\n${PAGE}\r\n0\r\n\r\n`,
  ),
  'a header without a name': raw(`${HEAD}: x\r\ncontent-length: 39\r\n`),
  'a NUL in a header': raw(`${HEAD}x-a: \0\r\ncontent-length: 39\r\n`),
  'lines that end with a line feed alone': raw(`${HEAD}content-length: 39\r\n`.replaceAll('\r', '')),
  'no status': raw('HTTP/1.1 OK\r\n'),
  'no HTTP at all': (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
  'a chunk size that is no number': raw(
    `${HEAD}transfer-encoding: chunked\r\n`,
    `xyz\r\n${PAGE}\r\n0\r\n\r\n`,
  ),
  'a chunk without its end of line': raw(`${HEAD}transfer-encoding: chunked\r\n`, `27\r\n${PAGE}0\r\n\r\n`),
  'a head without end': endless(HEAD, 'x-a: b\r\n'),
};

/** Responses without an end. */
export const ENDLESS: Readonly<Record<string, Misbehaviour>> = {
  'nothing at all': () => {},
  'a byte at a time': endless(`${HEAD}content-length: 100000\r\n\r\n`, 'x', 20),
  'a head, a byte at a time': endless('HTTP/1.1 200 OK\r\nx-a: ', 'x', 20),
  'informational responses for ever': endless('', 'HTTP/1.1 100 Continue\r\n\r\n', 1),
};

/** More than any response of DynamoDB's. */
export const TOO_LONG: Readonly<Record<string, Misbehaviour>> = {
  'a content-length above the limit': raw(`${HEAD}content-length: 999999999999\r\n`),
  'endless chunks': endless(`${HEAD}transfer-encoding: chunked\r\n\r\n`, CHUNK),
  'a body without a length and without an end': endless(`${HEAD}\r\n`, 'x'.repeat(0x10000)),
};

/** A server that reads each request whole and then misbehaves. Close it with `await using`. */
export async function startHostileServer(misbehaviour: Misbehaviour): Promise<{
  url: string;
  port: number;
  /** Requests so far, and open connections. */
  requests: number;
  readonly connections: number;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let received = '';
    socket.on('data', (piece) => {
      received += piece.toString('latin1');
      const [head = '', body] = received.split(/\r\n\r\n(.*)/s);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body === undefined || body.length < length) return;
      const request = received;
      received = '';
      hostile.requests += 1;
      misbehaviour(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hostile = {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: 0,
    get connections() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hostile;
}
