import { BaseCommand } from '../cli/command/base-command.ts';
import { renderTableFacts } from '../cli/render/render-table-facts.ts';
import type { DescribeResult } from '../cli/results/table-results.ts';
import { describeTable } from '../lib/items/read/describe-table.ts';

export default class Describe extends BaseCommand {
  static override summary = 'show the table: status, keys, items, size, indexes [DescribeTable]';
  static override examples = ['<%= config.bin %> describe', '<%= config.bin %> describe --json'];

  async run(): Promise<DescribeResult> {
    const { flags } = await this.parse(Describe);
    const { client, settings } = await this.connect(flags);
    const Table = await describeTable(client, settings.tableName);
    await this.print(renderTableFacts(Table));
    return { Table };
  }
}
