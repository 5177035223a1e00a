import { BYTE, isBlank } from '../../client/json-scanner.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { Appender } from './appender.ts';

/**
 * The most that one item may take as JSON. An item has 400 KB at most, which escapes may make six times as long;
 * the rest is blanks. It bounds the memory of reading.
 */
export const MAX_ELEMENT_BYTES = 16 * 1024 * 1024;

/** What chunks have at most, as a rule: a value is found to be too long when it has one that it should not. */
const CHUNK_BYTES = 1024 * 1024;

/** How far a value has been scanned, so that scanning goes on where it stopped when more bytes arrive. */
interface ScanState {
  offset: number;
  depth: number;
  isInString: boolean;
}

/** Reads JSON tokens and whole values off a stream of bytes, holding no more than the value in hand. */
export class ByteCursor {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #place: string;
  readonly #appender = new Appender(MAX_ELEMENT_BYTES + CHUNK_BYTES);
  #buffer: Buffer = Buffer.alloc(0);
  #position = 0;
  #line = 1;

  constructor(chunks: AsyncIterable<Buffer>, place: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#place = place;
  }

  /** The line that comes next, from 1. */
  get line(): number {
    return this.#line;
  }

  /** The next byte that is no blank, left where it is; `undefined` at the end. */
  async peek(): Promise<number | undefined> {
    for (;;) {
      while (this.#position < this.#buffer.length) {
        const byte = this.#buffer[this.#position];
        if (!isBlank(byte)) return byte;
        if (byte === BYTE.lineFeed) this.#line += 1;
        this.#position += 1;
      }
      if (!(await this.#fill())) return undefined;
    }
  }

  /** Steps over the byte that {@link peek} saw. */
  skip(): void {
    this.#position += 1;
  }

  /** Up to `length` bytes of what comes next, left where they are. */
  async lookAhead(length: number): Promise<string> {
    while (this.#buffer.length - this.#position < length && (await this.#fill()));
    return this.#buffer.toString('utf8', this.#position, this.#position + length);
  }

  /** The bytes of the JSON value that comes next, taken. Its brackets are matched by number, its inside is not judged. */
  async value(): Promise<Buffer> {
    await this.peek();
    const state: ScanState = { offset: 0, depth: 0, isInString: false };
    for (;;) {
      const start = this.#position;
      const end = scanValue(this.#buffer, start, state);
      if (end !== undefined) return this.#take(end);
      if (this.#buffer.length - start > MAX_ELEMENT_BYTES) {
        throw this.errorHere(`a JSON value of more than ${MAX_ELEMENT_BYTES / 1024 / 1024} MiB is no item`);
      }
      if (await this.#fill()) continue;
      if (state.depth === 0 && !state.isInString && state.offset > 0) return this.#take(start + state.offset);
      throw this.errorHere('the JSON that begins here does not end');
    }
  }

  errorHere(problem: string): AutodyneError {
    const details = { file: this.#place, line: this.#line };
    return new AutodyneError('InvalidInput', `${this.#place}:${this.#line}: ${problem}`, { details });
  }

  #take(end: number): Buffer {
    const bytes = this.#buffer.subarray(this.#position, end);
    for (let at = bytes.indexOf(BYTE.lineFeed); at !== -1; at = bytes.indexOf(BYTE.lineFeed, at + 1))
      this.#line += 1;
    this.#position = end;
    return bytes;
  }

  /** Appends the next chunk and drops what was taken; false at the end. */
  async #fill(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    const rest = this.#buffer.subarray(this.#position);
    this.#buffer = this.#appender.append(rest, next.value);
    this.#position = 0;
    return true;
  }
}

/** Where the value that begins at `start` ends, or `undefined` when the buffer ends first. */
function scanValue(buffer: Buffer, start: number, state: ScanState): number | undefined {
  let at = start + state.offset;
  while (at < buffer.length) {
    if (state.isInString) {
      const quote = endOfString(buffer, at);
      if (quote === undefined) {
        // Goes on at the backslashes that may escape what comes next.
        at = beforeTrailingBackslashes(buffer, at);
        break;
      }
      state.isInString = false;
      at = quote + 1;
      if (state.depth === 0) return at;
    } else {
      const end = scanByte(buffer[at], at, state);
      if (end !== undefined) return end;
      at += 1;
    }
  }
  state.offset = at - start;
  return undefined;
}

/** Takes one byte outside of strings; the end of the value when the byte tells it. */
function scanByte(byte: number | undefined, at: number, state: ScanState): number | undefined {
  switch (byte) {
    case BYTE.quote:
      state.isInString = true;
      return undefined;
    case BYTE.openBracket:
    case BYTE.openBrace:
      state.depth += 1;
      return undefined;
    case BYTE.closeBracket:
    case BYTE.closeBrace:
      if (state.depth === 0) return at;
      state.depth -= 1;
      return state.depth === 0 ? at + 1 : undefined;
    case BYTE.comma:
    case BYTE.blank:
    case BYTE.tab:
    case BYTE.carriageReturn:
    case BYTE.lineFeed:
      return state.depth === 0 ? at : undefined;
    default:
      return undefined;
  }
}

/** The quote that ends the string in which `from` is, or `undefined`. `from` is not behind a backslash. */
function endOfString(buffer: Buffer, from: number): number | undefined {
  let quote = buffer.indexOf(BYTE.quote, from);
  while (quote !== -1) {
    let backslashes = 0;
    while (quote - backslashes > from && buffer[quote - 1 - backslashes] === BYTE.backslash) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    quote = buffer.indexOf(BYTE.quote, quote + 1);
  }
  return undefined;
}

function beforeTrailingBackslashes(buffer: Buffer, from: number): number {
  let at = buffer.length;
  while (at > from && buffer[at - 1] === BYTE.backslash) at -= 1;
  return at;
}
