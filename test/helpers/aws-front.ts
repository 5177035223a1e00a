import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSignedCertificate } from './certificate.ts';
import { startConnectProxy } from './connect-proxy.ts';

/** A server in place of DynamoDB in AWS, for a process that is started with this environment. */
export interface AwsFront {
  readonly env: Record<string, string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Lets a process reach the engine at `url` as `dynamodb.us-east-1.amazonaws.com`: through a proxy all of whose tunnels
 * end at a server with a certificate for that name. `undefined` where there is no `openssl` to make it.
 */
export async function startAwsFront(url: string): Promise<AwsFront | undefined> {
  const certificate = selfSignedCertificate(
    'IP:127.0.0.1,DNS:localhost,DNS:dynamodb.us-east-1.amazonaws.com',
  );
  if (certificate === undefined) return undefined;
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (incoming, outgoing) => {
    const { headers, method } = incoming;
    const onward = httpRequest(new URL(incoming.url ?? '/', url), { headers, method }, (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startConnectProxy(undefined, (server.address() as AddressInfo).port);
  return {
    env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate.certFile },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
