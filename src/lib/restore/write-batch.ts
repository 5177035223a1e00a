import type { BatchResponse } from '../bulk/bulk-writer.ts';
import type { RetryPolicy } from '../client/retry-policy.ts';
import { UnprocessedBackoff } from '../client/unprocessed-backoff.ts';
import { canonicalItem, type TypedJsonItem } from '../digest/canonical-item.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import { parseJson } from '../json/parse-json.ts';
import { type BatchSlots, type ItemBatch, type RestoreItem, slotsOf } from './requests/item-batch.ts';

/** Sends one BatchWriteItem: 25 items at most, 16 MB. */
export type SendBatch = (batch: ItemBatch, signal?: AbortSignal) => Promise<BatchResponse>;

export interface WriteBatchOptions {
  send: SendBatch;
  /** Builds the batch of some of the items. */
  batchOf: (items: readonly RestoreItem[]) => ItemBatch;
  retry: RetryPolicy;
  /** Called for each response that left items unprocessed. */
  onThrottled: () => void;
  onUnits: (writeUnits: number) => void;
  onWritten: (slots: BatchSlots) => void;
  onRejected: (item: RestoreItem, reason: string) => Promise<void>;
  /** Once it is raised, nothing is sent again: items that are left then are neither written nor rejected. */
  signal?: AbortSignal | undefined;
}

/**
 * Writes a batch to the last item: unprocessed ones are sent again with full jitter until nothing was written for the
 * policy's deadline; where the service refuses the batch, it is halved until the item that it refuses is alone, and
 * only that one is rejected.
 * @throws AutodyneError `Throttled` when the deadline is over, or as the service fails for other reasons.
 */
export async function writeBatch(batch: ItemBatch, options: WriteBatchOptions): Promise<void> {
  let pending = batch;
  let backoff: UnprocessedBackoff | undefined;
  for (;;) {
    const response = await sendOrSplit(pending, options);
    if (response === undefined) return;
    options.onUnits(response.consumedWriteUnits);
    if (response.unprocessed.length === 0) {
      options.onWritten(pending);
      return;
    }
    const items = pending.items();
    const left = matchUnprocessed(items, response.unprocessed);
    const leftSet = new Set(left);
    const written = items.filter((item) => !leftSet.has(item));
    options.onWritten(slotsOf(written));
    options.onThrottled();
    backoff ??= new UnprocessedBackoff(options.retry, { signal: options.signal });
    if (written.length > 0) backoff.progress();
    pending = options.batchOf(left);
    if (!(await backoff.wait())) {
      if (options.signal?.aborted) return;
      throw unprocessed(left.length);
    }
  }
}

/**
 * Those of the given items that the service returned as unprocessed, which it serializes in its own way. If one cannot
 * be found again, all of them count as unprocessed: to put an item twice is harmless, to leave one out is not.
 */
function matchUnprocessed(
  items: readonly RestoreItem[],
  givenBack: readonly Buffer[],
): readonly RestoreItem[] {
  const left = new Set(givenBack.map(identityOf));
  const found = items.filter(({ bytes }) => left.has(identityOf(bytes)));
  return found.length === givenBack.length ? found : items;
}

function identityOf(bytes: Buffer): string {
  return canonicalItem(parseJson(bytes.toString()) as TypedJsonItem);
}

/** `undefined` when the batch was refused, and written or rejected in parts. */
async function sendOrSplit(batch: ItemBatch, options: WriteBatchOptions): Promise<BatchResponse | undefined> {
  try {
    return await options.send(batch, options.signal);
  } catch (error) {
    const items = batch.items();
    const [only] = items;
    if (!isAboutItems(error) || only === undefined) throw error;
    if (items.length === 1) {
      await options.onRejected(only, error.message);
      return undefined;
    }
    const half = Math.ceil(items.length / 2);
    // In order, so that of two items with one key the last one stays.
    await writeBatch(options.batchOf(items.slice(0, half)), options);
    await writeBatch(options.batchOf(items.slice(half)), options);
    return undefined;
  }
}

const ITEM_ERRORS = new Set([
  'ValidationException',
  'SerializationException',
  'ItemCollectionSizeLimitExceededException',
]);

/** The service refused the items, rather than the sender or the time. */
export function isAboutItems(error: unknown): error is AutodyneError {
  return isAutodyneError(error, 'RefusedByService') && ITEM_ERRORS.has(String(error.details.awsError));
}

function unprocessed(count: number): AutodyneError {
  return new AutodyneError('Throttled', `the service left ${countOf(count, 'item')} unprocessed repeatedly`, {
    suggestions: ['continue later, or more slowly: --max-write-units N'],
  });
}
