import type { BulkWriter } from '../../client/bulk-writer.ts';
import { batchFrame, putIfAbsentFrame } from '../../client/put-requests.ts';
import { canonicalItem, type TypedJsonItem } from '../canonical-item.ts';
import type { PlacedItem } from './item-batch.ts';
import type { ItemWriter } from './restore-items.ts';

/** Writes items over those that have their keys. */
export function overwritingWriter(bulkWriter: BulkWriter, tableName: string): ItemWriter {
  return {
    kind: 'put',
    frame: batchFrame(tableName),
    async send(batch, signal) {
      const { unprocessed, consumedWriteUnits } = await bulkWriter.putBatch(batch.body, signal);
      return {
        unprocessed: unprocessed.length === 0 ? [] : amongThese(batch.items(), unprocessed),
        consumedWriteUnits,
      };
    },
  };
}

/** Writes items whose keys are not there. */
export function absentItemWriter(
  bulkWriter: BulkWriter,
  tableName: string,
  partitionKeyName: string,
): ItemWriter {
  return {
    kind: 'put if absent',
    frame: putIfAbsentFrame(tableName, partitionKeyName),
    put: ({ body }, signal) => bulkWriter.putIfAbsent(body, signal),
  };
}

/**
 * Those of the given items that the service gave back, which writes them in its own way. One that cannot be found
 * again makes all of them unwritten: to put an item twice is harmless, to leave one out is not.
 */
function amongThese(items: readonly PlacedItem[], givenBack: readonly Buffer[]): readonly PlacedItem[] {
  const left = new Set(givenBack.map(identityOf));
  const found = items.filter(({ bytes }) => left.has(identityOf(bytes)));
  return found.length === givenBack.length ? found : items;
}

function identityOf(bytes: Buffer): string {
  return canonicalItem(JSON.parse(bytes.toString()) as TypedJsonItem);
}
