import { Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/command/base-command.ts';
import { listenForThrottles } from '../../cli/command/throttle-listener.ts';
import { endFolderDump } from '../../cli/dump/dump-outcome.ts';
import { assertOutputIsFree, runDump, runFolderDump } from '../../cli/dump/run-dump.ts';
import { maxUnitsFlag } from '../../cli/flags/budget-flags.ts';
import { assertFitsOutput, dumpCsvWriting, dumpFlags, dumpOptions } from '../../cli/flags/dump-flags.ts';
import type { CommonFlagValues } from '../../cli/flags/flags.ts';
import { textNotes } from '../../cli/render/notes/read-notes.ts';
import { Progress } from '../../cli/render/progress.ts';
import { estimateLine } from '../../cli/render/render-dump.ts';
import { dumpResumeCommand } from '../../cli/restore/resume-command.ts';
import type { DumpResult, Estimate } from '../../cli/results/dump-results.ts';
import { DumpFolder } from '../../lib/dump/dump-folder.ts';
import { prepareDump, prepareResume } from '../../lib/dump/prepare-dump.ts';
import { openUnfinished } from '../../lib/dump/unfinished-dump.ts';
import { parseWhere } from '../../lib/items/conditions/where.ts';
import { keyRoles, tableSchema } from '../../lib/items/keys/key-schema.ts';

export default class Dump extends BaseCommand {
  static override summary =
    'save all items and the schema to a folder that can be verified and restored [Scan]';
  static override description =
    `The folder has the format of an AWS export to S3, and can be imported by AWS. To continue a dump that stopped (Ctrl-C, a
crash, --max-units: exit code 3), use --resume. A dump is not a snapshot: items that change during the dump are saved
as they were when their page was read. For a consistent state, stop all writes first.`;
  static override examples = [
    '<%= config.bin %> dump --verify',
    '<%= config.bin %> dump --estimate',
    '<%= config.bin %> dump --out backup --max-read-units 50',
    '<%= config.bin %> dump --resume backup',
    '<%= config.bin %> dump --out orders.csv --escape-formulas',
    '<%= config.bin %> dump --out - --where year.gte:=2010 | jq .Item',
  ];
  static override flags = {
    ...dumpFlags,
    resume: Flags.string({
      summary: 'continue an unfinished dump with its original options',
      helpValue: 'DIR',
      exclusive: [...Object.keys(dumpFlags), 'estimate'],
    }),
    estimate: Flags.boolean({ summary: 'print the estimated cost and exit' }),
    verify: Flags.boolean({ summary: 'verify the dump when it is complete' }),
    'allow-empty': Flags.boolean({
      summary: 'accept an empty table even if DescribeTable (up to six hours old) reports items',
    }),
    'max-read-units': Flags.integer({ summary: 'maximum read units per second', helpValue: 'N', min: 1 }),
    ...maxUnitsFlag,
  };

  readonly #progress = new Progress('dumping');

  async run(): Promise<DumpResult | Estimate> {
    const { flags } = await this.parse(Dump);
    assertFitsOutput(flags, this.jsonEnabled());
    const csv = dumpCsvWriting(flags);
    const { client, settings } = await this.connect(flags);
    const { tableName, planUnits } = settings;
    this.budget(flags['max-units']);
    const toolVersion = this.config.version;
    const circumstances = { flags, settings, env: process.env };
    const jobParts = {
      client,
      toolVersion,
      maxReadUnits: flags['max-read-units'],
      maxUnits: flags['max-units'],
      meter: this.meter,
      mayBeEmpty: flags['allow-empty'],
      progress: this.#progress,
      csv,
      resumeCommand: (folder: string) => dumpResumeCommand(folder, flags),
      circumstances,
    };
    if (flags.resume !== undefined) {
      const folder = await openUnfinished(flags.resume);
      if (!(folder instanceof DumpFolder)) {
        this.note(`the dump in ${flags.resume} is complete: there is nothing to resume`);
        const ending = { seconds: 0, isVerifying: flags.verify, request: folder.request, circumstances };
        return endFolderDump(flags.resume, folder.summary, ending);
      }
      const { request, recordedTable } = folder;
      const prepared = await prepareResume(client, request, recordedTable).catch(async (error: unknown) => {
        await folder.close();
        throw error;
      });
      return runFolderDump({ ...jobParts, prepared }, folder, flags.verify);
    }
    if (!flags.estimate) await assertOutputIsFree(flags.out);
    const prepared = await prepareDump(client, dumpOptions(flags, { tableName, planUnits, toolVersion }));
    const keys = keyRoles(tableSchema(prepared.table));
    const conditions = parseWhere(flags.where ?? [], keys);
    for (const note of textNotes(conditions, keys, flags)) this.note(note);
    const line = estimateLine(prepared.estimate, 'read');
    if (flags.estimate) {
      await this.print(line);
      return prepared.estimate;
    }
    this.note(line);
    return runDump({ ...jobParts, prepared }, flags.out, flags.verify);
  }

  /** Shows throttling in the progress line. */
  protected override clientOptions(flags: CommonFlagValues): ReturnType<BaseCommand['clientOptions']> {
    return listenForThrottles(super.clientOptions(flags), () => this.#progress.throttled());
  }
}
