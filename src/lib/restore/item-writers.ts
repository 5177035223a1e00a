import type { BulkWriter } from '../bulk/bulk-writer.ts';
import { batchFrame, putIfAbsentFrame } from '../bulk/put-requests.ts';
import type { RestoreMode } from './checkpoint-schema.ts';
import type { ItemWriter } from './restore-options.ts';

export function itemWriter(
  mode: RestoreMode,
  bulkWriter: BulkWriter,
  tableName: string,
  partitionKeyName: string,
): ItemWriter {
  return mode === 'skip-existing'
    ? absentItemWriter(bulkWriter, tableName, partitionKeyName)
    : overwritingWriter(bulkWriter, tableName);
}

/** Writes items, replacing those with the same keys. */
export function overwritingWriter(bulkWriter: BulkWriter, tableName: string): ItemWriter {
  return {
    kind: 'put',
    frame: batchFrame(tableName),
    send: ({ body }, signal) => bulkWriter.putBatch(body, signal),
  };
}

/** Writes only items whose keys the table does not have. */
function absentItemWriter(bulkWriter: BulkWriter, tableName: string, partitionKeyName: string): ItemWriter {
  return {
    kind: 'put if absent',
    frame: putIfAbsentFrame(tableName, partitionKeyName),
    put: ({ body }, signal) => bulkWriter.putIfAbsent(body, signal),
  };
}
