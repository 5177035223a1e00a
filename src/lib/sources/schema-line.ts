import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { tableOfJson } from '../archive/table-description.ts';
import { jsonElements } from '../items/elements/json-elements.ts';
import { parseJson } from '../json/parse-json.ts';
import { decompress } from './decompress.ts';
import { fileBytes } from './file-bytes.ts';
import type { ItemSource } from './open-source.ts';
import { hasPath, READ_BYTES } from './read-source-file.ts';

/**
 * The source, with the table that its first JSON value describes: dyno's exports begin so, and have no other
 * description. A file that cannot be read is left to the reader of its items to report.
 * @param stdin standard input, if that is the source
 */
export async function withSchemaLine(
  source: ItemSource,
  stdin: PeekedStream | undefined,
): Promise<ItemSource> {
  const [file] = source.files;
  if (source.table !== undefined || file?.layout !== 'json') return source;
  const bytes = hasPath(file) ? fileBytes(file, READ_BYTES) : stdin?.peek();
  if (bytes === undefined) return source;
  try {
    return { ...source, table: await firstTable(bytes, file.name) };
  } catch {
    return source;
  }
}

async function firstTable(bytes: AsyncIterable<Buffer>, name: string): Promise<TableDescription | undefined> {
  for await (const [first] of jsonElements(decompress(bytes, name), name)) {
    return first?.bytes.includes('"KeySchema"') ? tableOfJson(parseJson(first.bytes.toString())) : undefined;
  }
  return undefined;
}

/** A stream that can be read from its beginning twice: the bytes of the first look are kept until they are read. */
export class PeekedStream {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #held: Buffer[] = [];
  #isAtEnd = false;
  /** The first reader may have requested more than it waited for. */
  #asked: Promise<void> = Promise.resolve();

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Reads without consuming; to be done before {@link rest}. */
  async *peek(): AsyncGenerator<Buffer> {
    for (let at = 0; ; at += 1) {
      if (at === this.#held.length) await this.#ask();
      const chunk = this.#held[at];
      if (chunk === undefined) return;
      yield chunk;
    }
  }

  /** The whole stream, from its beginning. */
  async *rest(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        if (this.#held.length === 0) await this.#ask();
        const chunk = this.#held.shift();
        if (chunk === undefined) return;
        yield chunk;
      }
    } finally {
      await this.#chunks.return?.();
    }
  }

  #ask(): Promise<void> {
    this.#asked = this.#asked.then(async () => {
      if (this.#isAtEnd) return;
      const next = await this.#chunks.next();
      if (next.done === true) this.#isAtEnd = true;
      else this.#held.push(next.value);
    });
    return this.#asked;
  }
}
