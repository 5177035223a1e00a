import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  type ClientOptions,
  CONNECTION_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  MAX_SOCKETS,
} from './client-options.ts';
import { TunnelAgent } from './tunnel-agent.ts';

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
    // Set once for a connection: a request that asks for the same sets no timer of its own.
    timeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
  };
  if (new URL(url).protocol !== 'https:') return new HttpAgent(agentOptions);
  const httpsProxyUrl = options.httpsProxyFor?.(url);
  return httpsProxyUrl === undefined
    ? new HttpsAgent(agentOptions)
    : new TunnelAgent(httpsProxyUrl, { ...agentOptions, connectTimeoutMs: CONNECTION_TIMEOUT_MS });
}
