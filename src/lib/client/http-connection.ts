import type { OnReadOpts, Socket } from 'node:net';
import type { AllocateBody } from './answer-body.ts';
import { type BytesAnswer, HttpAnswerParser } from './http-answer-parser.ts';

export interface RequestOptions {
  /** How long an answer may take to begin, or pause. */
  timeoutMs: number;
  /** Gives the memory of the answer's body. */
  allocate?: AllocateBody | undefined;
  /** Cuts the request off; it may have been carried out all the same. */
  signal?: AbortSignal | undefined;
}

interface Waiting {
  resolve(answer: BytesAnswer): void;
  reject(error: Error): void;
}

/**
 * What all connections are read into, one after the other: each piece is copied to where it belongs before the next
 * one comes. A fresh piece of memory for each read, as Node has it unless told, is most of the garbage of bulk work.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * HTTP/1.1 over one connection that is kept alive, one request at a time. Thousands of small requests take it half the
 * time of Node's own client, whose streams and events bulk work has no use for. Holds the process only while a request
 * is under way.
 */
export class HttpConnection {
  readonly #parser = new HttpAnswerParser();
  #socket: Socket | undefined;
  #waiting: Waiting | undefined;
  #isOpen = true;

  private constructor() {}

  /** @param connect makes the connection, to be read as it is told where it can be. */
  static async open(connect: (reading: OnReadOpts) => Promise<Socket>): Promise<HttpConnection> {
    const connection = new HttpConnection();
    const callback = (size: number): boolean => {
      connection.#receive(READ_BUFFER.subarray(0, size));
      return true;
    };
    connection.#attach(await connect({ buffer: READ_BUFFER, callback }));
    return connection;
  }

  /** Whether another request can be sent: none is under way, and neither side has said goodbye. */
  get isFree(): boolean {
    return this.#isOpen && this.#waiting === undefined;
  }

  /**
   * Sends a request, and resolves with the answer to it.
   * @param head request line and headers, with the empty line that ends them
   * @throws the connection's error; one with code `ECONNRESET` when it ended early, named `TimeoutError` when nothing
   *   came in time, with a code `HPE_…` when what came is not HTTP; an `AbortError`.
   */
  request(
    head: string,
    body: Uint8Array,
    { timeoutMs, allocate, signal }: RequestOptions,
  ): Promise<BytesAnswer> {
    const socket = this.#socket;
    if (socket === undefined) throw new Error('the connection is not made yet');
    const onAbort = (): void => this.#fail(abortError());
    const answer = new Promise<BytesAnswer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#parser.allocate = allocate;
      socket.ref();
      socket.setTimeout(timeoutMs);
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    });
    if (signal === undefined) return answer;
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    return answer.finally(() => signal.removeEventListener('abort', onAbort));
  }

  close(): void {
    this.#isOpen = false;
    this.#socket?.destroy();
  }

  #attach(socket: Socket): void {
    this.#socket = socket;
    socket.setNoDelay(true);
    // Where it is not read as it was told, as within a proxy's tunnel.
    socket.on('data', (piece: Buffer) => this.#receive(piece));
    socket.on('timeout', () => socket.destroy(timeoutError()));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#end());
    if (!this.#isOpen) socket.destroy();
  }

  #receive(piece: Buffer): void {
    try {
      // Nobody asked: whatever this is, the next answer would be taken for the wrong request's.
      if (this.#waiting === undefined) this.close();
      else this.#settle(this.#parser.push(piece));
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #settle(answer: BytesAnswer | undefined): void {
    const waiting = this.#waiting;
    const socket = this.#socket;
    if (answer === undefined || waiting === undefined || socket === undefined) return;
    this.#waiting = undefined;
    socket.setTimeout(0);
    socket.unref();
    // An answer to half a request: the other half may still be on its way.
    const isWhole = socket.writableLength === 0 && !this.#parser.isAmidAnswer;
    if (!answer.isKeptAlive || !isWhole) this.close();
    waiting.resolve(answer);
  }

  #fail(error: Error): void {
    this.close();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #end(): void {
    this.#isOpen = false;
    this.#settle(this.#parser.end());
    const early = Object.assign(new Error('the connection ended before the answer did'), {
      code: 'ECONNRESET',
    });
    this.#fail(early);
  }
}

function timeoutError(): Error {
  return Object.assign(new Error('no answer in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

function abortError(): Error {
  return Object.assign(new Error('the request was aborted'), { name: 'AbortError' });
}
