import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { parseJson } from '../../json/parse-json.ts';
import { decodeValues } from '../../wire/attribute-bytes.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_WRITES } from '../../wire/request-limits.ts';
import { toTypedJsonText } from '../json/typed-json.ts';
import { keyIdentity } from '../keys/key-of.ts';
import { type Item, newItem } from '../values/attribute-value.ts';
import { valueSizeBytes } from '../values/item-size.ts';

/** The put of an item that is JSON already: it becomes a request only where one is needed. */
export interface SerializedPut {
  /** DynamoDB JSON, a character for each byte of its UTF-8. */
  readonly itemJson: string;
  /** {@link keyIdentity} of the item. */
  readonly key: string;
}

export type BatchedWrite = WriteRequest | SerializedPut;

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
  const open: OpenChunk = { writes: new Map(), sizeBytes: 0, repeated: 0 };
  try {
    if (Symbol.iterator in writes) {
      // A list is not waited for, one by one.
      for (const write of writes) {
        const full = addWrite(open, write, keyNames);
        if (full !== undefined) yield full;
      }
    } else {
      for await (const write of writes) {
        const full = addWrite(open, write, keyNames);
        if (full !== undefined) yield full;
      }
    }
  } catch (error) {
    if (open.writes.size > 0) yield takeChunk(open);
    throw error;
  }
  if (open.writes.size > 0) yield takeChunk(open);
}

/** The chunk that writes are put into. (No class, whose shape V8 would forget with each import's last instance.) */
interface OpenChunk {
  /** By their keys. */
  readonly writes: Map<string, { readonly write: BatchedWrite; readonly sizeBytes: number }>;
  sizeBytes: number;
  repeated: number;
}

/** Takes a write; returns the chunk that there was no room in, where there was none. */
function addWrite(open: OpenChunk, write: BatchedWrite, keyNames: readonly string[]): WriteChunk | undefined {
  const key = isSerialized(write) ? write.key : keyIdentity(itemOf(write), keyNames);
  const sizeBytes = isSerialized(write) ? write.itemJson.length + WRAPPING_BYTES : wireSizeBytes(write);
  const full = hasRoom(open, key, sizeBytes) ? undefined : takeChunk(open);
  const replaced = open.writes.get(key);
  if (replaced !== undefined) {
    open.sizeBytes -= replaced.sizeBytes;
    open.repeated += 1;
    open.writes.delete(key);
  }
  open.writes.set(key, { write, sizeBytes });
  open.sizeBytes += sizeBytes;
  return full;
}

function hasRoom({ writes, sizeBytes: taken }: OpenChunk, key: string, sizeBytes: number): boolean {
  const replaced = writes.get(key);
  if (taken - (replaced?.sizeBytes ?? 0) + sizeBytes > MAX_BATCH_BYTES) return writes.size === 0;
  return replaced !== undefined || writes.size < MAX_BATCH_WRITES;
}

/** Empties the chunk. */
function takeChunk(open: OpenChunk): WriteChunk {
  const writes: BatchedWrite[] = [];
  for (const { write } of open.writes.values()) writes.push(write);
  const chunk = { writes, keys: [...open.writes.keys()], repeated: open.repeated };
  open.writes.clear();
  open.sizeBytes = 0;
  open.repeated = 0;
  return chunk;
}

export function isSerialized(write: BatchedWrite): write is SerializedPut {
  return 'itemJson' in write;
}

/** The request of a write. */
export function requestOf(write: BatchedWrite): WriteRequest {
  if (!isSerialized(write)) return write;
  const Item = parseJson(Buffer.from(write.itemJson, 'latin1').toString()) as Item;
  decodeValues(Item);
  return { PutRequest: { Item } };
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
