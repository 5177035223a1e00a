import { assertWritable, BaseCommand, type CommandContext } from '../cli/base-command.ts';
import { confirmTable } from '../cli/confirm.ts';
import { countOf, countText } from '../cli/count-text.ts';
import {
  assertNothingForOne,
  assertOneWay,
  type DeleteFlagValues,
  deleteFlags,
} from '../cli/delete-flags.ts';
import { type DryRun, dryRun, dryRunText } from '../cli/dry-run.ts';
import { itemText } from '../cli/item-text.ts';
import { optionalKeyArgument, readKeys } from '../cli/key-argument.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import type { Item } from '../lib/items/attribute-value.ts';
import { assertValidKey } from '../lib/items/check-key.ts';
import { deleteItem, deleteItemInput } from '../lib/items/delete-item.ts';
import { deleteKeys, matchingKeys } from '../lib/items/delete-items.ts';
import { loadTableSchema } from '../lib/items/describe-table.ts';
import { keyAttributeTypes, type TableSchema } from '../lib/items/key-schema.ts';
import { toPlainJsonText } from '../lib/items/plain-json-text.ts';
import type { PlacedItem } from '../lib/items/read-items.ts';
import { parseWhere } from '../lib/items/where.ts';

/** What `delete --json` prints for one item: the shape of `aws dynamodb delete-item`. */
export interface DeleteResult {
  Attributes?: Item;
}

/** What `delete --json` prints for many. */
export interface DeleteManyResult {
  /** Keys that DynamoDB took as deleted, whether there was an item or not. */
  deleted: number;
}

export default class Delete extends BaseCommand {
  static override summary = 'delete one item by its key, or many [DeleteItem, BatchWriteItem]';
  static override description =
    `Many items (a file of keys, --where, --all) are deleted only with --confirm TABLE; the table is never dropped.
Exit 3: some of many are deleted; 4: there is no such item; 5: --if does not hold.`;
  static override examples = [
    '<%= config.bin %> delete 424b',
    "<%= config.bin %> delete 'No One You Know' 'Call Me Today' --if year.lt:=1990 --return-old",
    '<%= config.bin %> delete --where status=expired --confirm autodyne-sinuous-68626',
    '<%= config.bin %> delete --all --confirm autodyne-sinuous-68626',
  ];
  static override args = { key: optionalKeyArgument };
  static override flags = deleteFlags;

  async run(): Promise<DeleteResult | DeleteManyResult | DryRun> {
    const { args, flags } = await this.parse(Delete);
    const isSelection = flags.all || flags.where !== undefined;
    assertOneWay(args.key !== undefined, isSelection);
    if (isSelection) assertNothingForOne(flags);
    const context = await this.connect(flags);
    if (!flags['dry-run']) assertWritable(context.settings, 'delete items');
    const schema = await loadTableSchema(context.client, context.settings.tableName);
    if (isSelection) {
      const conditions = parseWhere(flags.where ?? [], keyAttributeTypes(schema));
      const keys = matchingKeys(context.client, schema, conditions, (page) =>
        this.meter.addRead(page.consumedCapacity),
      );
      const which = flags.all ? 'all items' : `every item with ${(flags.where ?? []).join(' and ')}`;
      return this.#deleteMany(context, schema, { keys, which, confirmed: flags.confirm });
    }
    const keys = await readKeys(args.key ?? [], () => Promise.resolve(schema));
    if (keys.kind === 'many') {
      assertNothingForOne(flags);
      const which = `the items named in ${args.key?.[0]}`;
      return this.#deleteMany(context, schema, { keys: keys.items(), which, confirmed: flags.confirm });
    }
    assertValidKey(keys.only.item, keys.only.place, schema);
    return this.#deleteOne(context, schema, keys.only.item, flags);
  }

  async #deleteOne(
    { client, settings }: CommandContext,
    schema: TableSchema,
    key: Item,
    flags: DeleteFlagValues,
  ): Promise<DeleteResult | DryRun> {
    const conditions = parseWhere(flags.if ?? [], keyAttributeTypes(schema));
    const request = { tableName: settings.tableName, key, conditions };
    if (flags['dry-run']) {
      const unsent = dryRun('DeleteItem', endpointUrlOf(settings), deleteItemInput(request));
      await this.print(dryRunText(unsent));
      return unsent;
    }
    const { attributes, consumedCapacity } = await deleteItem(client, request);
    this.meter.addWrite(consumedCapacity);
    if (!flags['return-old']) {
      this.note(`deleted ${toPlainJsonText(key)}`);
      return {};
    }
    await this.print(itemText(attributes, Object.keys(key)));
    return { Attributes: attributes };
  }

  async #deleteMany(
    { client, retry, settings: { tableName } }: CommandContext,
    schema: TableSchema,
    many: { keys: AsyncIterable<PlacedItem>; which: string; confirmed: string | undefined },
  ): Promise<DeleteManyResult> {
    const consequence = `This deletes ${many.which} of table "${tableName}".`;
    await confirmTable(tableName, consequence, { confirmed: many.confirmed, mayAsk: !this.jsonEnabled() });
    const onConsumed = this.meter.addWrite.bind(this.meter);
    const { written, repeated } = await deleteKeys(client, schema, many.keys, { retry, onConsumed });
    this.note(
      `deleted ${countText(written)} of ${countOf(written + repeated, 'key')}${repeated > 0 ? ` (${repeated} repeated)` : ''}`,
    );
    return { deleted: written };
  }
}
