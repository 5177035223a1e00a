import { SpillFile } from '../../files/spill-file.ts';
import type { LocatedItem } from '../elements/read-items.ts';
import { readLines } from '../elements/text-lines.ts';
import { parseTypedItem, toTypedJsonText } from '../json/typed-json.ts';
import type { Item } from '../values/attribute-value.ts';

export interface KeySpoolOptions {
  /** Characters that may be held in memory; about a million by default. More goes to a temporary file. */
  heldLength?: number;
  /** The folder of that file; the system's temporary folder by default. */
  temporaryFolder?: string;
}

/** The number of first keys that are kept to be shown. */
export const FIRST_KEYS = 10;

/** Keys in their order, in bounded memory however many there are. Call {@link close} when done, whatever happens. */
export class KeySpool {
  readonly #heldLength: number;
  readonly #temporaryFolder: string | undefined;
  readonly #first: Item[] = [];
  #held: string[] = [];
  #length = 0;
  #count = 0;
  #file: SpillFile | undefined;

  constructor(options: KeySpoolOptions = {}) {
    this.#heldLength = options.heldLength ?? 1024 * 1024;
    this.#temporaryFolder = options.temporaryFolder;
  }

  get count(): number {
    return this.#count;
  }

  /** The first keys, {@link FIRST_KEYS} at the most. */
  get first(): readonly Item[] {
    return this.#first;
  }

  /** @throws AutodyneError `InvalidInput` when the temporary file cannot be written. */
  async add(key: Item): Promise<void> {
    const line = `${toTypedJsonText(key)}\n`;
    this.#held.push(line);
    this.#length += line.length;
    this.#count += 1;
    if (this.#first.length < FIRST_KEYS) this.#first.push(key);
    if (this.#length > this.#heldLength) await this.#spill();
  }

  /** All keys. Adding is over. */
  async *keys(): AsyncGenerator<LocatedItem, void> {
    const file = this.#file;
    if (file !== undefined) {
      const input = { name: 'key', isRepeatable: true, chunks: () => file.chunks() };
      for await (const { text } of readLines(input)) yield located(text);
    }
    for (const line of this.#held) yield located(line);
  }

  /** Gives up what is on disk. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #spill(): Promise<void> {
    this.#file ??= await SpillFile.open(this.#temporaryFolder);
    await this.#file.write(this.#held.join(''));
    this.#held = [];
    this.#length = 0;
  }
}

function located(line: string): LocatedItem {
  return { item: parseTypedItem(line, 'key'), location: 'key' };
}
