import { CopyCommand, copyArgs, copyFlags } from '../cli/command/copy-command.ts';
import type { CopyResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';

export default class Move extends CopyCommand {
  static override summary = 'give an item another key [GetItem, TransactWriteItems]';
  static override description =
    `The item is read, and in one transaction written under the new key and deleted under the old one, if nobody changed it in the meantime and no item has the new key.
Exit code 4: the item does not exist; 5: an item has the new key (see --force), or someone else changed the item.`;
  static override examples = [
    '<%= config.bin %> move 424b --to 424c',
    "<%= config.bin %> move 'No One You Know' 'Call Me Today' --to Acme 'Call Me Today'",
    '<%= config.bin %> move 424b --to 424c --dry-run',
  ];
  static override args = copyArgs;
  static override flags = copyFlags;

  async run(): Promise<CopyResult | DryRun> {
    const { args, flags } = await this.parse(Move);
    return this.copy({ key: args.key, flags, isMove: true });
  }
}
