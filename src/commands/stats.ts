import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/command/base-command.ts';
import { fromTableFlag } from '../cli/flags/source-findings.ts';
import { sourceNotes } from '../cli/render/notes/source-notes.ts';
import { writeStderr } from '../cli/render/output.ts';
import { Progress } from '../cli/render/progress.ts';
import { renderStatistics } from '../cli/render/render-statistics.ts';
import type { StatsResult } from '../cli/results/dump-results.ts';
import { SourceFindings } from '../lib/items/elements/source-findings.ts';
import { tableSchema } from '../lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { assertNotCsv } from '../lib/sources/csv-name.ts';
import { openSource } from '../lib/sources/open-source.ts';
import { sourceItems } from '../lib/sources/source-items.ts';
import { UnitLimiter } from '../lib/usage/unit-limiter.ts';
import { StatisticsCounter } from '../lib/verify/item-statistics.ts';
import { scanItems } from '../lib/verify/scan-items.ts';

export default class Stats extends BaseCommand {
  static override summary = 'count items, sizes, attributes and types of the table or of a dump [Scan]';
  static override description =
    'Without --from, the whole table is read, which consumes read units (see dump --estimate). Reading from a dump costs nothing.';
  static override examples = [
    '<%= config.bin %> stats --from dumps/music-20260102T030405Z',
    '<%= config.bin %> stats',
  ];
  static override flags = {
    from: Flags.string({ summary: 'dump of autodyne or another tool', helpValue: 'DIR|FILE|-' }),
    ...fromTableFlag,
    'max-read-units': Flags.integer({ summary: 'maximum read units per second', helpValue: 'N', min: 1 }),
  };

  async run(): Promise<StatsResult> {
    const { flags } = await this.parse(Stats);
    const findings = new SourceFindings(flags['source-table']);
    const { batches, counter } =
      flags.from === undefined ? await this.#fromTable(flags) : await fromDump(flags.from, findings);
    const progress = new Progress('reading');
    for await (const items of batches) {
      for (const item of items) counter.add(item);
      progress.update({ itemCount: counter.itemCount });
    }
    progress.end();
    for (const note of findings.notes()) this.note(note);
    await this.print(renderStatistics(counter.result));
    return counter.result;
  }

  async #fromTable(flags: Parameters<Stats['connect']>[0] & { 'max-read-units'?: number | undefined }) {
    const { client, settings } = await this.connect(flags);
    const { key } = await loadTableSchema(client, settings.tableName);
    const rate = flags['max-read-units'];
    const limiter = rate === undefined ? undefined : new UnitLimiter(rate);
    const onUnits = (CapacityUnits: number): void => this.meter.addRead({ CapacityUnits });
    const batches = scanItems(client, settings.tableName, { isConsistent: false, limiter, onUnits });
    return { batches, counter: new StatisticsCounter(key) };
  }
}

async function fromDump(path: string, findings: SourceFindings) {
  assertNotCsv(path, '--from');
  const source = await openSource(path, { sourceTable: findings.sourceTable });
  sourceNotes(source).forEach(writeStderr);
  const key = source.table && tableSchema(source.table).key;
  const stdin = path === '-' ? { stdin: process.stdin as AsyncIterable<Buffer> } : {};
  const options = { isChecked: true, findings, ...stdin };
  return { batches: sourceItems(source, options), counter: new StatisticsCounter(key) };
}
