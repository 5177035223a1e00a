import type { Socket } from 'node:net';
import { type BytesAnswer, HttpAnswerParser } from './http-answer-parser.ts';

interface Waiting {
  resolve(answer: BytesAnswer): void;
  reject(error: Error): void;
}

/**
 * HTTP/1.1 over one connection that is kept alive, one request at a time. Thousands of small requests take it half the
 * time of Node's own client, whose streams and events bulk work has no use for.
 */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #parser = new HttpAnswerParser();
  #waiting: Waiting | undefined;
  #isOpen = true;

  /** @param socket connected, with nothing sent or received yet */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (piece: Buffer) => this.#receive(piece));
    socket.on('timeout', () => socket.destroy(timeoutError()));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#end());
  }

  /** Whether another request can be sent: none is under way, and neither side has said goodbye. */
  get isFree(): boolean {
    return this.#isOpen && this.#waiting === undefined;
  }

  /**
   * Sends a request, and resolves with the answer to it.
   * @param head request line and headers, with the empty line that ends them
   * @param timeoutMs how long an answer may take to begin, or pause
   * @throws the connection's error; one with code `ECONNRESET` when it ended early, named `TimeoutError` when nothing
   *   came in time, with a code `HPE_…` when what came is not HTTP.
   */
  request(head: string, body: Buffer, timeoutMs: number): Promise<BytesAnswer> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      socket.setTimeout(timeoutMs);
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    });
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.destroy();
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
    if (answer === undefined || waiting === undefined) return;
    this.#waiting = undefined;
    this.#socket.setTimeout(0);
    // An answer to half a request: the other half may still be on its way.
    const isWhole = this.#socket.writableLength === 0 && !this.#parser.isAmidAnswer;
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
