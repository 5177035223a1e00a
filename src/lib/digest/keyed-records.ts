import { hash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writing } from '../archive/write-failure.ts';

const PARTITIONS = 256;
const HEADER_BYTES = 8;
/** Past this many splits the records in hand have one key, or as good as one. */
const MOST_DEPTH = 3;

export interface KeyedRecordsOptions {
  /** What may be held in memory at once; 32 MiB unless told. More goes to a temporary folder. */
  memoryBytes?: number;
  /** Where that folder is made; the system's place for them unless told. */
  temporaryFolder?: string;
}

/**
 * Records grouped by their key in bounded memory, however many there are: they are spread over files by a hash of
 * the key, so that records of one key come together again. For finding repeated keys, and for comparing two
 * collections by key. Call {@link close} when done, whatever happens.
 */
export class KeyedRecords {
  readonly #memoryBytes: number;
  readonly #temporaryFolder: string;
  readonly #depth: number;
  readonly #partitions: Buffer[][] = Array.from({ length: PARTITIONS }, () => []);
  #heldBytes = 0;
  #folder: string | undefined;

  constructor(options: KeyedRecordsOptions = {}, depth = 0) {
    this.#memoryBytes = options.memoryBytes ?? 32 * 1024 * 1024;
    this.#temporaryFolder = options.temporaryFolder ?? tmpdir();
    this.#depth = depth;
  }

  /** Adds a record; records of one key keep the order in which they were added. */
  async add(key: string, payload: Buffer): Promise<void> {
    const keyBytes = Buffer.from(key);
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUInt32LE(keyBytes.length, 0);
    header.writeUInt32LE(payload.length, 4);
    await this.#addEncoded(keyBytes, Buffer.concat([header, keyBytes, payload]));
  }

  async #addEncoded(keyBytes: Buffer, record: Buffer): Promise<void> {
    // Each depth of splitting looks at another byte of the hash.
    const partition = hash('sha256', keyBytes, 'buffer')[this.#depth] ?? 0;
    this.#partitions[partition]?.push(record);
    this.#heldBytes += record.length;
    if (this.#heldBytes > this.#memoryBytes) await this.#spill();
  }

  async #spill(): Promise<void> {
    await writing(this.#temporaryFolder, async () => {
      this.#folder ??= await mkdtemp(join(this.#temporaryFolder, 'autodyne-'));
      for (const [partition, records] of this.#partitions.entries()) {
        if (records.length === 0) continue;
        await appendFile(this.#file(this.#folder, partition), Buffer.concat(records), { mode: 0o600 });
        records.length = 0;
      }
    });
    this.#heldBytes = 0;
  }

  #file(folder: string, partition: number): string {
    return join(folder, String(partition));
  }

  /** The records of each key, key after key, in no order that means anything. Adding is over. */
  async *groups(): AsyncGenerator<{ key: string; payloads: Buffer[] }> {
    if (this.#folder !== undefined) await this.#spill();
    for (const [partition, held] of this.#partitions.entries()) {
      const bytes =
        this.#folder === undefined
          ? Buffer.concat(held)
          : await readIfThere(this.#file(this.#folder, partition));
      if (bytes.length > this.#memoryBytes && this.#depth < MOST_DEPTH) yield* this.#splitFurther(bytes);
      else yield* groupsOf(bytes);
    }
  }

  async *#splitFurther(bytes: Buffer): AsyncGenerator<{ key: string; payloads: Buffer[] }> {
    const options = { memoryBytes: this.#memoryBytes, temporaryFolder: this.#temporaryFolder };
    const deeper = new KeyedRecords(options, this.#depth + 1);
    try {
      for (const { keyBytes, record } of decode(bytes)) await deeper.#addEncoded(keyBytes, record);
      yield* deeper.groups();
    } finally {
      await deeper.close();
    }
  }

  /** Removes what was written to disk. */
  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

function* groupsOf(bytes: Buffer): Generator<{ key: string; payloads: Buffer[] }> {
  const groups = new Map<string, Buffer[]>();
  for (const { keyBytes, record } of decode(bytes)) {
    const key = keyBytes.toString();
    const payload = record.subarray(HEADER_BYTES + keyBytes.length);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [payload]);
    else group.push(payload);
  }
  for (const [key, payloads] of groups) yield { key, payloads };
}

function* decode(bytes: Buffer): Generator<{ keyBytes: Buffer; record: Buffer }> {
  let offset = 0;
  while (offset < bytes.length) {
    const keyEnd = offset + HEADER_BYTES + bytes.readUInt32LE(offset);
    const end = keyEnd + bytes.readUInt32LE(offset + 4);
    yield { keyBytes: bytes.subarray(offset + HEADER_BYTES, keyEnd), record: bytes.subarray(offset, end) };
    offset = end;
  }
}

async function readIfThere(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
