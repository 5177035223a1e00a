import { Args } from '@oclif/core';
import { IndexCommand } from '../../cli/command/index-command.ts';
import { renderIndexes } from '../../cli/render/render-indexes.ts';
import type { DescribeResult } from '../../cli/results/table-results.ts';
import { waitForActiveIndex } from '../../lib/indexes/watch-index.ts';

export default class IndexWait extends IndexCommand {
  static override summary = 'wait until an index can be read [DescribeTable]';
  static override description =
    'Ends when the index is ACTIVE: the table is long before. Exit 4 when there is no such index. Ctrl-C stops the watching, not the change.';
  static override examples = ['<%= config.bin %> index wait by-artist'];
  static override args = {
    index: Args.string({ required: true, ignoreStdin: true, description: "the index's name" }),
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
