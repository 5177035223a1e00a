import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { TunnelAgent } from './tunnel-agent.ts';

export interface ConnectOptions {
  /** An HTTP proxy to tunnel through; for `https:` only. */
  httpsProxyUrl?: string | undefined;
  /** A connection that takes longer is given up. */
  timeoutMs: number;
  /** Where the socket is read into, and who is told; not heeded within a tunnel, where there are `data` events. */
  reading?: OnReadOpts | undefined;
}

/**
 * Opens a connection to a URL's host: plain, TLS, or TLS in a proxy's tunnel.
 * @throws the connection's error, as `neverConnected` knows them; where a proxy refuses, one with its HTTP status.
 */
export async function connectSocket(url: URL, options: ConnectOptions): Promise<Socket> {
  const onread = options.reading === undefined ? {} : { onread: options.reading };
  if (url.protocol === 'http:') {
    const socket = connectPlain({ host: hostOf(url), port: Number(url.port || 80), ...onread });
    return whenReady(socket, 'connect', options.timeoutMs);
  }
  const socket = options.httpsProxyUrl
    ? await tunnel(url, options.httpsProxyUrl)
    : connectTls({ ...tlsOptions(url), ...onread });
  return whenReady(socket, 'secureConnect', options.timeoutMs);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function tlsOptions(url: URL): ConnectionOptions & { host: string; port: number } {
  const host = hostOf(url);
  const servername = isIP(host) ? {} : { servername: host };
  return { host, port: Number(url.port || 443), ALPNProtocols: ['http/1.1'], ...servername };
}

async function tunnel(url: URL, proxyUrl: string): Promise<Socket> {
  const events = new EventEmitter();
  let status = 200;
  events.on('proxyConnect', (answer: IncomingMessage) => {
    status = answer.statusCode ?? 0;
  });
  // The agent tells a request what it does, and needs nothing else of it.
  const request = events as ClientRequest;
  const socket = await new TunnelAgent(proxyUrl).connect(request, {
    ...tlsOptions(url),
    secureEndpoint: true,
  });
  if (status === 200) return socket;
  socket.destroy();
  throw Object.assign(new Error(`the proxy answered ${status}`), { $metadata: { httpStatusCode: status } });
}

function whenReady(socket: Socket, event: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Without a code, as the SDK has it: that is how a connection that was never made is known.
      socket.destroy(
        Object.assign(new Error(`no connection within ${timeoutMs} ms`), { name: 'TimeoutError' }),
      );
    }, timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      socket.removeListener('error', onError);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    socket.once('error', onError);
    socket.once(event, () => {
      settle();
      resolve(socket);
    });
  });
}
