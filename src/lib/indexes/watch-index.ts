import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText } from '../errors/command-text.ts';
import { durationText } from '../errors/duration-text.ts';
import { describeTable } from '../items/read/describe-table.ts';
import { isLoopback } from '../settings/loopback.ts';
import { abortableDelay } from '../threads/abortable-delay.ts';

/**
 * The phases of an index from its creation request until it can be read, or from its deletion request until it is gone.
 */
export type WatchPhase =
  | 'requested'
  | 'allocating'
  | 'backfilling'
  | 'updating'
  | 'active'
  | 'deleting'
  | 'gone';

export interface WatchProgress {
  indexName: string;
  phase: WatchPhase;
  elapsedMs: number;
}

export interface WatchOptions {
  /** Between two requests; see {@link pollIntervalMs}. */
  intervalMs: number;
  /** Stops the watching, never the change. */
  signal?: AbortSignal | undefined;
  /** Called after each DescribeTable. */
  onProgress?: ((progress: WatchProgress) => void) | undefined;
}

/**
 * AWS asks for no more than a few DescribeTable calls a second over all tables of an account, so every 5 seconds there;
 * a server on this machine has no such limit.
 */
export function pollIntervalMs(endpointUrl: string): number {
  return isLoopback(new URL(endpointUrl)) ? 100 : 5_000;
}

/** DescribeTable may be behind UpdateTable: a new index may be missing from it for this long. */
const APPEARS_WITHIN_MS = 60_000;

/**
 * Waits until an index can be read: its own status is ACTIVE. The table's status is not enough, being ACTIVE again
 * while the index is still backfilling. One DescribeTable per interval; ends only with the change, a failure, or the
 * signal.
 * @param isNew the index was requested a moment ago, and may not be shown yet
 * @throws AutodyneError `IndexNotFound` where there is none, or none any more; `Interrupted` by the signal
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export async function waitForActiveIndex(
  client: ServiceClient,
  index: { tableName: string; indexName: string; isNew: boolean },
  options: WatchOptions,
): Promise<TableDescription> {
  const { tableName, indexName } = index;
  let isSeen = false;
  return watch(
    client,
    tableName,
    options,
    {
      message: `stopped waiting; index "${indexName}" is still being created`,
      suggestion: `to wait again: ${commandText('index', 'wait', indexName)}`,
    },
    (table, elapsedMs) => {
      const phase = phaseOf(table, indexName);
      if (phase === 'gone' && !isSeen && index.isNew && elapsedMs < APPEARS_WITHIN_MS) {
        options.onProgress?.({ indexName, phase: 'requested', elapsedMs });
        return false;
      }
      if (phase === 'gone' || phase === 'deleting') {
        const what =
          phase === 'deleting' || isSeen ? 'is being deleted or no longer exists' : 'does not exist';
        throw new AutodyneError('IndexNotFound', `index "${indexName}" of table "${tableName}" ${what}`, {
          suggestions: ['list the indexes: autodyne index list'],
        });
      }
      isSeen = true;
      options.onProgress?.({ indexName, phase, elapsedMs });
      return phase === 'active';
    },
  );
}

/**
 * Waits until a deleted index is gone and the table is ACTIVE again. @throws AutodyneError `Interrupted` by the signal
 */
export async function waitForDeletedIndex(
  client: ServiceClient,
  index: { tableName: string; indexName: string },
  options: WatchOptions,
): Promise<TableDescription> {
  const { tableName, indexName } = index;
  return watch(
    client,
    tableName,
    options,
    {
      message: `stopped waiting; index "${indexName}" is still being deleted`,
      suggestion: 'to see its status: autodyne index list',
    },
    (table, elapsedMs) => {
      const phase = phaseOf(table, indexName);
      options.onProgress?.({ indexName, phase: phase === 'active' ? 'requested' : phase, elapsedMs });
      return phase === 'gone' && table.TableStatus === 'ACTIVE';
    },
  );
}

/**
 * Waits until the table takes another index change, for at most `deadlineMs`: DynamoDB makes one at a time.
 * @param deleted an index that is to be deleted: it may be while it is backfilling, which can take hours
 * @throws AutodyneError `Throttled` after the deadline, `Interrupted` by the signal
 */
export async function waitForIdleTable(
  client: ServiceClient,
  tableName: string,
  options: WatchOptions & { deadlineMs: number; deleted?: string | undefined },
): Promise<TableDescription> {
  return watch(
    client,
    tableName,
    options,
    {
      message: 'stopped while the table was busy with another change; the next change was not sent',
      suggestion: 'to continue, run the same command again',
    },
    (table, elapsedMs) => {
      const busy = table.GlobalSecondaryIndexes?.find(
        ({ IndexName, IndexStatus, Backfilling }) =>
          IndexStatus !== 'ACTIVE' && !(IndexName === options.deleted && Backfilling === true),
      );
      if (busy === undefined && table.TableStatus === 'ACTIVE') return true;
      if (elapsedMs > options.deadlineMs) throw busyTooLong(tableName, options.deadlineMs);
      const indexName = busy?.IndexName;
      if (indexName !== undefined) {
        options.onProgress?.({ indexName, phase: phaseOf(table, indexName), elapsedMs });
      }
      return false;
    },
  );
}

/** The error for a table on which another change is still running. */
export function busyTooLong(tableName: string, deadlineMs: number): AutodyneError {
  return new AutodyneError(
    'Throttled',
    `table "${tableName}" is still busy with another change after ${durationText(deadlineMs / 1000)}`,
    {
      suggestions: ['try again later; to see the other change: autodyne index list'],
    },
  );
}

/**
 * Describes the table again and again until `isDone` returns true; `afterwards` is the suggestion when the signal stops
 * it.
 */
async function watch(
  client: ServiceClient,
  tableName: string,
  { intervalMs, signal }: WatchOptions,
  afterwards: { message: string; suggestion: string },
  isDone: (table: TableDescription, elapsedMs: number) => boolean,
): Promise<TableDescription> {
  const startedAt = performance.now();
  const stopped = (): AutodyneError =>
    new AutodyneError('Interrupted', afterwards.message, { suggestions: [afterwards.suggestion] });
  for (;;) {
    if (signal?.aborted) throw stopped();
    const table = await orAborted(describeTable(client, tableName), signal, stopped);
    if (isDone(table, performance.now() - startedAt)) return table;
    await abortableDelay(signal, intervalMs);
  }
}

/**
 * The work's result, or an error as soon as the signal is raised: a request that hangs does not delay an interruption.
 */
async function orAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  stopped: () => AutodyneError,
): Promise<T> {
  if (signal === undefined) return work;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = (): void => reject(stopped());
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
  }
}

function phaseOf(table: TableDescription, indexName: string): WatchPhase {
  const index = table.GlobalSecondaryIndexes?.find((candidate) => candidate.IndexName === indexName);
  if (index === undefined) return 'gone';
  if (index.IndexStatus === 'CREATING') return index.Backfilling === true ? 'backfilling' : 'allocating';
  if (index.IndexStatus === 'DELETING') return 'deleting';
  return index.IndexStatus === 'UPDATING' ? 'updating' : 'active';
}
