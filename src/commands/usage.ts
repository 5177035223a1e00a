import { BaseCommand } from '../cli/command/base-command.ts';
import type { CommonFlagValues } from '../cli/flags/flags.ts';
import { inputOf } from '../cli/system/read-input.ts';
import { renderUsage, usageNotes } from '../cli/usage/render-usage.ts';
import { usageCsv } from '../cli/usage/usage-csv.ts';
import { readUsageLimit, timeGroup, type UsageFlagValues, usageFlags } from '../cli/usage/usage-flags.ts';
import { usageReaders } from '../cli/usage/usage-readers.ts';
import { EXIT_CODES } from '../lib/errors/autodyne-error.ts';
import { readLines } from '../lib/items/elements/text-lines.ts';
import { type ResolvedSettings, settingOf } from '../lib/settings/resolve-settings.ts';
import { readLogUsage } from '../lib/usage/own/log-usage.ts';
import { setPlanUnits, summarizeReading } from '../lib/usage/summarize-reading.ts';
import type { UsageQueries } from '../lib/usage/usage-report.ts';
import { readFirstSource, type SourceReading } from '../lib/usage/usage-sources.ts';
import { assertKnowsOperations, type UsageResult } from '../lib/usage/usage-summary.ts';
import { pointSecondsOf, sinceTime, usageQueries } from '../lib/usage/usage-window.ts';

export default class Usage extends BaseCommand {
  static override summary = 'show how much of your plan is used, by what, and when it will be used up';
  static override description =
    'Request units: a read unit counts 1, a write unit 5. Asks the usage route beside the index proxy, else CloudWatch, ' +
    "else the ledger of autodyne's own commands on this machine, and says which it was and what it cannot see. Reads no item.";
  static override examples = [
    '<%= config.bin %> usage',
    '<%= config.bin %> usage --since 24h --by operation',
    '<%= config.bin %> usage --fail-over 80%',
    'heroku logs -n 1500 | <%= config.bin %> usage --from -',
  ];
  static override flags = usageFlags;

  async run(): Promise<UsageResult> {
    const { flags } = await this.parse(Usage);
    const limit = readUsageLimit(flags);
    const now = Math.floor(Date.now() / 1000);
    const since = sinceTime(flags.since, now);
    const resolved = this.resolvedSettings(flags);
    const reading = await this.#read(flags, resolved, usageQueries(since, now), now);
    if (flags.by === 'operation') assertKnowsOperations(reading.reports[0]);
    const pointSeconds = pointSecondsOf(timeGroup(flags.by), since, now);
    const summary = summarizeReading(reading, { planUnits: setPlanUnits(resolved), pointSeconds, now });
    const isOver = limit === undefined ? null : summary.plan.share > limit;
    const usage = { ...summary, isOver };
    if (isOver) process.exitCode = EXIT_CODES.CheckFailed;
    for (const note of usageNotes(usage, flags['fail-over'])) this.note(note);
    await this.print(flags.csv ? usageCsv(usage, flags.by) : renderUsage(usage, flags.by));
    return usage;
  }

  async #read(
    flags: UsageFlagValues & CommonFlagValues,
    resolved: ResolvedSettings,
    queries: UsageQueries,
    now: number,
  ): Promise<SourceReading> {
    if (flags.from === undefined) {
      const context = await this.connect(flags, resolved);
      return readFirstSource(usageReaders(context, flags.source, now), queries);
    }
    const input = await inputOf(flags.from);
    const tableName = settingOf(resolved, 'tableName')?.value;
    const options = { name: input.name, tableName, queries, now };
    return { reports: await readLogUsage(readLines(input), options), passedOver: [] };
  }
}
