import { AutodyneError } from '../../errors/autodyne-error.ts';
import { Appender } from './appender.ts';
import { MAX_ELEMENT_BYTES } from './byte-cursor.ts';
import { type ElementOptions, itemOfElement } from './element-item.ts';

/** An item as DynamoDB JSON, and the line that it begins on. */
export interface SourceItem {
  bytes: Buffer;
  line: number;
}

const LINE_FEED = 0x0a;
const ITEM_PREFIX = Buffer.from('{"Item":{');
const CLOSING_BRACES = Buffer.from('}}');
const BUFFER_WORD = Buffer.from('"Buffer"');

/**
 * The items of a data file of ours or AWS's, a batch for each piece read: lines of `{"Item":{…}}`, whose bytes are
 * passed on without a look inside, so check the file's MD5 first.
 * @throws AutodyneError `InvalidInput` naming file and line for what is no such line.
 */
export async function* itemLines(
  chunks: AsyncIterable<Buffer>,
  options: ElementOptions,
): AsyncGenerator<SourceItem[]> {
  let rest: Buffer = Buffer.alloc(0);
  const appender = new Appender();
  let line = 0;
  for await (const chunk of chunks) {
    const bytes = appender.append(rest, chunk);
    const items: SourceItem[] = [];
    let start = 0;
    // What was left over had no line feed: the search goes on behind it.
    for (let end = bytes.indexOf(LINE_FEED, rest.length); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      line += 1;
      if (end > start) items.push({ bytes: itemOfLine(bytes.subarray(start, end), line, options), line });
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_ELEMENT_BYTES) throw tooLong(options.name, line + 1);
    if (items.length > 0) yield items;
  }
  if (rest.length > 0) yield [{ bytes: itemOfLine(rest, line + 1, options), line: line + 1 }];
}

function itemOfLine(bytes: Buffer, line: number, options: ElementOptions): Buffer {
  const isPlainSailing =
    !options.isRepairingBinary &&
    bytes.subarray(0, ITEM_PREFIX.length).equals(ITEM_PREFIX) &&
    bytes.subarray(-2).equals(CLOSING_BRACES) &&
    !bytes.includes(BUFFER_WORD);
  if (isPlainSailing) return bytes.subarray(ITEM_PREFIX.length - 1, -1);
  return itemOfElement({ bytes, line }, options);
}

function tooLong(name: string, line: number): AutodyneError {
  const mebibytes = MAX_ELEMENT_BYTES / 1024 / 1024;
  return new AutodyneError(
    'InvalidInput',
    `${name}:${line}: a line of more than ${mebibytes} MiB is no item`,
  );
}
