import { type AllocateBody, markTransient } from './answer-body.ts';

/** An HTTP answer whose body is the bytes that came. */
export interface BytesAnswer {
  status: number;
  /** By lower-case name; a repeated header's values are joined with a comma. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer<ArrayBuffer>;
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
const NOTHING = Buffer.alloc(0);

/** A body of known length, as it comes in. */
interface Filling {
  memory: Buffer<ArrayBuffer>;
  size: number;
}

/**
 * Reads one HTTP/1.1 answer after the other from the pieces that a connection delivers, wherever they are cut.
 * Knows what an answer to a POST of DynamoDB's can be: a length, chunks, or a body until the connection ends. Keeps
 * nothing of the pieces: what they lie in may be used again at once.
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export class HttpAnswerParser {
  /** Gives the memory of the next answer's body, if it is a good one. */
  allocate: AllocateBody | undefined;
  #head: Head | undefined;
  /** What came and is not used yet. */
  #kept = NOTHING;
  #filling: Filling | undefined;

  /**
   * Takes what was received, and returns the answer if that made it whole.
   * @throws an error with a code as Node's own parser has them, for what is not HTTP.
   */
  push(piece: Buffer): BytesAnswer | undefined {
    const answer = this.#read(this.#kept.length === 0 ? piece : Buffer.concat([this.#kept, piece]));
    if (answer !== undefined) this.#head = undefined;
    return answer;
  }

  /** The connection has ended: the answer whose body went on until then, if there is one. */
  end(): BytesAnswer | undefined {
    const head = this.#head;
    if (head === undefined || framing(head) !== 'until the end') return undefined;
    this.#head = undefined;
    return answerOf(head, this.#joined(head, [this.#kept]));
  }

  /** Whether bytes lie here that belong to no answer yet. */
  get isAmidAnswer(): boolean {
    return this.#head !== undefined || this.#kept.length > 0;
  }

  #read(received: Buffer): BytesAnswer | undefined {
    if (this.#head !== undefined) return this.#readBody(this.#head, received);
    const found = readHead(received);
    if (found === undefined) {
      this.#keep(received);
      return undefined;
    }
    this.#head = found.head;
    return this.#readBody(found.head, found.rest);
  }

  #readBody(head: Head, received: Buffer): BytesAnswer | undefined {
    const how = framing(head);
    if (typeof how === 'number') return this.#fillBody(head, how, received);
    const chunks = how === 'chunked' ? readChunks(received) : undefined;
    if (chunks !== undefined) {
      this.#keep(received.subarray(chunks.end));
      return answerOf(head, this.#joined(head, chunks.parts));
    }
    if (received.length > MAX_BODY_BYTES) throw bodyTooLong();
    this.#keep(received);
    return undefined;
  }

  #fillBody(head: Head, length: number, received: Buffer): BytesAnswer | undefined {
    const filling = this.#filling ?? { memory: this.#memory(head, length), size: 0 };
    const taken = received.copy(filling.memory, filling.size, 0, length - filling.size);
    filling.size += taken;
    const isWhole = filling.size === length;
    this.#filling = isWhole ? undefined : filling;
    this.#keep(received.subarray(taken));
    return isWhole ? answerOf(head, filling.memory.subarray(0, length)) : undefined;
  }

  #joined(head: Head, parts: readonly Buffer[]): Buffer<ArrayBuffer> {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const memory = this.#memory(head, length);
    let size = 0;
    for (const part of parts) size += part.copy(memory, size);
    return memory.subarray(0, length);
  }

  #memory({ status }: Head, length: number): Buffer<ArrayBuffer> {
    return this.allocate === undefined || status !== 200 ? Buffer.allocUnsafe(length) : this.allocate(length);
  }

  #keep(rest: Buffer): void {
    this.#kept = rest.length === 0 ? NOTHING : Buffer.from(rest);
  }
}

/** Member by member: objects that are made by spreading another end up among those that live long. */
function answerOf({ status, headers, isKeptAlive }: Head, body: Buffer<ArrayBuffer>): BytesAnswer {
  return { status, headers, body, isKeptAlive };
}

/** The head of an answer, once all of it is there, and what follows it. */
function readHead(received: Buffer): { head: Head; rest: Buffer } | undefined {
  let rest = received;
  for (;;) {
    const end = rest.indexOf(HEAD_END, 0, 'latin1');
    if (end < 0) {
      if (rest.length > MAX_HEAD_BYTES) throw notHttp('HPE_HEADER_OVERFLOW', 'the head is too long');
      return undefined;
    }
    const head = parseHead(rest.toString('latin1', 0, end));
    rest = rest.subarray(end + HEAD_END.length);
    // 100 Continue, and whatever else is said before the answer.
    if (head.status >= 200) return { head, rest };
  }
}

function parseHead(text: string): Head {
  const statusEnd = endOfLine(text, 0);
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(text.slice(0, statusEnd)) ?? [];
  if (status === undefined) throw notHttp('HPE_INVALID_CONSTANT', 'no HTTP status line');
  const headers: Record<string, string | undefined> = Object.create(null) as Record<string, undefined>;
  for (let start = statusEnd + 2; start < text.length; ) {
    const end = endOfLine(text, start);
    const colon = text.indexOf(':', start);
    if (colon <= start || colon > end) throw notHttp('HPE_INVALID_HEADER_TOKEN', 'a header without a name');
    const name = text.slice(start, colon).toLowerCase();
    const value = text.slice(colon + 1, end).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
    start = end + 2;
  }
  const connection = (headers['connection'] ?? '').toLowerCase();
  const isKeptAlive = minor === '1' ? connection !== 'close' : connection === 'keep-alive';
  return { status: Number(status), headers, isKeptAlive };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\r\n', from);
  return end < 0 ? text.length : end;
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
