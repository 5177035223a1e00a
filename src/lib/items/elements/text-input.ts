/** Text to read items from: a file, stdin, or an argument. */
export interface TextInput {
  /** The name in error messages: a file's path, `stdin`, `JSON` for an argument. */
  readonly name: string;
  /** `chunks` can be called more than once. */
  readonly isRepeatable: boolean;
  chunks(): AsyncIterable<Uint8Array>;
}

/** JSON that was given as an argument. */
export function inlineInput(text: string, name = 'JSON'): TextInput {
  return {
    name,
    isRepeatable: true,
    async *chunks() {
      yield Buffer.from(text);
    },
  };
}

/**
 * An input whose beginning is kept while it may be read a second time. An input that cannot be read twice becomes
 * repeatable once all of it is kept.
 */
export class HeldInput {
  readonly #input: TextInput;
  #rest: AsyncIterator<Uint8Array> | undefined;
  /** The chunks read so far, of an input that can be read only once; `undefined` when they are dropped. */
  #kept: Buffer[] | undefined = [];
  #isWhole = false;

  constructor(input: TextInput) {
    this.#input = input;
  }

  get isRepeatable(): boolean {
    return this.#input.isRepeatable || (this.#isWhole && this.#kept !== undefined);
  }

  /** The bytes: from the beginning, as long as that is kept. */
  async *chunks(): AsyncGenerator<Buffer, void> {
    if (this.#input.isRepeatable) {
      for await (const chunk of this.#input.chunks()) yield asBuffer(chunk);
      return;
    }
    // Its own list: when the input is let go, the kept chunks are still to be read here.
    const kept = this.#kept ?? [];
    for (let at = 0; ; at += 1) {
      const chunk = at < kept.length ? kept[at] : await this.#readNext();
      if (chunk === undefined) return;
      yield chunk;
    }
  }

  /** Reads all that is left and keeps it, unless it is more than `atMostBytes`. */
  async hold(atMostBytes: number): Promise<void> {
    if (this.#input.isRepeatable) return;
    let sizeBytes = this.#kept?.reduce((sum, chunk) => sum + chunk.length, 0) ?? 0;
    while (sizeBytes <= atMostBytes) {
      const chunk = await this.#readNext();
      if (chunk === undefined) return;
      sizeBytes += chunk.length;
    }
    this.letGo();
  }

  /** Keeps nothing more: the input is read once. */
  letGo(): void {
    this.#kept = undefined;
  }

  async #readNext(): Promise<Buffer | undefined> {
    this.#rest ??= this.#input.chunks()[Symbol.asyncIterator]();
    const { value, done } = await this.#rest.next();
    this.#isWhole = done === true;
    if (done === true) return undefined;
    const chunk = asBuffer(value);
    this.#kept?.push(chunk);
    return chunk;
  }
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
