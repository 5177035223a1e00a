import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { errorFacts } from '../lib/errors/from-aws-error.ts';
import { misdirected } from './guard.ts';

const LOOPBACK = '127.0.0.1';

/** A server on the loopback address that responds by a function of a request. */
export interface DashboardServer {
  port: number;
  /** Ends connections and all that is under way for them. */
  close(): Promise<void>;
}

/**
 * Listens, and hands each request on.
 * @param port 0 for a free one
 * @param handlerFor makes the handler, once the server's host and port are known
 * @throws AutodyneError `InvalidUsage` when the port is taken
 */
export async function serveDashboard(
  port: number,
  handlerFor: (ownHost: string) => (request: Request) => Response | Promise<Response>,
): Promise<DashboardServer> {
  // The guard refuses what has no host, in the words that it has for a wrong one.
  const server = createServer({ requireHostHeader: false });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, port)));
    server.listen(port, LOOPBACK, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const ownHost = `${LOOPBACK}:${taken}`;
  const options = { overrideGlobalObjects: false, hostname: ownHost };
  const handle = getRequestListener(handlerFor(ownHost), options);
  const refuse = getRequestListener(() => misdirected(ownHost), options);
  server.on('request', (incoming, outgoing) => {
    const hosts = incoming.headersDistinct['host'] ?? [];
    const isOwn = hosts.length === 1 && hosts[0] === ownHost;
    // What the library takes for no host at all it would refuse in its own way.
    if (!isOwn) incoming.headers.host = ownHost;
    void (isOwn ? handle : refuse)(incoming, outgoing);
  });
  return {
    port: taken,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function cannotListen(cause: NodeJS.ErrnoException, port: number): AutodyneError {
  const { code, message } = errorFacts(cause);
  const problem = code === 'EADDRINUSE' ? 'is in use' : `cannot be used: ${code ?? message}`;
  return new AutodyneError('InvalidUsage', `port ${port} ${problem}`, {
    cause,
    suggestions: ['for any free port: --port 0'],
    details: { port, code },
  });
}
