import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { OnReadOpts, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TunnelAgent } from '../http/tunnel-agent.ts';
import {
  type ClientOptions,
  CONNECTION_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  MAX_SOCKETS,
} from './client-options.ts';

/** The pool of kept connections to one URL. */
export type ConnectionAgent = HttpAgent;

/** Makes the keep-alive agent for requests to `url`: plain, TLS, or TLS through the HTTP proxy that is for it. */
export function createAgent(
  url: string,
  options: Pick<ClientOptions, 'maxSockets' | 'httpsProxyFor' | 'requestTimeoutMs'>,
): ConnectionAgent {
  const agentOptions = {
    keepAlive: true,
    maxSockets: options.maxSockets ?? MAX_SOCKETS,
    // Set when a connection is made, and when it is kept: a request that asks for the same sets no timer of its own.
    timeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
  };
  if (new URL(url).protocol !== 'https:')
    return forOneHost(new HttpAgent(agentOptions), agentOptions.timeout);
  const httpsProxyUrl = options.httpsProxyFor?.(url);
  return httpsProxyUrl === undefined
    ? forOneHost(new HttpsAgent(agentOptions), agentOptions.timeout)
    : new TunnelAgent(httpsProxyUrl, { ...agentOptions, connectTimeoutMs: CONNECTION_TIMEOUT_MS });
}

/**
 * One buffer that the data of all connections is read into, one after the other. Node's parser has copied each piece to
 * its destination before the next one comes; a new buffer for each read is most of the garbage of bulk work.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(512 * 1024);

/**
 * Leaves out what an agent does at each request for those of many hosts: the name of the host, put together of all
 * options, and two system calls that make a kept connection probe its other end again, as it does from its
 * beginning. Reads its connections into one piece of memory.
 */
function forOneHost<A extends HttpAgent>(agent: A, timeoutMs: number): A {
  const createConnection = agent.createConnection.bind(agent);
  return Object.assign(agent, {
    getName: () => 'host',
    keepSocketAlive: (socket: Socket) => {
      // Node takes the timer away with the request; without it, the next one on the connection would wait for ever.
      socket.setTimeout(timeoutMs);
      socket.unref();
      return true;
    },
    createConnection: (options: ClientRequestArgs, onCreated?: OnCreated) => {
      let socket: Duplex | null | undefined;
      const callback = (size: number): boolean => {
        socket?.emit('data', READ_BUFFER.subarray(0, size));
        return true;
      };
      const onread: OnReadOpts = { buffer: READ_BUFFER, callback };
      socket = createConnection({ ...options, onread } as ClientRequestArgs, onCreated);
      return socket;
    },
  });
}

type OnCreated = Parameters<HttpAgent['createConnection']>[1];
