import { markTransient } from './answer-body.ts';

/** An HTTP answer whose body is the bytes that came. */
export interface BytesAnswer {
  status: number;
  /** By lower-case name; a repeated header's values are joined with a comma. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** Whether the server will take another request on the same connection. */
  isKeptAlive: boolean;
}

interface Head {
  status: number;
  headers: Record<string, string | undefined>;
  isKeptAlive: boolean;
}

const MAX_HEAD_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const HEAD_END = '\r\n\r\n';

/**
 * Reads one HTTP/1.1 answer after the other from the pieces that a connection delivers, wherever they are cut.
 * Knows what an answer to a POST of DynamoDB's can be: a length, chunks, or a body until the connection ends.
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export class HttpAnswerParser {
  #head: Head | undefined;
  #pieces: Buffer[] = [];
  #size = 0;
  #needed = 0;

  /**
   * Takes what was received, and returns the answer if that made it whole.
   * @throws an error with a code as Node's own parser has them, for what is not HTTP.
   */
  push(piece: Buffer): BytesAnswer | undefined {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size < this.#needed) return undefined;
    this.#head ??= this.#takeHead();
    if (this.#head === undefined) return undefined;
    return this.#takeBody(this.#head);
  }

  /** The connection has ended: the answer whose body went on until then, if there is one. */
  end(): BytesAnswer | undefined {
    const head = this.#head;
    if (head === undefined || framing(head) !== 'until the end') return undefined;
    return this.#answer(head, this.#joined(), 0);
  }

  /** Whether bytes lie here that belong to no answer yet. */
  get isAmidAnswer(): boolean {
    return this.#head !== undefined || this.#size > 0;
  }

  #takeHead(): Head | undefined {
    for (;;) {
      const received = this.#joined();
      const end = received.indexOf(HEAD_END, 0, 'latin1');
      if (end < 0) {
        if (received.length > MAX_HEAD_BYTES) throw notHttp('HPE_HEADER_OVERFLOW', 'the head is too long');
        return undefined;
      }
      const head = parseHead(received.toString('latin1', 0, end));
      this.#keep(received.subarray(end + HEAD_END.length));
      // 100 Continue, and whatever else is said before the answer.
      if (head.status >= 200) return head;
    }
  }

  #takeBody(head: Head): BytesAnswer | undefined {
    const how = framing(head);
    if (how === 'until the end') {
      if (this.#size > MAX_BODY_BYTES) throw bodyTooLong();
      return undefined;
    }
    if (how === 'chunked') {
      const received = this.#joined();
      const chunks = readChunks(received);
      if (chunks === undefined && received.length > MAX_BODY_BYTES) throw bodyTooLong();
      return chunks && this.#answer(head, Buffer.concat(chunks.parts), chunks.end);
    }
    this.#needed = how;
    if (this.#size < how) return undefined;
    return this.#answer(head, this.#joined().subarray(0, how), how);
  }

  #answer({ status, headers, isKeptAlive }: Head, body: Buffer, end: number): BytesAnswer {
    this.#keep(this.#joined().subarray(end));
    this.#head = undefined;
    this.#needed = 0;
    return { status, headers, body, isKeptAlive };
  }

  #joined(): Buffer {
    const [only] = this.#pieces;
    const joined = this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }

  #keep(rest: Buffer): void {
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
  }
}

function parseHead(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(statusLine) ?? [];
  if (status === undefined) throw notHttp('HPE_INVALID_CONSTANT', 'no HTTP status line');
  const headers: Record<string, string | undefined> = Object.create(null) as Record<string, undefined>;
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw notHttp('HPE_INVALID_HEADER_TOKEN', 'a header without a name');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const connection = (headers['connection'] ?? '').toLowerCase();
  const isKeptAlive = minor === '1' ? connection !== 'close' : connection === 'keep-alive';
  return { status: Number(status), headers, isKeptAlive };
}

/** Where the body ends: after so many bytes, after its last chunk, or with the connection. */
function framing({ status, headers }: Head): number | 'chunked' | 'until the end' {
  if (status === 204 || status === 304) return 0;
  if (/\bchunked$/i.test(headers['transfer-encoding'] ?? '')) return 'chunked';
  const length = headers['content-length'];
  if (length === undefined) return 'until the end';
  if (!/^\d{1,15}$/.test(length))
    throw notHttp('HPE_INVALID_CONTENT_LENGTH', 'a content-length of no number');
  if (Number(length) > MAX_BODY_BYTES) throw bodyTooLong();
  return Number(length);
}

function readChunks(received: Buffer): { parts: Buffer[]; end: number } | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = received.indexOf('\r\n', at, 'latin1');
    if (lineEnd < 0) return undefined;
    const size = /^([\da-f]{1,8})\s*(?:;|$)/i.exec(received.toString('latin1', at, lineEnd))?.[1];
    if (size === undefined) throw notHttp('HPE_INVALID_CHUNK_SIZE', 'a chunk without a size');
    const start = lineEnd + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      // Trailers end with an empty line; mostly there is nothing but that.
      const trailersEnd = received.indexOf(HEAD_END, lineEnd, 'latin1');
      return trailersEnd < 0 ? undefined : { parts, end: trailersEnd + HEAD_END.length };
    }
    if (received.length < start + length + 2) return undefined;
    parts.push(received.subarray(start, start + length));
    at = start + length + 2;
  }
}

function bodyTooLong(): Error {
  return notHttp('HPE_USER', 'the body is too long');
}

/** Counts as an answer that was garbled on its way: it is asked for again. */
function notHttp(code: string, message: string): Error {
  return markTransient(Object.assign(new Error(message), { code }));
}
