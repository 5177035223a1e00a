import { Args, Flags } from '@oclif/core';
import { confirmTable } from '../../cli/command/confirm.ts';
import { IndexCommand, type IndexDryRun } from '../../cli/command/index-command.ts';
import type { IndexChangeResult } from '../../cli/results/table-results.ts';
import { assertGlobalIndex } from '../../lib/indexes/index-plan.ts';
import { describeTable } from '../../lib/items/read/describe-table.ts';

export default class IndexDelete extends IndexCommand {
  static override summary = 'delete a global secondary index, and wait until it is deleted [UpdateTable]';
  static override description =
    `The items of the table are kept. The request goes through the index proxy (AUTODYNE_PROXY_URL).`;
  static override examples = ['<%= config.bin %> index delete by-artist --confirm music'];
  static override args = {
    index: Args.string({ required: true, ignoreStdin: true, description: 'index name' }),
  };
  static override flags = {
    confirm: Flags.string({ summary: 'table name, to confirm', helpValue: 'TABLE' }),
    wait: Flags.boolean({ summary: 'wait until the index is deleted', default: true, allowNo: true }),
    'dry-run': Flags.boolean({ summary: 'print the request and send nothing' }),
  };

  async run(): Promise<IndexChangeResult | IndexDryRun> {
    const { args, flags } = await this.parse(IndexDelete);
    const context = await this.connect(flags);
    const { tableName } = context.settings;
    const change = { kind: 'delete', name: args.index } as const;
    if (flags['dry-run']) return this.printRequests(context.settings, [change]);
    this.assertChangeable(context.settings, 'delete an index');
    assertGlobalIndex(await describeTable(context.client, tableName), change.name);
    await confirmTable(tableName, `This deletes index "${change.name}" of table "${tableName}".`, {
      confirmed: flags.confirm,
      mayAsk: !this.jsonEnabled(),
    });
    return { TableDescription: await this.change(context, [change], flags.wait) };
  }
}
