import { BYTE, isOneContainer } from '../../client/json-scanner.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { Appender } from './appender.ts';
import { type ElementOptions, itemOfElement } from './element-item.ts';

/** The bytes of an item as DynamoDB JSON (or of its line), and the number of the line that it begins on. */
export interface SourceItem {
  bytes: Buffer;
  line: number;
}

/**
 * The most that a line of a data file may have. An item has 400 KB at most, which DynamoDB JSON makes nine times as
 * long where it is a list of empty strings. It bounds the memory of reading.
 */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

const ITEM_PREFIX = Buffer.from('{"Item":{');
const CLOSING_BRACES = Buffer.from('}}');
const BUFFER_WORD = Buffer.from('"Buffer"');

/**
 * The lines of a data file that are not empty, a batch for each piece read, without their line feeds. All of a batch but
 * the first lie in that piece.
 * @throws AutodyneError `InvalidInput` for a line too long to be an item.
 */
export async function* dataFileLines(
  chunks: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<SourceItem[]> {
  let rest: Buffer = Buffer.alloc(0);
  const appender = new Appender();
  let line = 1;
  for await (const chunk of chunks) {
    const lines: SourceItem[] = [];
    const add = (bytes: Buffer): void => {
      if (bytes.length > 0) lines.push({ bytes, line });
      line += 1;
    };
    let start = 0;
    for (let end = chunk.indexOf(BYTE.lineFeed); end !== -1; end = chunk.indexOf(BYTE.lineFeed, start)) {
      const bytes = chunk.subarray(start, end);
      // Only the line that began in an earlier chunk is copied.
      add(start === 0 ? appender.append(rest, bytes) : bytes);
      start = end + 1;
    }
    const end = chunk.subarray(start);
    rest = start === 0 ? appender.append(rest, end) : end;
    if (rest.length > MAX_LINE_BYTES) throw tooLong(name, line);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [{ bytes: rest, line }];
}

/**
 * The items of a data file of ours or AWS's, in batches: lines of `{"Item":{…}}`, whose bytes are passed on with no
 * look inside but that each is one object. So what is between its brackets may be no item: check the file's MD5 first.
 * @throws AutodyneError `InvalidInput` naming file and line for what is no such line.
 */
export async function* itemLines(
  chunks: AsyncIterable<Buffer>,
  options: ElementOptions,
): AsyncGenerator<SourceItem[]> {
  for await (const lines of dataFileLines(chunks, options.name)) {
    const isLookedInto = options.isRepairingBinary || holdBufferWord(lines);
    yield lines.map(({ bytes, line }) => ({
      bytes: isLookedInto ? itemOfElement({ bytes, line }, options) : itemOfLine(bytes, line, options),
      line,
    }));
  }
}

/** Whether `"Buffer"` is in one of the lines; all but the first lie one after the other in one chunk. */
function holdBufferWord(lines: readonly SourceItem[]): boolean {
  const [first, second] = lines;
  const last = lines.at(-1)?.bytes;
  if (first?.bytes.includes(BUFFER_WORD)) return true;
  if (second === undefined || last === undefined) return false;
  const { buffer, byteOffset } = second.bytes;
  return Buffer.from(buffer, byteOffset, last.byteOffset + last.length - byteOffset).includes(BUFFER_WORD);
}

function itemOfLine(bytes: Buffer, line: number, options: ElementOptions): Buffer {
  const isPlainSailing =
    hasAt(bytes, 0, ITEM_PREFIX) &&
    hasAt(bytes, bytes.length - CLOSING_BRACES.length, CLOSING_BRACES) &&
    isOneContainer(bytes, ITEM_PREFIX.length - 1, bytes.length - 1);
  if (isPlainSailing) return bytes.subarray(ITEM_PREFIX.length - 1, -1);
  return itemOfElement({ bytes, line }, options);
}

/** Whether `some` stands there. Makes no object of it: there are as many lines as items. */
function hasAt(bytes: Buffer, at: number, some: Buffer): boolean {
  for (let index = 0; index < some.length; index += 1) {
    if (bytes[at + index] !== some[index]) return false;
  }
  return true;
}

function tooLong(name: string, line: number): AutodyneError {
  const mebibytes = MAX_LINE_BYTES / 1024 / 1024;
  return new AutodyneError(
    'InvalidInput',
    `${name}:${line}: a line of more than ${mebibytes} MiB is no item`,
  );
}
