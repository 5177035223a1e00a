import { Args } from '@oclif/core';
import { assertWritable, type CommandContext } from '../../cli/command/base-command.ts';
import { holding } from '../../cli/command/held-lock.ts';
import { IndexCommand } from '../../cli/command/index-command.ts';
import { underTheNet } from '../../cli/command/last-net.ts';
import { listenForThrottles } from '../../cli/command/throttle-listener.ts';
import {
  type CsvInputFlagValues,
  csvInputFlags,
  csvReading,
  isCsvInput,
  stringsNote,
} from '../../cli/flags/csv-input.ts';
import type { CommonFlagValues } from '../../cli/flags/flags.ts';
import { type RestoreFlagValues, readConcurrency, restoreFlags } from '../../cli/flags/restore-flags.ts';
import { sayFindings } from '../../cli/flags/source-findings.ts';
import { repeatedKeysNote } from '../../cli/render/notes/comparison-notes.ts';
import { sourceNotes } from '../../cli/render/notes/source-notes.ts';
import { Progress } from '../../cli/render/progress.ts';
import { estimateLine } from '../../cli/render/render-dump.ts';
import {
  differingLine,
  estimateDiffering,
  findDiffering,
  onlyInTableNote,
  wholeOutcome,
  withDiffering,
} from '../../cli/restore/differing.ts';
import { assumedLines, plannedLines } from '../../cli/restore/finish-table.ts';
import { endRestore } from '../../cli/restore/restore-outcome.ts';
import {
  openCheckpoint,
  prepareRestore,
  type RestoreJob,
  runRestore,
} from '../../cli/restore/run-restore.ts';
import type { RestoreDryRun, RestoreResult } from '../../cli/results/dump-results.ts';
import { AutodyneError, EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import { countOf } from '../../lib/errors/count-text.ts';
import { planIndexChanges } from '../../lib/indexes/index-plan.ts';
import { SourceFindings } from '../../lib/items/elements/source-findings.ts';
import { keyRoles, tableSchema } from '../../lib/items/keys/key-schema.ts';
import { describeTable, tableIfThere } from '../../lib/items/read/describe-table.ts';
import { AdaptiveConcurrency } from '../../lib/restore/adaptive-concurrency.ts';
import { measureSource, type SourceMeasure } from '../../lib/restore/check-source.ts';
import type { Checkpoint } from '../../lib/restore/checkpoint.ts';
import { ReaderThread } from '../../lib/restore/requests/reader-thread.ts';
import type { RestoreOutcome } from '../../lib/restore/restore-options.ts';
import { assertPartialIsMeant } from '../../lib/restore/restore-rules.ts';
import { schemaForCreate } from '../../lib/restore/restore-schema.ts';
import { indexChangesOf, plannedTarget } from '../../lib/restore/restore-target.ts';
import { checkChecksums } from '../../lib/sources/check-checksums.ts';
import { noRepairs } from '../../lib/sources/element-item.ts';
import { type ItemSource, openSources } from '../../lib/sources/open-source.ts';
import type { ReadOptions } from '../../lib/sources/read-source-file.ts';
import { PeekedStream, withSchemaLine } from '../../lib/sources/schema-line.ts';
import { estimateWrites } from '../../lib/usage/dump-estimate.ts';

export default class Restore extends IndexCommand {
  static override summary = 'write the items of a dump to the table [BatchWriteItem]';
  static override description =
    `SOURCE can be: a dump of autodyne; a full AWS export to S3, copied with aws s3 sync; a dynamodump folder; .dynamodata;
JSON Lines or arrays of typed or plain items; CSV; the output of aws dynamodb scan, query, get-item, batch-get-item and of
autodyne --json; files of batch-write-item; several such files, or a folder of them; - for stdin. Files can be compressed.
The format is detected from the content, CSV from the name or by --csv. See docs/item-formats.md and docs/spreadsheets.md.
The checksums of a dump are verified before anything is written. Items that the service refuses are saved to a
.rejects.jsonl file with the reason; you can restore that file later. Nothing is ever deleted. If two items have the
same key, it is undefined which one is kept.
--mode differing first reads the table (half a read unit per 4 KB), then writes only the items that are absent from it or different.
--create takes the schema from the source (a dump of autodyne, dynamodump, the first line of a dyno export) or from
--schema FILE: the output of aws dynamodb describe-table, the table.json of a dump, or a CloudFormation template in YAML
or JSON (FILE#LOGICALID if it has several tables). It also restores time to live and tags, if your credentials allow it,
and lists the settings that it did not restore.
Exit code 3: items were refused, or the source is incomplete.`;
  static override examples = [
    '<%= config.bin %> restore dumps/music-20260102T030405Z --dry-run',
    '<%= config.bin %> restore dumps/music-20260102T030405Z --verify',
    '<%= config.bin %> restore s3-copy --create --schema table.json --max-write-units 500',
    '<%= config.bin %> restore sampledata --source-table ProductCatalog',
    '<%= config.bin %> restore items.jsonl --mode overwrite --confirm music',
    '<%= config.bin %> restore items.csv --columns artist:S,title:S,year:N --dry-run',
    '<%= config.bin %> restore dumps/music-20260102T030405Z --mode differing --confirm music',
  ];
  static override args = {
    source: Args.string({
      required: true,
      multiple: true,
      ignoreStdin: true,
      description: 'folder, one or more files, or - for stdin',
    }),
  };
  static override flags = { ...restoreFlags, ...csvInputFlags };

  readonly #progress = new Progress('restoring');
  #concurrency = new AdaptiveConcurrency();

  async run(): Promise<RestoreResult | RestoreDryRun> {
    const { args, flags } = await this.parse(Restore);
    const isStdin = args.source.includes('-');
    if (isStdin && flags.verify) {
      throw new AutodyneError(
        'InvalidUsage',
        '--verify reads the source again, which is not possible with standard input',
      );
    }
    this.#concurrency = new AdaptiveConcurrency(readConcurrency(flags.concurrency));
    const context = await this.connect(flags);
    if (!flags['dry-run']) assertWritable(context.settings, 'restore');
    const stdin = isStdin ? new PeekedStream(process.stdin as AsyncIterable<Buffer>) : undefined;
    const sourceTable = flags['source-table'];
    const isCsv = isCsvInput(args.source, flags);
    const opened = await openSources(args.source, { sourceTable, isReadAgain: true });
    const source = isCsv ? await this.#asCsv(context, opened, flags) : await withSchemaLine(opened, stdin);
    const findings = new SourceFindings(sourceTable);
    assertPartialIsMeant(source, flags);
    for (const note of sourceNotes(source)) this.note(note);
    const reading: ReadOptions = {
      isRepairingBinary: flags['repair-binary'],
      repairs: noRepairs(),
      findings,
      ...(stdin === undefined ? {} : { stdin: stdin.rest() }),
    };
    if (flags['dry-run']) {
      const planned = await this.#dryRun(context, source, reading, flags);
      sayFindings(findings);
      return planned;
    }
    const checkpoint = await openCheckpoint(context.settings, source, flags, (line) => this.warning(line));
    const lock = await checkpoint?.lock(source.name, context.settings.tableName);
    const result = await holding(lock, () => this.#restore(context, source, reading, flags, checkpoint));
    return sayFindings(findings) ? { ...result, sourceHasMore: true } : result;
  }

  async #asCsv(
    { client, settings: { tableName } }: CommandContext,
    source: ItemSource,
    flags: RestoreFlagValues & CsvInputFlagValues,
  ): Promise<ItemSource> {
    if (flags['repair-binary'])
      throw new AutodyneError('InvalidUsage', '--repair-binary has no effect on CSV: omit it');
    const { csvSource } = await import('../../lib/sources/csv-source.ts');
    const there = flags.create
      ? await tableIfThere(client, tableName)
      : await describeTable(client, tableName);
    const table = there ?? (await schemaForCreate(source, flags.schema, tableName)).table;
    const reading = csvReading(flags, keyRoles(tableSchema(table)), ['restore', ...this.argv], false);
    const found = await csvSource(source, reading);
    if (found.strings.length > 0) this.note(stringsNote(source.name, found.strings));
    return found.source;
  }

  async #restore(
    context: CommandContext,
    source: ItemSource,
    reading: ReadOptions,
    flags: RestoreFlagValues & CommonFlagValues,
    checkpoint: Checkpoint | undefined,
  ): Promise<RestoreResult> {
    const reader = new ReaderThread(source.files);
    try {
      const mayAsk = !this.jsonEnabled() && source.name !== '-';
      const resumeCommand = flags.mode === 'differing' ? this.sameCommand() : this.sameCommand('--resume');
      const options = { mayAsk, resumeCommand, reader, checkpoint };
      const job = await prepareRestore(context, source, reading, flags, options);
      if (job.schema !== undefined) for (const line of assumedLines(job.schema)) this.note(line);
      this.#noteRepeatedKeys(source, job.repeatedKeys);
      reading.repairs = noRepairs();
      const startedAt = Date.now();
      const work = { resumeCommand: job.checkpoint && resumeCommand };
      const budget = this.budget(flags['max-units']);
      const parts = { concurrency: this.#concurrency, progress: this.#progress, meter: this.meter };
      const write = (part: RestoreJob) => underTheNet(work, () => runRestore(part, parts));
      const end = (outcome: RestoreOutcome, readUnits?: number) =>
        endRestore(
          job,
          outcome,
          (Date.now() - startedAt) / 1000,
          () => this.change(context, job.indexChanges, true),
          readUnits,
        );
      if (flags.mode !== 'differing') return await end(await write(job));
      const differing = await findDiffering(context, job, { meter: this.meter, budget });
      try {
        const outcome = await withDiffering(job, differing, write);
        const others = onlyInTableNote(differing);
        if (others !== undefined) this.note(others);
        return await end(wholeOutcome(outcome, differing), this.meter.total().read);
      } finally {
        await differing.close();
      }
    } finally {
      await reader.close();
    }
  }

  /** Shows throttling in the progress line, and reduces the number of concurrent requests. */
  protected override clientOptions(flags: CommonFlagValues): ReturnType<IndexCommand['clientOptions']> {
    return listenForThrottles(super.clientOptions(flags), () => {
      this.#progress.throttled();
      this.#concurrency.throttled();
    });
  }

  async #dryRun(
    context: CommandContext,
    source: ItemSource,
    reading: ReadOptions,
    flags: RestoreFlagValues,
  ): Promise<RestoreDryRun> {
    const { tableName, planUnits } = context.settings;
    await checkChecksums(source.files);
    const schema = flags.create ? await schemaForCreate(source, flags.schema, tableName) : undefined;
    const { table, isNew } = await plannedTarget(context.client, tableName, { source, schema });
    if (schema !== undefined) {
      planIndexChanges(indexChangesOf(schema, table), table);
      for (const line of plannedLines(schema, table)) this.note(line);
    }
    if (flags.mode === 'differing' && !isNew)
      return this.#dryRunOfDiffering(context, { source, table, reading }, flags);
    const measure = await measureSource(source, tableSchema(table), reading);
    const estimate = estimateWrites(measure, planUnits);
    await this.print(`${source.name} (${source.format}): ${estimateLine(estimate, 'write')}`);
    this.#noteRefused(measure);
    this.#noteRepeatedKeys(source, measure.repeatedKeys);
    const { refusedCount, refused, repeatedKeys } = measure;
    return { ...estimate, format: source.format, refusedCount, refused, repeatedKeys: repeatedKeys ?? null };
  }

  /** Reads the table too, which costs what it will cost again. */
  async #dryRunOfDiffering(
    context: CommandContext,
    job: Pick<RestoreJob, 'source' | 'table' | 'reading'>,
    flags: RestoreFlagValues,
  ): Promise<RestoreDryRun> {
    const budget = this.budget(flags['max-units']);
    const differing = await findDiffering(context, job, { meter: this.meter, budget });
    try {
      const readUnits = this.meter.total().read;
      const { planUnits } = context.settings;
      const estimate = await estimateDiffering(differing, job, { readUnits, planUnits });
      await this.print(differingLine(job.source, estimate));
      this.note(`this dry run read the table: ${countOf(readUnits, 'read unit')}`);
      this.#noteRefused(estimate);
      this.#noteRepeatedKeys(job.source, estimate.repeatedKeys);
      return { ...estimate, format: job.source.format };
    } finally {
      await differing.close();
    }
  }

  #noteRefused({ refused, refusedCount }: Pick<SourceMeasure, 'refused' | 'refusedCount'>): void {
    for (const reason of refused) this.note(reason);
    if (refusedCount === 0) return;
    this.note(`${countOf(refusedCount, 'item')} will be refused`);
    process.exitCode = EXIT_CODES.Incomplete;
  }

  #noteRepeatedKeys({ name }: ItemSource, count: number | undefined): void {
    const note = repeatedKeysNote(name, count);
    if (note !== undefined) this.note(note);
  }
}
