import { countOf, countText } from '../../lib/errors/count-text.ts';
import { tableSchema } from '../../lib/items/keys/key-schema.ts';
import { measureSource } from '../../lib/restore/check-source.ts';
import { type DifferingItems, findDifferingItems } from '../../lib/restore/differing-items.ts';
import { ReaderThread } from '../../lib/restore/requests/reader-thread.ts';
import type { RestoreOutcome } from '../../lib/restore/restore-options.ts';
import { noRepairs } from '../../lib/sources/element-item.ts';
import type { ItemSource } from '../../lib/sources/open-source.ts';
import type { ReadOptions } from '../../lib/sources/read-source-file.ts';
import { type CostEstimate, estimateWrites } from '../../lib/usage/dump-estimate.ts';
import type { UnitBudget } from '../../lib/usage/unit-budget.ts';
import type { UnitMeter } from '../../lib/usage/unit-meter.ts';
import { locatedScanItems } from '../../lib/verify/scan-items.ts';
import type { CommandContext } from '../command/base-command.ts';
import type { RestoreJob } from './run-restore.ts';

/** Counts the read units of the comparison, and stops it at `--max-units`. */
interface Cost {
  meter: UnitMeter;
  budget: UnitBudget;
}

/** Reads the table, eventually consistent, and keeps what differs of the source; close it when done. */
export function findDiffering(
  { client, settings: { tableName } }: CommandContext,
  { source, table, reading }: Pick<RestoreJob, 'source' | 'table' | 'reading'>,
  { meter, budget }: Cost,
): Promise<DifferingItems> {
  const tableItems = locatedScanItems(client, tableName, {
    isConsistent: false,
    onUnits: (units) => meter.addRead({ CapacityUnits: units }),
  });
  return findDifferingItems(source, budget.within(tableItems), { key: tableSchema(table).key, reading });
}

/** Does `work` with a job that writes only these items; it needs no checkpoint, since it can be run again. */
export async function withDiffering<T>(
  job: RestoreJob,
  { source, chunks }: DifferingItems,
  work: (job: RestoreJob) => Promise<T>,
): Promise<T> {
  const reader = new ReaderThread(source.files);
  const reading = { ...job.reading, repairs: noRepairs(), stdin: chunks() };
  try {
    return await work({ ...job, source, reader, reading, isCountingKeys: false, checkpoint: undefined });
  } finally {
    await reader.close();
  }
}

/** The outcome for the whole source: what the table had already was skipped. */
export function wholeOutcome(outcome: RestoreOutcome, { comparison }: DifferingItems): RestoreOutcome {
  const { firstItemCount, firstRepeatedKeys } = comparison;
  const skipped = firstItemCount - outcome.written - outcome.rejected;
  return { ...outcome, read: firstItemCount, skipped, repeatedKeys: firstRepeatedKeys };
}

/** A note on items that the source does not have; `undefined` if there are none. */
export function onlyInTableNote({ comparison: { onlySecond } }: DifferingItems): string | undefined {
  if (onlySecond === 0) return undefined;
  return `${countOf(onlySecond, 'item')} only in the table, left as ${onlySecond === 1 ? 'it is' : 'they are'}`;
}

export interface DifferingEstimate extends CostEstimate {
  refusedCount: number;
  refused: readonly string[];
  repeatedKeys: number;
  comparedCount: number;
  readUnits: number;
}

/** The cost of writing what differs, and of reading the table again to find it. */
export async function estimateDiffering(
  differing: DifferingItems,
  { table, reading }: { table: RestoreJob['table']; reading: ReadOptions },
  { readUnits, planUnits }: { readUnits: number; planUnits: number },
): Promise<DifferingEstimate> {
  const { source, chunks, comparison } = differing;
  const schema = tableSchema(table);
  const measure = await measureSource(source, schema, { ...reading, repairs: noRepairs(), stdin: chunks() });
  const writes = estimateWrites(measure, planUnits);
  const requestUnits = writes.requestUnits + readUnits;
  const { refusedCount, refused } = measure;
  return {
    ...writes,
    requestUnits,
    planShare: requestUnits / planUnits,
    refusedCount,
    refused,
    repeatedKeys: comparison.firstRepeatedKeys,
    comparedCount: comparison.firstItemCount,
    readUnits,
  };
}

/** For example `x (JSON): 3 of 500 items differ: 16.5 read units to find them, 3 write units to write them`. */
export function differingLine({ name, format }: ItemSource, estimate: DifferingEstimate): string {
  const { itemCount, comparedCount, readUnits, capacityUnits, requestUnits } = estimate;
  const items = `${countText(itemCount)} of ${countOf(comparedCount, 'item')} ${itemCount === 1 ? 'differs' : 'differ'}`;
  const cost = `${countOf(readUnits, 'read unit')} to find them, ${countOf(capacityUnits, 'write unit')} to write them`;
  return `${name} (${format}): ${items}: ${cost} (${countOf(requestUnits, 'request unit')})`;
}
