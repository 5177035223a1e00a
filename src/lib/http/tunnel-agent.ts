import type { ClientRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import { HttpsProxyAgent, type HttpsProxyAgentOptions } from 'https-proxy-agent';
import { markHttpProxy, NO_TUNNEL } from '../errors/network-failure.ts';
import { connectTimeoutError } from './http-exchange.ts';

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/**
 * Connections through an HTTP proxy to HTTPS endpoints only. Its base class guesses from the call stack whether a
 * request is secure, guesses otherwise when a connection becomes free, and so never finds it again: that would cost a
 * tunnel and a handshake for every request.
 */
export class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #connectTimeoutMs: number;

  constructor(
    proxyUrl: string,
    { connectTimeoutMs, ...options }: HttpsProxyAgentOptions<string> & { connectTimeoutMs: number },
  ) {
    super(proxyUrl, options);
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  override isSecureEndpoint(): boolean {
    return true;
  }

  /**
   * Makes the tunnel and TLS in it, with a time limit: a proxy that never responds would keep the process alive for
   * ever. The certificate is checked for the endpoint, also where that is an IP address, which the base class does not
   * pass to TLS.
   */
  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    const host = options.host ?? '';
    const expired = new AbortController();
    const timer = setTimeout(() => expired.abort(), this.#connectTimeoutMs);
    const identity = isIP(host) ? { checkServerIdentity: identityOf(host) } : {};
    let hasTunnel = false;
    let status: number | undefined;
    request.once('proxyConnect', (response: { statusCode: number }) => {
      status = response.statusCode;
      hasTunnel = status === 200;
    });
    try {
      const { connectOpts } = this;
      // It is read while the call below still runs: each connection to the proxy gets a signal of its own.
      this.connectOpts = { ...connectOpts, signal: expired.signal } as typeof connectOpts;
      const connecting = super.connect(request, { ...options, ...identity } as ConnectOptions);
      this.connectOpts = connectOpts;
      const socket = await connecting;
      if (socket instanceof TLSSocket) await secured(socket);
      // The response to a proxy's question for a password is told of as a response.
      else if (status !== 407) throw noTunnel(status);
      return socket;
    } catch (error) {
      const cause = expired.signal.aborted ? connectTimeoutError(this.#connectTimeoutMs) : error;
      throw hasTunnel ? cause : markHttpProxy(cause, this.proxy.href);
    } finally {
      clearTimeout(timer);
    }
  }
}

function noTunnel(status: number | undefined): Error {
  return Object.assign(new Error(`HTTP ${status}`), { code: NO_TUNNEL });
}

function identityOf(host: string): typeof checkServerIdentity {
  return (_, certificate) => checkServerIdentity(host, certificate);
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the tunnel was closed')));
  });
}
