import type { BatchWriteItemCommandInput, ConsumedCapacity, WriteRequest } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import { bareSenderOf, type ServiceClient } from '../../client/client-sender.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../client/retry-policy.ts';
import { type BackoffOptions, UnprocessedBackoff } from '../../client/unprocessed-backoff.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { runKeyed } from '../../threads/keyed-pool.ts';
import { requestJson } from '../../wire/request-body.ts';
import { keyOf } from '../keys/key-of.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import type { Item } from '../values/attribute-value.ts';
import {
  type BatchedWrite,
  chunkWrites,
  isSerialized,
  itemOf,
  requestOf,
  type SerializedPut,
  type WriteChunk,
} from './chunk-writes.ts';
import { incompleteWrite } from './incomplete-write.ts';

export interface BatchWriteOptions extends BackoffOptions {
  /** The command line's own unless given. */
  retry?: RetryPolicy;
  /** Requests under way at a time; 8 unless told. */
  concurrency?: number;
  onConsumed?: ((consumed: ConsumedCapacity[] | undefined) => void) | undefined;
  /** Called with the number of items that a response settled. */
  onSettled?: ((count: number) => void) | undefined;
  /** Called with each key that was sent and is not known to be written, when the work ends as incomplete. */
  onUnwritten?: ((key: Item) => void) | undefined;
}

export interface BatchWriteResult {
  /** Items that DynamoDB wrote. */
  written: number;
  /** Items left out because a later one in the same request had the same key. */
  repeated: number;
}

/** The BatchWriteItem request for a chunk. */
export function batchWriteInput(
  tableName: string,
  requests: readonly WriteRequest[],
): BatchWriteItemCommandInput {
  return { RequestItems: { [tableName]: [...requests] }, ReturnConsumedCapacity: 'INDEXES' };
}

/** The body of a {@link batchWriteInput} of puts whose items are JSON already; else `undefined`. */
function batchWriteBody(tableName: string, writes: readonly BatchedWrite[]): Buffer | undefined {
  const empty = requestJson(batchWriteInput(tableName, []));
  const start = empty.indexOf('[]') + 1;
  let sizeBytes = empty.length;
  for (const write of writes) {
    if (!isSerialized(write)) return undefined;
    sizeBytes += PUT_HEAD.length + write.itemJson.length + PUT_TAIL.length + 1;
  }
  // Written in its place, each item is copied once; joined as strings, three times.
  const body = Buffer.allocUnsafe(sizeBytes);
  let at = body.write(empty.slice(0, start), 'latin1');
  for (const write of writes as readonly SerializedPut[]) {
    at += body.write(at === start ? PUT_HEAD : `,${PUT_HEAD}`, at, 'latin1');
    at += body.write(write.itemJson, at, 'latin1');
    at += body.write(PUT_TAIL, at, 'latin1');
  }
  at += body.write(empty.slice(start), at, 'latin1');
  return body.subarray(0, at);
}

const PUT_HEAD = '{"PutRequest":{"Item":';
const PUT_TAIL = '}}';

/**
 * Puts and deletes any number of items by BatchWriteItem, from a list or as they come: chunks of 25 and 16 MB, several under way,
 * unprocessed items sent again with full jitter until done, or until nothing was taken for `retry.deadlineMs`.
 * Writes of the same key happen in their order. Memory is bounded by the chunks under way.
 * @throws AutodyneError `Incomplete` with `details` {written, unprocessed} once some are written and others cannot be;
 *   what the source throws, with `details.written`; as the service fails, where nothing was written; where `signal` is
 *   raised, its reason
 */
export async function batchWrite(
  client: ServiceClient,
  schema: TableSchema,
  writes: AsyncIterable<BatchedWrite> | Iterable<BatchedWrite>,
  options: BatchWriteOptions = {},
): Promise<BatchWriteResult> {
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  const result: BatchWriteResult = { written: 0, repeated: 0 };
  const unwritten: BatchedWrite[] = [];
  const write = async (chunk: WriteChunk): Promise<void> => {
    result.repeated += chunk.repeated;
    const pending: Pending = { writes: chunk.writes, takenCount: 0 };
    try {
      await writeChunk(client, schema.tableName, pending, options);
    } catch (error) {
      unwritten.push(...pending.writes);
      throw error;
    } finally {
      result.written += pending.takenCount;
    }
  };
  try {
    await runKeyed(chunkWrites(writes, keyNames), write, options.concurrency ?? 8);
  } catch (error) {
    for (const write of unwritten) options.onUnwritten?.(keyOf(itemOf(requestOf(write)), keyNames));
    throw incompleteWrite(error, schema.tableName, result.written, unwritten.length);
  }
  return result;
}

/** The writes of a chunk that are not done yet. (A literal, whose shape V8 keeps when there is none.) */
interface Pending {
  writes: readonly BatchedWrite[];
  takenCount: number;
}

/** Keeps those that were left unprocessed; true if any were processed. */
function leave(pending: Pending, left: readonly WriteRequest[]): boolean {
  const taken = pending.writes.length - left.length;
  pending.takenCount += taken;
  pending.writes = left;
  return taken > 0;
}

async function writeChunk(
  client: ServiceClient,
  tableName: string,
  pending: Pending,
  { retry = DEFAULT_RETRY_POLICY, onConsumed, onSettled, ...waiting }: BatchWriteOptions,
): Promise<void> {
  const backoff = new UnprocessedBackoff(retry, waiting);
  // An SDK's client makes its own bytes; and what is left over came back as requests.
  let body = bareSenderOf(client) && batchWriteBody(tableName, pending.writes);
  for (;;) {
    const input = batchWriteInput(tableName, body === undefined ? pending.writes.map(requestOf) : []);
    const output = await callOperation(client, 'BatchWriteItem', input, { body, signal: waiting.signal });
    body = undefined;
    onConsumed?.(output.ConsumedCapacity);
    const before = pending.takenCount;
    if (leave(pending, Object.values(output.UnprocessedItems ?? {}).flat())) backoff.progress();
    onSettled?.(pending.takenCount - before);
    if (pending.writes.length === 0) return;
    if (await backoff.wait()) continue;
    waiting.signal?.throwIfAborted();
    throw new AutodyneError(
      'Incomplete',
      `DynamoDB left items of table "${tableName}" unprocessed for ${retry.deadlineMs / 1000} s`,
    );
  }
}
