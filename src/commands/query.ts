import { Flags } from '@oclif/core';
import { ReadCommand } from '../cli/command/read-command.ts';
import type { UnitEstimate } from '../cli/flags/budget-flags.ts';
import { readFlags, whereArgument } from '../cli/flags/read-flags.ts';
import type { ReadResult } from '../cli/results/item-results.ts';
import type { Explanation } from '../cli/results/request-results.ts';
import { planQuery } from '../lib/items/planner/plan-query.ts';

export default class Query extends ReadCommand {
  static override summary = 'find items by conditions, at the lowest cost [Query, Scan]';
  static override description =
    `A condition is PATH=TEXT or PATH:=JSON, or PATH.OPERATOR=…: eq ne lt lte gt gte between in contains not_contains
exists not_exists begins_with. A value for a key attribute takes the type of the key. A dot selects a member of a map (\\. is a dot in a
name). All conditions must be true; for OR, use --filter.
With a partition key, or up to 25 values of one (id.in=a,b), the table or an index is queried. Otherwise the table is scanned, and the estimated cost is printed.
With --from, reads from a dump instead of the table: offline, without settings, in the same order.
Exit code 3: --json stopped at 10,000 items, or --max-units was reached; 4: the table or index does not exist.`;
  static override examples = [
    "<%= config.bin %> query artist='No One You Know' year.gte:=2010",
    '<%= config.bin %> query artist=Acme title.begins_with=Call --reverse --limit 10',
    '<%= config.bin %> query city.in=London,Paris info.rating.between:=[4,5] --explain',
    `<%= config.bin %> query artist=Acme --filter 'price < :p OR #y = :y' --names '{"#y":"year"}' --values '{":p":5,":y":2010}'`,
    "<%= config.bin %> query artist='No One You Know' --from dumps/music-20260102T030405Z",
  ];
  static override args = { where: whereArgument };
  static override flags = {
    ...readFlags,
    'key-condition': Flags.string({
      summary: 'key condition expression, instead of conditions on the key',
      helpValue: 'EXPRESSION',
    }),
    reverse: Flags.boolean({ summary: 'return items in descending order of the sort key' }),
  };

  async run(): Promise<ReadResult | Explanation | UnitEstimate> {
    const { args, flags } = await this.parse(Query);
    return this.read({ args: args.where ?? [], flags, plan: planQuery });
  }
}
