import { BaseCommand } from '../../cli/command/base-command.ts';
import { renderIndexes } from '../../cli/render/render-indexes.ts';
import type { IndexListResult } from '../../cli/results/table-results.ts';
import { countOf } from '../../lib/errors/count-text.ts';
import { describeTable } from '../../lib/items/read/describe-table.ts';

const COUNTED = 'DynamoDB updates the number of items and the size about every 6 hours';

export default class IndexList extends BaseCommand {
  static override summary = 'list the indexes: keys, projection, status, items, size [DescribeTable]';
  static override examples = ['<%= config.bin %> index list', '<%= config.bin %> index list --json'];

  async run(): Promise<IndexListResult> {
    const { flags } = await this.parse(IndexList);
    const { client, settings } = await this.connect(flags);
    const table = await describeTable(client, settings.tableName);
    const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table;
    const count = GlobalSecondaryIndexes.length + LocalSecondaryIndexes.length;
    if (count === 0) this.note(`table "${settings.tableName}" has no index`);
    else {
      await this.print(renderIndexes(table));
      if (!this.jsonEnabled())
        this.note(`${COUNTED}; at the last update, the table had ${countOf(table.ItemCount ?? 0, 'item')}`);
    }
    return { GlobalSecondaryIndexes, LocalSecondaryIndexes };
  }
}
