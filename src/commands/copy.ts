import { CopyCommand, copyArgs, copyFlags } from '../cli/command/copy-command.ts';
import type { CopyResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';

export default class Copy extends CopyCommand {
  static override summary = 'copy an item to another key of the table [GetItem, TransactWriteItems]';
  static override description =
    `The item is read, and written under the new key if nobody changed it in the meantime and no item has the new key.
Exit code 4: the item does not exist; 5: an item has the new key (see --force), or someone else changed the item.`;
  static override examples = [
    '<%= config.bin %> copy 424b --to 424c',
    "<%= config.bin %> copy 'No One You Know' 'Call Me Today' --to Acme 'Call Me Today'",
    `<%= config.bin %> copy '{"id": "424b"}' --to '{"id": "424c"}' --force`,
  ];
  static override args = copyArgs;
  static override flags = copyFlags;

  async run(): Promise<CopyResult | DryRun> {
    const { args, flags } = await this.parse(Copy);
    return this.copy({ key: args.key, flags, isMove: false });
  }
}
