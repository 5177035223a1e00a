import { Args, Flags } from '@oclif/core';
import { confirmTable } from '../../cli/command/confirm.ts';
import { IndexCommand, type IndexDryRun } from '../../cli/command/index-command.ts';
import { type UnitEstimate, unitEstimate, unitEstimateText } from '../../cli/flags/budget-flags.ts';
import { indexChangesFrom } from '../../cli/flags/index-argument.ts';
import { renderIndexes } from '../../cli/render/render-indexes.ts';
import type { IndexChangeResult } from '../../cli/results/table-results.ts';
import { changedIndex } from '../../lib/indexes/index-request.ts';
import { assertNoContradiction } from '../../lib/indexes/key-contradictions.ts';
import { DEFAULT_SAMPLE_ITEMS } from '../../lib/indexes/scan-sample.ts';

const key = { multiple: true, multipleNonGreedy: true, helpValue: 'NAME:S|N|B' } as const;

export default class IndexCreate extends IndexCommand {
  static override summary = 'create a global secondary index, and wait until it can be read [UpdateTable]';
  static override description =
    `The request goes through the index proxy (AUTODYNE_PROXY_URL), because the credentials of the add-on cannot call UpdateTable. A file can contain several changes, which are made in order, one at a time. To continue after an interruption, run the same command again.`;
  static override examples = [
    '<%= config.bin %> index create by-artist --partition-key Artist:S --sort-key Year:N',
    '<%= config.bin %> index create by-label --partition-key Label:S --projection include:Artist,SongTitle',
    '<%= config.bin %> index create update.json',
    '<%= config.bin %> index create by-uuid --partition-key uuid:S --dry-run',
  ];
  static override args = {
    index: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'index name, or a file (.json, or - for stdin) with an UpdateTable body',
    }),
  };
  static override flags = {
    'partition-key': Flags.string({ ...key, summary: 'partition key attribute and its type, up to four' }),
    'sort-key': Flags.string({ ...key, summary: 'sort key attribute and its type, up to four' }),
    projection: Flags.string({
      summary: 'attributes to project in addition to the keys (default all)',
      helpValue: 'all|keys|include:A,B',
    }),
    sample: Flags.integer({
      summary: 'first check this many items for values that the index cannot contain',
      helpValue: 'N',
      default: DEFAULT_SAMPLE_ITEMS,
      min: 1,
    }),
    'no-sample': Flags.boolean({ summary: 'do not check items first', exclusive: ['estimate', 'max-units'] }),
    estimate: Flags.boolean({
      summary: 'check items, print the estimated cost of filling the index, and exit',
    }),
    'max-units': Flags.integer({
      summary: 'create nothing if it would consume more request units (reads + 5 x writes): exit code 3',
      helpValue: 'N',
      min: 1,
    }),
    force: Flags.boolean({
      summary: 'create the index even if none of the checked items would be in it',
    }),
    wait: Flags.boolean({ summary: 'wait until the index can be read', default: true, allowNo: true }),
    confirm: Flags.string({
      summary: 'table name, to confirm a file that deletes indexes',
      helpValue: 'TABLE',
    }),
    'dry-run': Flags.boolean({ summary: 'print the request and send nothing' }),
  };

  async run(): Promise<IndexChangeResult | IndexDryRun | UnitEstimate> {
    const { args, flags } = await this.parse(IndexCreate);
    const context = await this.connect(flags);
    const { tableName } = context.settings;
    const changes = await indexChangesFrom(args.index, flags, tableName);
    if (flags['dry-run']) return this.printRequests(context.settings, changes);
    const budget = this.budget(flags['max-units']);
    if (flags.estimate) {
      const write = await this.lookAtItems(context, changes, flags.sample);
      const estimate = unitEstimate({ read: 0, write }, context.settings.planUnits);
      await this.print(`backfilling will consume ${unitEstimateText(estimate)}`);
      return estimate;
    }
    this.assertChangeable(context.settings, 'change indexes');
    const deleted = changes.flatMap((change) => (change.kind === 'delete' ? [`"${change.name}"`] : []));
    if (deleted.length > 0) {
      await confirmTable(tableName, `This deletes index ${deleted.join(', ')} of table "${tableName}".`, {
        confirmed: flags.confirm,
        mayAsk: !this.jsonEnabled() && args.index !== '-',
      });
    }
    if (!flags['no-sample']) {
      const write = await this.lookAtItems(context, changes, flags.sample, (spec, sample) => {
        if (flags.force) return;
        const otherwise = [
          `to create it all the same: ${args.index === '-' ? '--force' : this.sameCommand('--force')}`,
        ];
        assertNoContradiction(spec, sample, {
          tableName,
          otherwise,
          isTyped: flags['partition-key'] !== undefined,
        });
      });
      budget.assertAllows('backfilling', { read: 0, write });
    }
    const table = await this.change(context, changes, flags.wait);
    await this.print(renderIndexes(table, changes.map(changedIndex)));
    return { TableDescription: table };
  }
}
