import { crc32 } from 'node:zlib';
import { errorFacts, fromAwsError, isCredentialError } from '../errors/from-aws-error.ts';
import { checksumError, markTransient } from './answer-body.ts';
import {
  type ClientOptions,
  type ClientSettings,
  CONNECTION_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  endpointUrlOf,
} from './client.ts';
import { connectSocket } from './connect-socket.ts';
import type { BytesAnswer } from './http-answer-parser.ts';
import { HttpConnection } from './http-connection.ts';
import { isJsonAnswer } from './protocol.ts';
import { refuseWrite } from './read-only.ts';
import { RequestSigner } from './request-signer.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy, retryDelayMs } from './retry-policy.ts';
import { retryErrorType, serviceError } from './service-error.ts';
import { waitUnless } from './wait-unless.ts';

/** A clock that is further off than this is corrected by the server's. */
const MAX_CLOCK_SKEW_MS = 4 * 60_000;

/**
 * Sends requests whose bodies are bytes already, for bulk work: same endpoint, keys, retries, checks and errors as the
 * client of {@link createClient}, without the SDK's work on each of thousands of small requests. As many
 * connections are opened as requests are under way at once, and kept. It must be closed, or the process does not end.
 */
export class RawSender {
  readonly #endpoint: URL;
  readonly #tableName: string;
  readonly #options: ClientOptions;
  readonly #policy: RetryPolicy;
  readonly #timeoutMs: number;
  readonly #signer: RequestSigner;
  readonly #free: HttpConnection[] = [];
  readonly #busy = new Set<HttpConnection>();
  readonly #isReadOnly: boolean;
  #clockSkewMs = 0;
  #hasAnswered = false;
  #isClosed = false;

  /** @param tableName for error messages */
  constructor(settings: ClientSettings, tableName: string, options: ClientOptions = {}) {
    this.#endpoint = new URL(endpointUrlOf(settings));
    this.#tableName = tableName;
    this.#options = options;
    this.#policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
    this.#timeoutMs = Math.min(
      options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      this.#policy.deadlineMs,
    );
    this.#isReadOnly = settings.isReadOnly ?? false;
    this.#signer = new RequestSigner(settings, this.#endpoint);
  }

  /**
   * Calls an operation, again and again while the failure is one that passes, and returns the body of its answer.
   * `body` must stay as it is until then.
   * @param signal once it is raised, nothing is tried again
   * @throws AutodyneError as the service fails or cannot be reached; `ReadOnly` for a write in read-only mode.
   */
  async send(operation: string, body: Buffer, signal?: AbortSignal): Promise<Buffer> {
    if (this.#isReadOnly) refuseWrite(operation);
    const startedAt = Date.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(operation, body);
      } catch (error) {
        const errorType = retryErrorType(error);
        const elapsedMs = Date.now() - startedAt;
        const failed = { errorType, error, attempt, elapsedMs, hasAnswered: this.#hasAnswered };
        const delayMs = this.#isClosed ? undefined : retryDelayMs(this.#policy, failed);
        if (delayMs !== undefined) this.#options.onRetry?.({ error, attempt, delayMs });
        if (delayMs === undefined || !(await waitUnless(signal, delayMs))) {
          const endpointUrl = this.#endpoint.origin;
          throw fromAwsError(error, { operation, tableName: this.#tableName, endpointUrl });
        }
      }
    }
  }

  /** Closes every connection; requests under way fail. */
  close(): void {
    this.#isClosed = true;
    for (const connection of [...this.#free.splice(0), ...this.#busy]) connection.close();
  }

  async #sendOnce(operation: string, body: Buffer): Promise<Buffer> {
    const startedAt = performance.now();
    let requestId: string | undefined;
    const trace = (outcome: string): void =>
      this.#options.onTrace?.({
        operation,
        host: this.#endpoint.hostname,
        durationMs: performance.now() - startedAt,
        requestId,
        outcome,
      });
    try {
      const answer = await this.#exchange(operation, body);
      requestId = answer.headers['x-amzn-requestid'];
      this.#check(answer);
      trace('ok');
      return answer.body;
    } catch (error) {
      const { code, name } = errorFacts(error);
      trace(code ?? name);
      throw error;
    }
  }

  async #exchange(operation: string, body: Buffer): Promise<BytesAnswer> {
    const connection = this.#takeFree() ?? (await this.#connect());
    const head = this.#signer.head(operation, body, new Date(Date.now() + this.#clockSkewMs));
    this.#busy.add(connection);
    try {
      const answer = await connection.request(head, body, this.#timeoutMs);
      this.#hasAnswered = true;
      if (this.#isClosed) connection.close();
      else if (connection.isFree) this.#free.push(connection);
      return answer;
    } finally {
      this.#busy.delete(connection);
    }
  }

  #takeFree(): HttpConnection | undefined {
    // The last used first: the others may go idle, and be closed by the server.
    for (;;) {
      const connection = this.#free.pop();
      if (connection === undefined || connection.isFree) return connection;
    }
  }

  async #connect(): Promise<HttpConnection> {
    const httpsProxyUrl = this.#options.httpsProxyFor?.(this.#endpoint.href);
    const socket = await connectSocket(this.#endpoint, { httpsProxyUrl, timeoutMs: CONNECTION_TIMEOUT_MS });
    return new HttpConnection(socket);
  }

  /** @throws what is wrong with an answer, or what it says is wrong. */
  #check(answer: BytesAnswer): void {
    const expected = answer.headers['x-amz-crc32'];
    const actual = crc32(answer.body);
    if (expected !== undefined && Number(expected) !== actual) throw checksumError(expected, actual);
    if (answer.status === 200 && isJsonAnswer(answer)) return;
    const error = serviceError(answer);
    if (isCredentialError(error) && this.#correctClock(answer)) markTransient(error);
    throw error;
  }

  /** Sets the clock by the server's where it is far off; whether it was. */
  #correctClock({ headers }: BytesAnswer): boolean {
    const serverTime = Date.parse(headers['date'] ?? '');
    const skewMs = serverTime - Date.now();
    if (Number.isNaN(skewMs) || Math.abs(skewMs - this.#clockSkewMs) < MAX_CLOCK_SKEW_MS) return false;
    this.#clockSkewMs = skewMs;
    return true;
  }
}
