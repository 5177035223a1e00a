import type { PlacedBytes } from './placed-bytes.ts';

/** The most items that one BatchWriteItem takes. */
export const BATCH_ITEMS = 25;
/** BatchWriteItem takes 16 MB: room is left for what is around the items. */
const BATCH_BYTES = 15 * 1024 * 1024;

/** Items in batches that one request can take: `batchItems` at most, and 15 MB. */
export async function* batchesOf(
  batches: AsyncIterable<readonly PlacedBytes[]>,
  batchItems: number,
): AsyncGenerator<PlacedBytes[]> {
  let batch: PlacedBytes[] = [];
  let bytes = 0;
  for await (const items of batches) {
    for (const item of items) {
      if (batch.length === batchItems || (batch.length > 0 && bytes + item.bytes.length > BATCH_BYTES)) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(item);
      bytes += item.bytes.length;
    }
  }
  if (batch.length > 0) yield batch;
}
