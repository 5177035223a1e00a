import type { BulkWriter } from '../bulk/bulk-writer.ts';
import { batchFrame, putIfAbsentFrame } from '../bulk/put-requests.ts';
import type { ItemWriter } from './restore-options.ts';

/** Writes items over those that have their keys. */
export function overwritingWriter(bulkWriter: BulkWriter, tableName: string): ItemWriter {
  return {
    kind: 'put',
    frame: batchFrame(tableName),
    send: ({ body }, signal) => bulkWriter.putBatch(body, signal),
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
