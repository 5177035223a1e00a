import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { MAX_BATCH_BYTES, MAX_BATCH_WRITES } from '../../wire/request-limits.ts';
import { toTypedJsonText } from '../json/typed-json.ts';
import { keyIdentity } from '../keys/key-of.ts';
import { type Item, newItem } from '../values/attribute-value.ts';
import { valueSizeBytes } from '../values/item-size.ts';

/** A write that is JSON already: it becomes a request again only where one is needed. */
export interface SerializedWrite {
  /** The write as it is sent, a character for each byte of its UTF-8. */
  readonly json: string;
  /** Of the JSON. */
  readonly sizeBytes: number;
  /** {@link keyIdentity} of its item. */
  readonly key: string;
  readonly request: WriteRequest;
}

export type BatchedWrite = WriteRequest | SerializedWrite;

/** The writes of one BatchWriteItem, no two of the same key. */
export interface WriteChunk {
  readonly writes: readonly BatchedWrite[];
  /** Each write's key identity, in the same order. */
  readonly keys: readonly string[];
  /** Writes left out because a later one in this chunk has the same key. */
  readonly repeated: number;
}

/**
 * Groups writes into chunks of at most 25 and 16 MB. Of several with the same key in a chunk the last wins, as if
 * they were done one after the other. When the source fails, what came before is still given.
 * @param keyNames the attributes of the table's key
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function* chunkWrites(
  writes: AsyncIterable<BatchedWrite> | Iterable<BatchedWrite>,
  keyNames: readonly string[],
): AsyncGenerator<WriteChunk, void> {
  const chunks = new ChunkCutter(keyNames);
  try {
    if (Symbol.iterator in writes) {
      // A list is not waited for, one by one.
      for (const write of writes) {
        const full = chunks.add(write);
        if (full !== undefined) yield full;
      }
    } else {
      for await (const write of writes) {
        const full = chunks.add(write);
        if (full !== undefined) yield full;
      }
    }
  } catch (error) {
    if (!chunks.open.isEmpty) yield chunks.open.close();
    throw error;
  }
  if (!chunks.open.isEmpty) yield chunks.open.close();
}

/** (A class and not a function within a function, which V8 would compile anew for each call of the outer one.) */
class ChunkCutter {
  open = new OpenChunk();
  readonly #keyNames: readonly string[];

  constructor(keyNames: readonly string[]) {
    this.#keyNames = keyNames;
  }

  /** Takes a write; returns the chunk that there was no room in, where there was none. */
  add(write: BatchedWrite): WriteChunk | undefined {
    const key = isSerialized(write) ? write.key : keyIdentity(itemOf(write), this.#keyNames);
    const sizeBytes = isSerialized(write) ? write.sizeBytes + WRAPPING_BYTES : wireSizeBytes(write);
    const full = this.open.hasRoom(key, sizeBytes) ? undefined : this.open.close();
    if (full !== undefined) this.open = new OpenChunk();
    this.open.add(key, write, sizeBytes);
    return full;
  }
}

class OpenChunk {
  readonly #writes = new Map<string, { write: BatchedWrite; sizeBytes: number }>();
  #sizeBytes = 0;
  #repeated = 0;

  get isEmpty(): boolean {
    return this.#writes.size === 0;
  }

  hasRoom(key: string, sizeBytes: number): boolean {
    const replaced = this.#writes.get(key);
    if (this.#sizeBytes - (replaced?.sizeBytes ?? 0) + sizeBytes > MAX_BATCH_BYTES) return this.isEmpty;
    return replaced !== undefined || this.#writes.size < MAX_BATCH_WRITES;
  }

  add(key: string, write: BatchedWrite, sizeBytes: number): void {
    const replaced = this.#writes.get(key);
    if (replaced !== undefined) {
      this.#sizeBytes -= replaced.sizeBytes;
      this.#repeated += 1;
      this.#writes.delete(key);
    }
    this.#writes.set(key, { write, sizeBytes });
    this.#sizeBytes += sizeBytes;
  }

  close(): WriteChunk {
    const writes: BatchedWrite[] = [];
    for (const { write } of this.#writes.values()) writes.push(write);
    return { writes, keys: [...this.#writes.keys()], repeated: this.#repeated };
  }
}

export function isSerialized(write: BatchedWrite): write is SerializedWrite {
  return 'json' in write;
}

/** The request of a write. */
export function requestOf(write: BatchedWrite): WriteRequest {
  return isSerialized(write) ? write.request : write;
}

/** The item that a request puts, or the key that it deletes. */
export function itemOf(request: WriteRequest): Item {
  return request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? newItem();
}

/** For what is around a write in its request. */
const WRAPPING_BYTES = 100;

/** Below this size 25 items fit whatever they hold, since JSON takes at most 8 bytes for each of theirs. */
const SURELY_SMALL_BYTES = MAX_BATCH_BYTES / MAX_BATCH_WRITES / 8 - WRAPPING_BYTES;

/** A request's bytes as sent, or for a small one more than that, which costs less to find. */
function wireSizeBytes(request: WriteRequest): number {
  const item = itemOf(request);
  const mostBytes = mostSizeBytes(item);
  if (mostBytes <= SURELY_SMALL_BYTES) return mostBytes * 8 + WRAPPING_BYTES;
  return Buffer.byteLength(toTypedJsonText(item)) + WRAPPING_BYTES;
}

/** No less than an item's size: a character has at most three bytes, and a number's digits are packed. */
function mostSizeBytes(item: Item): number {
  let sizeBytes = 0;
  for (const [name, value] of Object.entries(item)) {
    sizeBytes += name.length * 3;
    if (value.S !== undefined) sizeBytes += value.S.length * 3;
    else if (value.N !== undefined) sizeBytes += value.N.length + 1;
    else sizeBytes += valueSizeBytes(value);
  }
  return sizeBytes;
}
