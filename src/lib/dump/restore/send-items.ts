import type { BulkWriter } from '../../client/bulk-writer.ts';
import { canonicalItem, type TypedJsonItem } from '../canonical-item.ts';
import type { PlacedBytes } from './placed-bytes.ts';
import type { ItemWriter } from './restore-items.ts';

/** Writes items over those that have their keys. */
export function overwritingWriter(bulkWriter: BulkWriter): ItemWriter {
  return {
    kind: 'put',
    async send(items, signal) {
      const { unprocessed, consumedWriteUnits } = await bulkWriter.putBatch(items.map(bytesOf), signal);
      return { unprocessed: amongThese(items, unprocessed), consumedWriteUnits };
    },
  };
}

/** Writes items whose keys are not there. */
export function absentItemWriter(bulkWriter: BulkWriter, partitionKeyName: string): ItemWriter {
  return {
    kind: 'put if absent',
    put: ({ bytes }, signal) => bulkWriter.putIfAbsent(bytes, partitionKeyName, signal),
  };
}

const bytesOf = ({ bytes }: PlacedBytes): Buffer => bytes;

/**
 * Those of the given items that the service gave back, which writes them in its own way. One that cannot be found
 * again makes all of them unwritten: to put an item twice is harmless, to leave one out is not.
 */
function amongThese(items: readonly PlacedBytes[], givenBack: readonly Buffer[]): readonly PlacedBytes[] {
  if (givenBack.length === 0) return [];
  const left = new Set(givenBack.map(identityOf));
  const found = items.filter(({ bytes }) => left.has(identityOf(bytes)));
  return found.length === givenBack.length ? found : items;
}

function identityOf(bytes: Buffer): string {
  return canonicalItem(JSON.parse(bytes.toString()) as TypedJsonItem);
}
