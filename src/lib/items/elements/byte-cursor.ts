import { isUtf8 } from 'node:buffer';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { BYTE, isBlank } from '../../json/json-scanner.ts';
import { Appender } from '../../threads/appender.ts';
import { isOrdinaryItem } from './ordinary-item.ts';

/**
 * The most that one item may take as JSON. An item has 400 KB at most, which escapes may make six times as long;
 * the rest is blanks. It bounds the memory of reading.
 */
const MAX_ELEMENT_BYTES = 16 * 1024 * 1024;

/** The usual size of a chunk, at most. A value that spans more than this is checked against the size limit. */
const CHUNK_BYTES = 1024 * 1024;

/** The state of a scan that stopped where the buffer ended, to go on with when more bytes arrive. */
interface ScanState {
  offset: number;
  depth: number;
  isInString: boolean;
}

/** Some bytes of a text, and where in it they begin, line and column counted from 1. */
export interface LocatedBytes {
  bytes: Buffer;
  line: number;
  column: number;
}

/** A member that comes next: its name, and how far ahead its value begins. */
export interface MemberAhead {
  name: string;
  valueOffset: number;
}

/** Reads JSON tokens and whole values off a stream of bytes, holding no more than the current value. */
export class ByteCursor {
  /** The file, as a person knows it. */
  readonly name: string;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #appender = new Appender(MAX_ELEMENT_BYTES + CHUNK_BYTES);
  #buffer: Buffer = Buffer.alloc(0);
  #position = 0;
  #line = 1;
  #column = 1;
  /** Taken from the current line, not yet counted as columns: those of JSON Lines are hardly ever asked for. */
  #uncounted: Buffer | undefined;

  constructor(chunks: AsyncIterable<Buffer>, name: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.name = name;
  }

  /** The next byte that is no blank, left where it is; `undefined` at the end. */
  async peek(): Promise<number | undefined> {
    for (;;) {
      while (this.#position < this.#buffer.length) {
        const byte = this.#buffer[this.#position];
        if (!isBlank(byte)) return byte;
        this.#step(byte);
      }
      if (!(await this.#fill())) return undefined;
    }
  }

  /** Nothing is left of the bytes read so far: the next token has to be waited for. */
  get isDrained(): boolean {
    let at = this.#position;
    while (at < this.#buffer.length && isBlank(this.#buffer[at])) at += 1;
    return at >= this.#buffer.length;
  }

  /**
   * The object that {@link peek} saw is an item and nothing else; false where more would have to be read to be certain.
   */
  get isBeforeOrdinaryItem(): boolean {
    return isOrdinaryItem(this.#buffer, this.#position);
  }

  /** Steps over the byte that {@link peek} saw. */
  skip(): void {
    this.#step(undefined);
  }

  /** Steps over a byte order mark, which is no column of its line. */
  async skipByteOrderMark(): Promise<void> {
    const mark = await this.ahead(BYTE_ORDER_MARK.length);
    if (mark.equals(BYTE_ORDER_MARK)) this.#position += mark.length;
  }

  /**
   * The next `length` bytes, or all that are left, without taking them. Offsets in them are those that the other
   * methods which look ahead take.
   */
  async ahead(length: number): Promise<Buffer> {
    while (this.#buffer.length - this.#position < length && (await this.#fill()));
    return this.#buffer.subarray(this.#position, this.#position + length);
  }

  /** The offset of the next byte that is no blank, at or after `from`; left where it is. */
  async tokenAhead(from: number): Promise<number> {
    for (let offset = from; ; offset += 1) {
      while (this.#position + offset >= this.#buffer.length) if (!(await this.#fill())) return offset;
      if (!isBlank(this.#buffer[this.#position + offset])) return offset;
    }
  }

  byteAhead(offset: number): number | undefined {
    return this.#buffer[this.#position + offset];
  }

  /**
   * The end of the JSON value that begins at an offset, left where it is.
   * @returns `undefined` when the text ends first, or is longer than an item can be
   */
  async valueEndAhead(from: number): Promise<number | undefined> {
    const state: ScanState = { offset: 0, depth: 0, isInString: false };
    for (;;) {
      const end = scanValue(this.#buffer, this.#position + from, state);
      if (end !== undefined) return end - this.#position;
      if (this.#buffer.length - this.#position > MAX_ELEMENT_BYTES || !(await this.#fill())) return undefined;
    }
  }

  /** The name of the member at an offset, and where its value begins; `undefined` when there is none. */
  async memberAhead(offset: number): Promise<MemberAhead | undefined> {
    if (this.byteAhead(offset) !== BYTE.quote) return undefined;
    const end = await this.valueEndAhead(offset);
    if (end === undefined) return undefined;
    const colon = await this.tokenAhead(end);
    if (this.byteAhead(colon) !== BYTE.colon) return undefined;
    const name = (await this.ahead(end)).toString('utf8', offset + 1, end - 1);
    return { name, valueOffset: await this.tokenAhead(colon + 1) };
  }

  /**
   * The bytes of the JSON value that comes next, taken. Its brackets are matched by number, its inside is not checked;
   * where the text ends before the value does, it is what is left.
   * @throws AutodyneError `InvalidInput` for what is larger than an item can be, and what is no UTF-8
   */
  async value(): Promise<Buffer> {
    return (await this.locatedValue()).bytes;
  }

  /** As {@link value}, and where it begins. */
  async locatedValue(): Promise<LocatedBytes> {
    await this.peek();
    const line = this.#line;
    const column = this.#countedColumn();
    const state: ScanState = { offset: 0, depth: 0, isInString: false };
    for (;;) {
      const start = this.#position;
      const end = scanValue(this.#buffer, start, state);
      if (end !== undefined) return { bytes: this.#take(end), line, column };
      if (this.#buffer.length - start > MAX_ELEMENT_BYTES) {
        throw this.errorHere(
          `a JSON value larger than ${MAX_ELEMENT_BYTES / 1024 / 1024} MiB is not an item`,
        );
      }
      if (!(await this.#fill())) return { bytes: this.#take(this.#buffer.length), line, column };
    }
  }

  errorHere(problem: string, suggestions: readonly string[] = []): AutodyneError {
    const [line, column] = [this.#line, this.#countedColumn()];
    const details = { file: this.name, line, column };
    return new AutodyneError('InvalidInput', `${this.name}:${line}:${column}: ${problem}`, {
      suggestions,
      details,
    });
  }

  /** The error for a file that holds nothing, or blanks alone. */
  emptyError(): AutodyneError {
    return new AutodyneError('InvalidInput', `${this.name} is empty: it contains no items`, {
      suggestions: ['check the command that wrote it; an empty list of items is []'],
      details: { file: this.name },
    });
  }

  /** Ends the reading of what the bytes come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #step(byte: number | undefined): void {
    this.#position += 1;
    if (byte === BYTE.lineFeed) {
      this.#line += 1;
      this.#column = 1;
      this.#uncounted = undefined;
    } else this.#column += 1;
  }

  #take(end: number): Buffer {
    const bytes = this.#buffer.subarray(this.#position, end);
    if (!isUtf8(bytes)) throw this.errorHere('not UTF-8 text');
    const column = this.#countedColumn();
    let lineStart = 0;
    for (let at = bytes.indexOf(BYTE.lineFeed); at !== -1; at = bytes.indexOf(BYTE.lineFeed, lineStart)) {
      this.#line += 1;
      lineStart = at + 1;
    }
    this.#column = lineStart === 0 ? column : 1;
    this.#uncounted = bytes.subarray(lineStart);
    this.#position = end;
    return bytes;
  }

  #countedColumn(): number {
    if (this.#uncounted !== undefined) this.#column += this.#uncounted.toString().length;
    this.#uncounted = undefined;
    return this.#column;
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

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The offset of the value's end; `undefined` when the buffer ends first. */
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

/** Takes one byte outside of strings; the end of the value when the byte is its last. */
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
