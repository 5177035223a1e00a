import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { errorFacts } from '../../errors/from-aws-error.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/** The sender that requests to a backend appear to have; some servers separate tables by it. */
export interface BackendUser {
  accessKeyId: string;
  region: string;
}

/**
 * The server behind the front: the embedded engine, or another one. Requests to it have the form of a signature, since
 * servers require that, but it is not a valid one.
 */
export class Backend {
  readonly #server: { readonly url: string };
  readonly #user: BackendUser;
  readonly #agent: HttpAgent | HttpsAgent;

  /** The server's `url` is read at each request: an engine that was started again has another one. */
  constructor(server: { readonly url: string }, user: BackendUser) {
    this.#server = server;
    this.#user = user;
    this.#agent = server.url.startsWith('https:')
      ? new HttpsAgent({ keepAlive: true })
      : new HttpAgent({ keepAlive: true });
  }

  /**
   * Sends one request, its body in pieces; the caller reads the response.
   * @throws the connection's error
   */
  async send(operation: string, body: readonly Buffer[]): Promise<IncomingMessage> {
    // A second attempt goes to the same address: a request that an engine may have carried out before it died is not
    // sent to its successor.
    const url = new URL(this.#server.url);
    try {
      return await this.#sendOnce(url, operation, body);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return this.#sendOnce(url, operation, body);
    }
  }

  /**
   * Sends one request and reads the whole response.
   * @throws the connection's error
   */
  async call(operation: string, body: Buffer): Promise<HttpResponse> {
    const message = await this.send(operation, [body]);
    const chunks: Buffer[] = [];
    for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
    const contentType = message.headers['content-type'] ?? 'application/x-amz-json-1.0';
    return {
      status: message.statusCode ?? 500,
      headers: { 'content-type': contentType },
      body: Buffer.concat(chunks).toString('utf8'),
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #sendOnce(url: URL, operation: string, body: readonly Buffer[]): Promise<IncomingMessage> {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const { accessKeyId, region } = this.#user;
    const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const scope = `${accessKeyId}/${now.slice(0, 8)}/${region}/dynamodb/aws4_request`;
    return new Promise((resolve, reject) => {
      const request = send(url, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': body.reduce((sum, { length }) => sum + length, 0),
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': now,
          authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${'0'.repeat(64)}`,
        },
      });
      request.once('response', resolve);
      request.once('error', (error) => {
        const isStale =
          request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(errorFacts(error).code ?? '');
        reject(isStale ? new StaleConnection() : error);
      });
      for (const piece of body.slice(0, -1)) request.write(piece);
      request.end(body.at(-1));
    });
  }
}

/** A kept connection that the server had closed before the request arrived: a new one is tried. */
class StaleConnection extends Error {}
