import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { MAX_BATCH_BYTES, MAX_BATCH_WRITES } from '../../wire/request-limits.ts';
import { toTypedJsonText } from '../json/typed-json.ts';
import { keyIdentity } from '../keys/key-of.ts';
import { type Item, newItem } from '../values/attribute-value.ts';
import { valueSizeBytes } from '../values/item-size.ts';

/** The writes of one BatchWriteItem, no two of the same key. */
export interface WriteChunk {
  readonly requests: readonly WriteRequest[];
  /** Each request's key identity, in the same order. */
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
  requests: AsyncIterable<WriteRequest> | Iterable<WriteRequest>,
  keyNames: readonly string[],
): AsyncGenerator<WriteChunk, void> {
  let chunk = new OpenChunk();
  /** The chunk that there is no more room in, where there is none. */
  const fullBefore = (request: WriteRequest): WriteChunk | undefined => {
    const key = keyIdentity(itemOf(request), keyNames);
    const sizeBytes = wireSizeBytes(request);
    const full = chunk.hasRoom(key, sizeBytes) ? undefined : chunk.close();
    if (full !== undefined) chunk = new OpenChunk();
    chunk.add(key, request, sizeBytes);
    return full;
  };
  try {
    if (Symbol.iterator in requests) {
      // A list is not waited for, one by one.
      for (const request of requests) {
        const full = fullBefore(request);
        if (full !== undefined) yield full;
      }
    } else {
      for await (const request of requests) {
        const full = fullBefore(request);
        if (full !== undefined) yield full;
      }
    }
  } catch (error) {
    if (!chunk.isEmpty) yield chunk.close();
    throw error;
  }
  if (!chunk.isEmpty) yield chunk.close();
}

class OpenChunk {
  readonly #writes = new Map<string, { request: WriteRequest; sizeBytes: number }>();
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

  add(key: string, request: WriteRequest, sizeBytes: number): void {
    const replaced = this.#writes.get(key);
    if (replaced !== undefined) {
      this.#sizeBytes -= replaced.sizeBytes;
      this.#repeated += 1;
      this.#writes.delete(key);
    }
    this.#writes.set(key, { request, sizeBytes });
    this.#sizeBytes += sizeBytes;
  }

  close(): WriteChunk {
    const requests = [...this.#writes.values()].map(({ request }) => request);
    return { requests, keys: [...this.#writes.keys()], repeated: this.#repeated };
  }
}

/** The item that a request puts, or the key that it deletes. */
export function itemOf(request: WriteRequest): Item {
  return request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? newItem();
}

/** Below this size 25 items fit whatever they hold, since JSON takes at most 8 bytes for each of theirs. */
const SURELY_SMALL_BYTES = MAX_BATCH_BYTES / MAX_BATCH_WRITES / 8 - 100;

/** A request's bytes as sent, or for a small one more than that, which costs less to find. */
function wireSizeBytes(request: WriteRequest): number {
  const item = itemOf(request);
  const mostBytes = mostSizeBytes(item);
  const wrapping = 100;
  if (mostBytes <= SURELY_SMALL_BYTES) return mostBytes * 8 + wrapping;
  return Buffer.byteLength(toTypedJsonText(item)) + wrapping;
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
