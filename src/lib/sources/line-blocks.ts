import { AutodyneError } from '../errors/autodyne-error.ts';
import { BYTE } from '../json/json-scanner.ts';

/**
 * The most bytes of a line in a data file. An item has 400 KB at most, which DynamoDB JSON makes nine times as long
 * where it is a list of empty strings. It bounds the memory of reading.
 */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** The size of a block of lines, unless one line is longer. */
export const BLOCK_BYTES = 64 * 1024;

/** Gives memory of at least this size. */
export type AllocateBlock = (sizeBytes: number) => Buffer<ArrayBuffer>;

/** A source of bytes that are read into the caller's memory. */
export interface BytesInput {
  /** Puts the next bytes into `memory`, beginning at `from`, and returns their number: 0 at the end. */
  read(memory: Buffer, from: number): number | Promise<number>;
  close(): unknown;
}

/** A line that is not empty, without its line feed. */
export interface LineSpan {
  start: number;
  end: number;
  /** Its number, from 1. */
  line: number;
}

/** Whole lines, one after another. */
export interface LineBlock {
  memory: Buffer<ArrayBuffer>;
  lines: LineSpan[];
}

/**
 * The lines of a data file that are not empty, in blocks. A byte is copied where its line does not end in the block
 * that it was read into: once, or a bounded number of times where the line is longer than a block. Closes its input.
 * @throws AutodyneError `InvalidInput` for a line too long to be an item.
 */
export async function* lineBlocks(
  input: BytesInput,
  name: string,
  allocate: AllocateBlock = (sizeBytes) => Buffer.allocUnsafeSlow(sizeBytes),
): AsyncGenerator<LineBlock> {
  try {
    let memory = allocate(BLOCK_BYTES);
    let size = 0;
    let line = 1;
    for (;;) {
      let readBytes = 0;
      try {
        readBytes = await input.read(memory, size);
      } catch (error) {
        // Complete lines before the damage are passed on before it is reported.
        yield { memory, lines: splitLines(memory.subarray(0, size), line).lines };
        throw error;
      }
      size += readBytes;
      if (readBytes > 0 && size < memory.length) continue;
      const { lines, end, nextLine } = splitLines(memory.subarray(0, size), line);
      if (readBytes === 0) {
        // The last line of a file may end with it.
        if (end < size) lines.push({ start: end, end: size, line: nextLine });
        yield { memory, lines };
        return;
      }
      if (size - end > MAX_LINE_BYTES) throw tooLong(name, nextLine);
      const full = memory;
      memory = allocate(Math.max(BLOCK_BYTES, Math.min(2 * (size - end), MAX_LINE_BYTES + BLOCK_BYTES)));
      size = full.copy(memory, 0, end);
      line = nextLine;
      if (end > 0) yield { memory: full, lines };
    }
  } finally {
    await input.close();
  }
}

/** Reads from the chunks of a stream; a chunk is not needed any more once the next one is requested. */
export function chunksInput(chunks: AsyncIterable<Buffer>): BytesInput {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Buffer = Buffer.alloc(0);
  return {
    async read(memory, from) {
      while (chunk.length === 0) {
        const next = await iterator.next();
        if (next.done === true) return 0;
        chunk = next.value;
      }
      const copied = chunk.copy(memory, from);
      chunk = chunk.subarray(copied);
      return copied;
    },
    close: () => iterator.return?.(),
  };
}

/** The lines that end here, the end of the last of them, and the number of the next line. */
function splitLines(memory: Buffer, firstLine: number): { lines: LineSpan[]; end: number; nextLine: number } {
  const lines: LineSpan[] = [];
  let line = firstLine;
  let start = 0;
  for (let end = memory.indexOf(BYTE.lineFeed); end !== -1; end = memory.indexOf(BYTE.lineFeed, start)) {
    if (end > start) lines.push({ start, end, line });
    line += 1;
    start = end + 1;
  }
  return { lines, end: start, nextLine: line };
}

function tooLong(name: string, line: number): AutodyneError {
  const mebibytes = MAX_LINE_BYTES / 1024 / 1024;
  return new AutodyneError(
    'InvalidInput',
    `${name}:${line}: a line larger than ${mebibytes} MiB is not an item`,
  );
}
