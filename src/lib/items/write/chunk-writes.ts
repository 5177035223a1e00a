import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { requestJson } from '../../wire/request-body.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_WRITES } from '../../wire/request-limits.ts';
import { keyIdentity } from '../keys/key-of.ts';
import { type Item, newItem } from '../values/attribute-value.ts';

/** The writes of one BatchWriteItem, no two of the same key. */
export interface WriteChunk {
  readonly requests: readonly WriteRequest[];
  /** The requests as they are sent, with commas between them. */
  readonly json: string;
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
    const json = requestJson(request);
    const sizeBytes = wireSizeBytes(json);
    const full = chunk.hasRoom(key, sizeBytes) ? undefined : chunk.close();
    if (full !== undefined) chunk = new OpenChunk();
    chunk.add(key, { request, json, sizeBytes });
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

interface OpenWrite {
  readonly request: WriteRequest;
  readonly json: string;
  readonly sizeBytes: number;
}

class OpenChunk {
  readonly #writes = new Map<string, OpenWrite>();
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

  add(key: string, write: OpenWrite): void {
    const replaced = this.#writes.get(key);
    if (replaced !== undefined) {
      this.#sizeBytes -= replaced.sizeBytes;
      this.#repeated += 1;
      this.#writes.delete(key);
    }
    this.#writes.set(key, write);
    this.#sizeBytes += write.sizeBytes;
  }

  close(): WriteChunk {
    const writes = [...this.#writes.values()];
    const requests = writes.map(({ request }) => request);
    const json = writes.map((write) => write.json).join(',');
    return { requests, json, keys: [...this.#writes.keys()], repeated: this.#repeated };
  }
}

/** The item that a request puts, or the key that it deletes. */
export function itemOf(request: WriteRequest): Item {
  return request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? newItem();
}

/** For what is around the requests of a chunk. */
const WRAPPING_BYTES = 100;

/** Below this length 25 requests fit whatever they hold: a character has at most three bytes. */
const SURELY_SMALL_LENGTH = MAX_BATCH_BYTES / MAX_BATCH_WRITES / 3 - WRAPPING_BYTES;

/** A request's bytes as sent; for a small one more than that, which costs less to find. */
function wireSizeBytes(json: string): number {
  return WRAPPING_BYTES + (json.length <= SURELY_SMALL_LENGTH ? json.length * 3 : Buffer.byteLength(json));
}
