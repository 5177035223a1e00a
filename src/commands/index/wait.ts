import { Args } from '@oclif/core';
import { IndexCommand } from '../../cli/command/index-command.ts';
import { renderIndexes } from '../../cli/render/render-indexes.ts';
import type { DescribeResult } from '../../cli/results/table-results.ts';
import { waitForActiveIndex } from '../../lib/indexes/watch-index.ts';

export default class IndexWait extends IndexCommand {
  static override summary = 'wait until an index can be read [DescribeTable]';
  static override description =
    'Waits until the index itself is ACTIVE, which is later than the table. Ctrl-C stops the waiting, not the change. Exit code 4: the index does not exist.';
  static override examples = ['<%= config.bin %> index wait by-artist'];
  static override args = {
    index: Args.string({ required: true, ignoreStdin: true, description: 'index name' }),
  };

  async run(): Promise<DescribeResult> {
    const { args, flags } = await this.parse(IndexWait);
    const { client, settings } = await this.connect(flags);
    const index = { tableName: settings.tableName, indexName: args.index, isNew: false };
    const table = await this.watching(settings, (watch) => waitForActiveIndex(client, index, watch));
    await this.print(renderIndexes(table, [args.index]));
    return { Table: table };
  }
}
