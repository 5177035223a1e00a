import type { HttpHandler, HttpRequest } from '@smithy/core/protocols';
import { HttpResponse } from '@smithy/core/protocols';
import type { HttpHandlerOptions } from '@smithy/types';
import { postBytes } from '../http/http-exchange.ts';
import { checkResponseChecksum, errorMembers, isErrorBody, isJsonResponse } from '../wire/response-checks.ts';
import { maxResponseBytes } from '../wire/response-limits.ts';
import type { ConnectionAgent } from './agents.ts';

/** The bounds of one request, in milliseconds. */
export interface RequestTimeouts {
  connectTimeoutMs: number;
  idleTimeoutMs: number;
  totalTimeoutMs: number;
}

/**
 * Sends the SDK client's requests over the same exchange, connections and bounds as bulk work. Bodies come whole, as
 * bytes, checked against their length and checksum.
 */
export class ClientRequestHandler implements HttpHandler<RequestTimeouts> {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #agent: ConnectionAgent;
  #timeouts: RequestTimeouts;

  constructor(agent: ConnectionAgent, timeouts: RequestTimeouts) {
    this.#agent = agent;
    this.#timeouts = timeouts;
  }

  async handle(
    request: HttpRequest,
    { abortSignal }: HttpHandlerOptions = {},
  ): Promise<{ response: HttpResponse }> {
    const { protocol, hostname, port, path, headers, body } = request;
    const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
    const operation = (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
    const response = await postBytes(url, path, Object.entries(headers).flat(), body as Uint8Array | string, {
      ...this.#timeouts,
      agent: this.#agent,
      maxBodyBytes: maxResponseBytes(operation),
      signal: abortSignal as AbortSignal | undefined,
    });
    checkResponseChecksum(response);
    // A web server's empty 200 would pass for a write that was done.
    if (response.status < 300 && !isJsonResponse(response))
      throw Object.assign(new Error(`HTTP ${response.status} without JSON`), {
        $metadata: { httpStatusCode: response.status },
      });
    const { status } = response;
    const isError = status >= 300 || isErrorBody(response.body);
    return {
      response: new HttpResponse({
        // The SDK looks for an error only where the status is one.
        statusCode: isError && status < 300 ? 400 : status,
        headers: response.headers as Record<string, string>,
        body: asBytes(isError ? errorMembers(response.body) : response.body),
      }),
    };
  }

  destroy(): void {
    this.#agent.destroy();
  }

  updateHttpClientConfig<Name extends keyof RequestTimeouts>(name: Name, value: RequestTimeouts[Name]): void {
    this.#timeouts = { ...this.#timeouts, [name]: value };
  }

  httpHandlerConfigs(): RequestTimeouts {
    return this.#timeouts;
  }
}

/** The SDK gives the array that it is handed another prototype: it gets one of its own. */
function asBytes(body: Buffer): Uint8Array {
  return new Uint8Array(body.buffer, body.byteOffset, body.length);
}
