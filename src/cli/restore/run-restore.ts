import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { BulkWriter } from '../../lib/bulk/bulk-writer.ts';
import { endpointUrlOf } from '../../lib/client/client-options.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { planIndexChanges } from '../../lib/indexes/index-plan.ts';
import type { IndexChange } from '../../lib/indexes/index-request.ts';
import { tableSchema } from '../../lib/items/keys/key-schema.ts';
import type { AdaptiveConcurrency } from '../../lib/restore/adaptive-concurrency.ts';
import { measureSource } from '../../lib/restore/check-source.ts';
import { Checkpoint } from '../../lib/restore/checkpoint.ts';
import type { CheckpointState, RestoreFacts } from '../../lib/restore/checkpoint-schema.ts';
import { itemWriter } from '../../lib/restore/item-writers.ts';
import { newRejectsPath } from '../../lib/restore/rejects-file.ts';
import type { ReaderThread } from '../../lib/restore/requests/reader-thread.ts';
import { restoreItems } from '../../lib/restore/restore-items.ts';
import type { RestoreOutcome } from '../../lib/restore/restore-options.ts';
import {
  assertItemsAllowed,
  canResume,
  isMoreToCome,
  isReadBefore,
  mayRepeatKeys,
  unfinishedState,
} from '../../lib/restore/restore-rules.ts';
import { assertIndexesChangeable, schemaForCreate } from '../../lib/restore/restore-schema.ts';
import { hasItems, indexChangesOf, restoreTarget } from '../../lib/restore/restore-target.ts';
import type { SourceSchema } from '../../lib/schema/source-schema.ts';
import type { ItemSource } from '../../lib/sources/open-source.ts';
import type { ReadOptions } from '../../lib/sources/read-source-file.ts';
import { UnitLimiter } from '../../lib/usage/unit-limiter.ts';
import { requestUnits, type UnitMeter } from '../../lib/usage/unit-meter.ts';
import type { CommandContext } from '../command/base-command.ts';
import { confirmTable } from '../command/confirm.ts';
import { announceStop, interruptible, STOP_GRACE_MS } from '../command/interrupt.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import type { RestoreFlagValues } from '../flags/restore-flags.ts';
import type { Progress } from '../render/progress.ts';
import { stateFolder } from '../system/state-folder.ts';

/** A restore that is ready to start: source and table were checked, no item is written yet. */
export interface RestoreJob {
  context: CommandContext;
  source: ItemSource;
  reader: ReaderThread;
  reading: ReadOptions;
  flags: RestoreFlagValues & CommonFlagValues;
  table: TableDescription;
  /** With --create. */
  schema: SourceSchema | undefined;
  /** The global indexes to create after the items are written. */
  indexChanges: readonly IndexChange[];
  /** Items with the same key as an earlier one; `undefined` if the source was not read before. */
  repeatedKeys: number | undefined;
  /** Repeated keys are counted during the restore instead. */
  isCountingKeys: boolean;
  checkpoint: Checkpoint | undefined;
  state: CheckpointState | undefined;
  facts: RestoreFacts;
  resumeCommand: string;
}

/**
 * Checks the source and the table, creates the table if requested, and asks for confirmation before items are overwritten.
 * @throws AutodyneError `AlreadyExists` when the table has items and the mode does not allow it; others from the checks.
 */
export async function prepareRestore(
  context: CommandContext,
  source: ItemSource,
  reading: ReadOptions,
  flags: RestoreFlagValues & CommonFlagValues,
  options: {
    mayAsk: boolean;
    resumeCommand: string;
    reader: ReaderThread;
    checkpoint: Checkpoint | undefined;
  },
): Promise<RestoreJob> {
  const { client, settings } = context;
  const { tableName } = settings;
  const { checkpoint } = options;
  const state = await unfinishedState(checkpoint, source, tableName, flags);
  const isSettled = state?.isSettled === true;
  if (!isSettled) await options.reader.check(source.files);
  const schema = flags.create ? await schemaForCreate(source, flags.schema, tableName) : undefined;
  assertIndexesChangeable(settings, schema);
  const { table, isNew } = await restoreTarget(client, tableName, { source, schema });
  const indexChanges = schema === undefined ? [] : indexChangesOf(schema, table);
  // Checked before any item is written: an index of this name with another definition would fail after the last item.
  planIndexChanges(indexChanges, table);
  const measure = isReadBefore(source, isSettled)
    ? await measureSource(source, tableSchema(table), reading)
    : undefined;
  const wasEmpty = state?.wasEmpty ?? (isNew || !(await hasItems(client, tableName)));
  if (!wasEmpty && state === undefined) await allowItems(tableName, flags, options.mayAsk);
  return {
    context,
    source,
    reader: options.reader,
    reading,
    flags,
    table,
    schema,
    indexChanges,
    repeatedKeys: measure?.repeatedKeys,
    isCountingKeys: measure === undefined && mayRepeatKeys(source),
    checkpoint,
    state,
    facts: { mode: flags.mode, wasEmpty, isTableNew: state?.isTableNew ?? isNew },
    resumeCommand: options.resumeCommand,
  };
}

/**
 * The checkpoint that saves the progress of the restore. `undefined` if it cannot be resumed; `say` gets the reason if no
 * folder can be found for it.
 * @throws AutodyneError `InvalidUsage` when standard input is to be resumed
 */
export async function openCheckpoint(
  settings: CommandContext['settings'],
  source: ItemSource,
  flags: RestoreFlagValues,
  say: (line: string) => void,
): Promise<Checkpoint | undefined> {
  if (!canResume(source, flags)) return undefined;
  const folder = stateFolder();
  if (folder !== undefined) {
    return Checkpoint.of(source, `${endpointUrlOf(settings)} ${settings.tableName}`, folder);
  }
  say(notNotedLine('HOME is not an absolute path', false));
  return undefined;
}

async function allowItems(tableName: string, flags: RestoreFlagValues, mayAsk: boolean): Promise<void> {
  if (assertItemsAllowed(flags.mode, tableName) !== 'when confirmed') return;
  const which = flags.mode === 'differing' ? ' that differ from the source' : '';
  await confirmTable(tableName, `This overwrites items of table "${tableName}"${which}.`, {
    confirmed: flags.confirm,
    mayAsk,
  });
}

/** Writes the items, with progress, until all are written or Ctrl-C is pressed. */
export function runRestore(
  job: RestoreJob,
  {
    concurrency,
    progress,
    meter,
  }: { concurrency: AdaptiveConcurrency; progress: Progress; meter: UnitMeter },
): Promise<RestoreOutcome> {
  const { context, flags, source, table } = job;
  const { settings, retry, clientOptions } = context;
  const { key } = tableSchema(table);
  const rate = flags['max-write-units'];
  const maxUnits = flags['max-units'];
  let counted = 0;
  const bulkWriter = new BulkWriter(settings, clientOptions);
  return interruptible((signal) => {
    // After Ctrl-C, current requests may still get their responses, but for a short time only.
    signal.addEventListener('abort', () => setTimeout(() => bulkWriter.close(), STOP_GRACE_MS).unref());
    return restoreItems(source, {
      writer: itemWriter(flags.mode, bulkWriter, settings.tableName, key.partitionKey.name),
      retry,
      reader: job.reader,
      reading: job.reading,
      key: job.isCountingKeys ? key : undefined,
      concurrency,
      isShuffling: flags.shuffle,
      limiter: rate === undefined ? undefined : new UnitLimiter(rate),
      maxWriteUnits:
        maxUnits === undefined
          ? undefined
          : (maxUnits - meter.total().read) / requestUnits({ read: 0, write: 1 }),
      signal: announceStop(signal, progress),
      checkpoint: job.checkpoint,
      facts: job.facts,
      state: job.state,
      isMoreToCome: isMoreToCome(flags),
      resumeCommand: job.resumeCommand,
      rejectsPath: newRejectsPath(settings.tableName),
      onNotNoted: (failure, isBegun) =>
        progress.say(`Warning: ${notNotedLine(errorFacts(failure).message, isBegun)}`),
      onThrottled: () => progress.throttled(),
      onProgress: ({ read, consumedWriteUnits }) => {
        meter.addWrite({ CapacityUnits: consumedWriteUnits - counted });
        counted = consumedWriteUnits;
        progress.update({ itemCount: read, units: consumedWriteUnits, totalItems: source.itemCount });
      },
    });
  }).finally(() => {
    bulkWriter.close();
    progress.end();
  });
}

/** The warning that the progress of a restore is not saved; the restore continues. */
function notNotedLine(why: string, isBegun: boolean): string {
  const so = isBegun
    ? 'the progress of this restore is no longer saved: --resume would repeat the work from here on'
    : 'this restore cannot be resumed';
  return `${so}: ${why} (to use another folder: XDG_STATE_HOME=FOLDER)`;
}
