import { errorFacts, fromAwsError, isCredentialError } from '../errors/from-aws-error.ts';
import { type AllocateBody, type BytesResponse, postBytes } from '../http/http-exchange.ts';
import {
  checkResponseChecksum,
  isErrorBody,
  isJsonResponse,
  markTransient,
} from '../wire/response-checks.ts';
import { maxResponseBytes } from '../wire/response-limits.ts';
import { retryErrorType, serviceError } from '../wire/service-error.ts';
import { type ConnectionAgent, createAgent } from './agents.ts';
import {
  type ClientOptions,
  type ClientSettings,
  CONNECTION_TIMEOUT_MS,
  endpointUrlOf,
  idleTimeoutMsOf,
} from './client-options.ts';
import { refuseWrite } from './read-only.ts';
import { RequestSigner } from './request-signer.ts';
import { withRetries } from './retry-loop.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-policy.ts';

/** An error has a name and a sentence. */
const MAX_ERROR_BYTES = 64 * 1024;

/** A clock that is further off than this is corrected by the server's. */
const MAX_CLOCK_SKEW_MS = 4 * 60_000;

export interface SendOptions {
  /** For error messages. */
  tableName: string;
  indexName?: string | undefined;
  /** Of the body, in hex, where it is known already. */
  bodySha256?: string | undefined;
  /** The body only reads, though the operation may write. */
  isRead?: boolean | undefined;
  /** Aborts the request, which the server may still have carried out. */
  signal?: AbortSignal | undefined;
  /** Once it is raised, nothing is tried again. */
  retrySignal?: AbortSignal | undefined;
  /** Gives the memory of the response's body. */
  allocate?: AllocateBody | undefined;
  /** Milliseconds that a response may take to begin, or pause; the client's own limit by default. */
  idleTimeoutMs?: number | undefined;
}

/**
 * Sends requests whose bodies are bytes already, for bulk work: same endpoint, keys, retries, checks and errors as the
 * client of `createSdkClient`, without the SDK's work on each of thousands of small requests.
 */
export class RawSender {
  readonly #endpoint: URL;
  readonly #options: ClientOptions;
  readonly #policy: RetryPolicy;
  readonly #timeoutMs: number;
  readonly #signer: RequestSigner;
  readonly #agent: ConnectionAgent;
  readonly #isReadOnly: boolean;
  #clockSkewMs = 0;
  #hasResponded = false;
  #isClosed = false;

  /** @param agent the connections; unless given, some of its own: as many as requests are under way at once */
  constructor(settings: ClientSettings, options: ClientOptions = {}, agent?: ConnectionAgent) {
    this.#endpoint = new URL(endpointUrlOf(settings));
    this.#options = options;
    this.#policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
    this.#timeoutMs = idleTimeoutMsOf(options, this.#policy);
    this.#isReadOnly = settings.isReadOnly ?? false;
    this.#agent =
      agent ?? createAgent(this.#endpoint.href, { maxSockets: Number.POSITIVE_INFINITY, ...options });
    this.#signer = new RequestSigner(settings, this.#endpoint);
  }

  /** The URL that requests are sent to. */
  get endpoint(): URL {
    return this.#endpoint;
  }

  /** True if writes are refused. */
  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /**
   * Calls an operation, again and again while the failure is one that passes, and returns the body of its response.
   * `body` must stay as it is until then.
   * @throws AutodyneError as the service fails or cannot be reached; `ReadOnly` for a write in read-only mode.
   */
  async send(operation: string, body: Buffer, options: SendOptions): Promise<Buffer<ArrayBuffer>> {
    if (this.#isReadOnly && options.isRead !== true) refuseWrite(operation);
    const { tableName, indexName, signal, retrySignal = signal } = options;
    try {
      return await withRetries(() => this.#sendOnce(operation, body, options), {
        policy: this.#policy,
        classify: (error) =>
          this.#isClosed ? undefined : { errorType: retryErrorType(error), hasResponded: this.#hasResponded },
        signal: retrySignal,
        onRetry: this.#options.onRetry,
      });
    } catch (error) {
      throw fromAwsError(error, { operation, tableName, indexName, endpointUrl: this.#endpoint.origin });
    }
  }

  /** Closes every connection; requests under way fail. */
  close(): void {
    this.#isClosed = true;
    this.#agent.destroy();
  }

  async #sendOnce(operation: string, body: Buffer, options: SendOptions): Promise<Buffer<ArrayBuffer>> {
    const { allocate, bodySha256, idleTimeoutMs = this.#timeoutMs, signal } = options;
    const startedAt = performance.now();
    let response: BytesResponse | undefined;
    try {
      const headers = this.#signer.headers(operation, body, Date.now() + this.#clockSkewMs, bodySha256);
      response = await postBytes(this.#endpoint, this.#signer.path, headers, body, {
        agent: this.#agent,
        connectTimeoutMs: CONNECTION_TIMEOUT_MS,
        idleTimeoutMs,
        totalTimeoutMs: this.#policy.deadlineMs,
        maxBodyBytes: maxResponseBytes(operation),
        allocate,
        signal,
      });
      this.#hasResponded = true;
      this.#check(operation, response);
      this.#trace(operation, startedAt, response, 'ok');
      return response.body;
    } catch (error) {
      const { code, name } = errorFacts(error);
      this.#trace(operation, startedAt, response, code ?? name);
      throw error;
    }
  }

  #trace(operation: string, startedAt: number, response: BytesResponse | undefined, outcome: string): void {
    const { onTrace } = this.#options;
    if (onTrace === undefined) return;
    const serverTimeMs = Date.parse(response?.headers['date'] ?? '');
    onTrace({
      operation,
      host: this.#endpoint.hostname,
      durationMs: performance.now() - startedAt,
      requestId: response?.headers['x-amzn-requestid'],
      outcome,
      serverTimeMs: Number.isNaN(serverTimeMs) ? undefined : serverTimeMs,
    });
  }

  /**
   * A long body is not searched here for the name of an error: in thousands of pages that costs more than all other
   * checks together. The reader of the body does it.
   * @throws AutodyneError or the service's error, for a damaged response or one that is an error
   */
  #check(operation: string, response: BytesResponse): void {
    checkResponseChecksum(response);
    if (response.status === 200 && isJsonResponse(response) && !isShortError(response.body)) return;
    const error = serviceError(operation, response);
    if (isCredentialError(error) && this.#correctClock(response)) markTransient(error);
    throw error;
  }

  /** Sets the clock by the server's where it is far off; true if it was. */
  #correctClock({ headers }: BytesResponse): boolean {
    const serverTime = Date.parse(headers['date'] ?? '');
    const skewMs = serverTime - Date.now();
    if (Number.isNaN(skewMs) || Math.abs(skewMs - this.#clockSkewMs) < MAX_CLOCK_SKEW_MS) return false;
    this.#clockSkewMs = skewMs;
    return true;
  }
}

function isShortError(body: Buffer): boolean {
  return body.length <= MAX_ERROR_BYTES && isErrorBody(body);
}
