import { HttpsProxyAgent } from 'https-proxy-agent';

/**
 * Connections through an HTTP proxy to HTTPS endpoints only. Its base class guesses from the call stack whether a
 * request is secure, guesses otherwise when a connection becomes free, and so never finds it again: that would cost
 * a tunnel and a handshake for every request.
 */
export class TunnelAgent extends HttpsProxyAgent<string> {
  override isSecureEndpoint(): boolean {
    return true;
  }
}
