import { isUtf8 } from 'node:buffer';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { assertNoOtherFormat, FORMAT_HEAD_BYTES, utf8Name } from '../items/elements/foreign-bytes.ts';
import { withFile } from '../items/elements/foreign-json.ts';

/**
 * The same bytes, which are UTF-8: a reader of text would put another character for what is not.
 * @throws AutodyneError `InvalidInput` naming file and line, and the command that converts it
 */
export async function* assertUtf8Text(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Buffer, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for await (const bytes of withWholeHead(chunks, name)) {
    const text = orThrow(
      () => decoder.decode(bytes, { stream: true }),
      () => line + badLine(bytes),
      name,
    );
    line += text.split('\n').length - 1;
    yield bytes;
  }
  orThrow(
    () => decoder.decode(),
    () => line,
    name,
  );
}

function orThrow(decode: () => string, lineOf: () => number, name: string): string {
  try {
    return decode();
  } catch (error) {
    const line = lineOf();
    const convert = 'if a spreadsheet wrote it, save it as CSV UTF-8, or convert it: ';
    throw new AutodyneError('InvalidInput', `${name}:${line}: not UTF-8 text`, {
      suggestions: [`${convert}${withFile(`iconv -f WINDOWS-1252 -t UTF-8 FILE > ${utf8Name(name)}`, name)}`],
      details: { file: name, line },
      cause: error,
    });
  }
}

/** The first two bits of a byte that does not begin a character. */
const CONTINUATION = 0b10;

/** Line feeds before the first line that is not UTF-8. The chunk may begin inside a character. */
function badLine(bytes: Buffer): number {
  let feeds = 0;
  let start = bytes.findIndex((byte) => byte >> 6 !== CONTINUATION);
  for (; ; feeds += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return feeds;
    start = end + 1;
  }
}

/** The same bytes, of which the first are enough to recognise a format by. */
async function* withWholeHead(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Buffer, void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (head === undefined) {
      yield bytes;
      continue;
    }
    head = Buffer.concat([head, bytes]);
    if (head.length < FORMAT_HEAD_BYTES) continue;
    assertNoOtherFormat(head, name);
    yield head;
    head = undefined;
  }
  if (head === undefined || head.length === 0) return;
  assertNoOtherFormat(head, name);
  yield head;
}
