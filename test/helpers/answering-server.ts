import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the server. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface CannedResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** Cut the connection instead of responding. */
  isCut?: boolean;
  /** Never respond. */
  isSilent?: boolean;
}

/**
 * A loopback server that sends these responses in turn, then repeats the last one, and records all requests. Close it with
 * `await using`.
 */
export async function answeringServer(
  responses: CannedResponse[],
): Promise<{ url: string; seen: SeenRequest[]; [Symbol.asyncDispose](): Promise<void> }> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, outgoing) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const response = responses[Math.min(seen.length, responses.length - 1)] ?? { status: 500 };
      seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      if (response.isCut) request.socket.destroy();
      else if (!response.isSilent) outgoing.writeHead(response.status, response.headers).end(response.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
