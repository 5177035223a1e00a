import { Flags } from '@oclif/core';
import { ReadCommand } from '../cli/command/read-command.ts';
import type { UnitEstimate } from '../cli/flags/budget-flags.ts';
import { readFlags, whereArgument } from '../cli/flags/read-flags.ts';
import type { ReadResult } from '../cli/results/item-results.ts';
import type { Explanation } from '../cli/results/request-results.ts';
import { planScan } from '../lib/items/planner/plan-query.ts';

export default class Scan extends ReadCommand {
  static override summary =
    'read the whole table or an index, and print the items that match the conditions [Scan]';
  static override description =
    `Conditions have the same syntax as for query. They reduce the output, not the read units.
--format typed, plain, and csv with --columns print items as they arrive, in constant memory.
With --from, reads from a dump instead of the table: offline, without settings, in the order of the dump.
Exit code 3: --json stopped at 10,000 items, or --max-units was reached; 4: the table or index does not exist.`;
  static override examples = [
    '<%= config.bin %> scan --limit 20',
    '<%= config.bin %> scan year.lt:=1990 --attributes artist,title,year',
    '<%= config.bin %> scan --format typed --segments 4 > items.jsonl',
    '<%= config.bin %> scan --format csv --columns artist,title,info.rating > items.csv',
    '<%= config.bin %> scan --count',
    '<%= config.bin %> scan year.lt:=1990 --from dumps/music-20260102T030405Z',
  ];
  static override args = { where: whereArgument };
  static override flags = {
    ...readFlags,
    segments: Flags.integer({
      summary: 'read this many parts in parallel; the order is undefined',
      helpValue: 'N',
      min: 1,
      max: 1_000_000,
      exclusive: ['start', 'scan-limit'],
    }),
  };

  async run(): Promise<ReadResult | Explanation | UnitEstimate> {
    const { args, flags } = await this.parse(Scan);
    return this.read({ args: args.where ?? [], flags, plan: planScan });
  }
}
