import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { assertWritable, BaseCommand, type CommandContext } from '../cli/command/base-command.ts';
import { assertTableName, confirmTable } from '../cli/command/confirm.ts';
import { dryRun, dryRunText } from '../cli/command/dry-run.ts';
import {
  UNKNOWN_ESTIMATE,
  type UnitEstimate,
  unitEstimate,
  unitEstimateText,
} from '../cli/flags/budget-flags.ts';
import { ownCondition } from '../cli/flags/condition-flags.ts';
import {
  assertNoBudget,
  assertNothingForOne,
  assertOneWay,
  type DeleteFlagValues,
  deleteFlags,
} from '../cli/flags/delete-flags.ts';
import { keysName, optionalKeyArgument, readKeys } from '../cli/flags/key-argument.ts';
import { sayFindings } from '../cli/flags/source-findings.ts';
import { itemText } from '../cli/render/item-text.ts';
import { deleteDryRun, deleteDryRunText, type ItemsToDelete } from '../cli/render/notes/delete-dry-run.ts';
import { Progress } from '../cli/render/progress.ts';
import type { DeleteDryRun, DeleteManyResult, WriteResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { countOf, countText } from '../lib/errors/count-text.ts';
import { parseWriteConditions } from '../lib/items/conditions/literal-conditions.ts';
import type { LocatedItem } from '../lib/items/elements/read-items.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { assertValidKey } from '../lib/items/keys/check-key.ts';
import { keyRoles, type TableSchema, tableSchema } from '../lib/items/keys/key-schema.ts';
import { describeTable } from '../lib/items/read/describe-table.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { deleteItem, deleteItemInput } from '../lib/items/write/delete-item.ts';
import { collectKeys, deleteKeys, matchingKeys } from '../lib/items/write/delete-items.ts';
import type { KeySpool } from '../lib/items/write/key-spool.ts';
import { scanUnits } from '../lib/usage/scan-cost.ts';
import { deletionUnits } from '../lib/usage/write-cost.ts';

/** Deleting an item consumes at least one write unit. */
const LEAST_DELETE = { read: 0, write: 1 };

export default class Delete extends BaseCommand {
  static override summary = 'delete one item by its key, or many [DeleteItem, BatchWriteItem]';
  static override description =
    `Many items (a file of keys, --where, --all) are deleted only with --confirm TABLE. The table itself is never deleted.
All keys are read before the first item is deleted. The number of items is shown before you confirm.
Exit code 3: some of the items were deleted; 4: the item does not exist; 5: the --if condition is false.`;
  static override examples = [
    '<%= config.bin %> delete 424b',
    "<%= config.bin %> delete 'No One You Know' 'Call Me Today' --if year.lt:=1990 --return-old",
    '<%= config.bin %> delete --where status=expired --dry-run',
    '<%= config.bin %> delete --where status=expired --confirm autodyne-sinuous-68626',
    '<%= config.bin %> delete --all --confirm autodyne-sinuous-68626',
  ];
  static override args = { key: optionalKeyArgument };
  static override flags = deleteFlags;

  async run(): Promise<WriteResult | DeleteManyResult | DeleteDryRun | DryRun | UnitEstimate> {
    const { args, flags } = await this.parse(Delete);
    const isSelection = flags.all || flags.where !== undefined;
    assertOneWay(args.key !== undefined, isSelection);
    if (isSelection) assertNothingForOne(flags);
    else assertNoBudget(flags);
    const context = await this.connect(flags);
    if (!flags['dry-run'] && !flags.estimate) assertWritable(context.settings, 'delete items');
    const table = await describeTable(context.client, context.settings.tableName);
    const schema = tableSchema(table);
    if (isSelection) {
      if (flags.estimate) return this.#estimate(table, context.settings.planUnits);
      const conditions = parseWriteConditions(flags.where ?? [], keyRoles(schema), { isText: flags.text });
      const keys = matchingKeys(context.client, schema, conditions, (page) =>
        this.meter.addRead(page.consumedCapacity),
      );
      return this.#deleteMany(context, schema, { keys, ...selectedItems(schema.tableName, flags) }, flags);
    }
    const keys = await readKeys(args.key ?? [], () => Promise.resolve(schema));
    if (keys.kind === 'many') {
      assertNothingForOne(flags);
      const many = { keys: keys.items(), ...namedItems(args.key) };
      const result = await this.#deleteMany(context, schema, many, flags);
      // "nothing to delete" was printed already.
      const isNothing = 'deleted' in result && result.deleted === 0;
      if (!isNothing || keys.findings.hasMore) sayFindings(keys.findings);
      return result;
    }
    assertValidKey(keys.only.item, keys.only.location, schema);
    return this.#deleteOne(context, schema, keys.only.item, flags);
  }

  async #deleteOne(
    { client, settings }: CommandContext,
    schema: TableSchema,
    key: Item,
    flags: DeleteFlagValues,
  ): Promise<WriteResult | DryRun> {
    const conditions = parseWriteConditions(flags.if ?? [], keyRoles(schema), { isText: flags.text });
    const request = { tableName: settings.tableName, key, conditions, condition: ownCondition(flags) };
    if (flags['dry-run']) {
      const unsent = dryRun('DeleteItem', endpointUrlOf(settings), deleteItemInput(request));
      await this.print(dryRunText(unsent));
      return unsent;
    }
    this.budget(flags['max-units'], false).assertAllows('the deletion', LEAST_DELETE);
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
    { client, retry }: CommandContext,
    schema: TableSchema,
    { keys, ...items }: ItemsToDelete & { keys: AsyncIterable<LocatedItem> },
    flags: DeleteFlagValues,
  ): Promise<DeleteManyResult | DeleteDryRun> {
    const { tableName } = schema;
    assertTableName(tableName, flags.confirm);
    const budget = this.budget(flags['max-units']);
    const progress = new Progress('finding');
    const onKey = (itemCount: number): void => progress.update({ itemCount });
    const spool = await collectKeys(budget.within(keys), schema, { onKey }).finally(() => progress.end());
    try {
      if (flags['dry-run']) return await this.#tellMany(spool, tableName, items);
      if (spool.count === 0) {
        this.note(`nothing to delete: ${items.none}`);
        return { deleted: 0 };
      }
      const consequence = `This deletes ${countOf(spool.count, 'item')} of table "${tableName}": ${items.which}.`;
      await confirmTable(tableName, consequence, {
        confirmed: flags.confirm,
        mayAsk: !this.jsonEnabled(),
      });
      const onConsumed = this.meter.addWrite.bind(this.meter);
      const toDelete = budget.within(spool.keys(), () => LEAST_DELETE);
      const { written, repeated } = await deleteKeys(client, schema, toDelete, { retry, onConsumed });
      this.note(
        `deleted ${countText(written)} of ${countOf(written + repeated, 'key')}${repeated > 0 ? ` (${repeated} repeated)` : ''}`,
      );
      return { deleted: written };
    } finally {
      await spool.close();
    }
  }

  /** The cost of reading the table, and the maximum cost of deleting: all items of the table. */
  async #estimate(table: TableDescription, planUnits: number): Promise<UnitEstimate> {
    const size = { itemCount: table.ItemCount ?? 0, sizeBytes: table.TableSizeBytes ?? 0 };
    const read = scanUnits(size, { isConsistent: true });
    if (read === undefined) {
      await this.print('an unknown number of units: the server does not report the size of the table');
      return UNKNOWN_ESTIMATE;
    }
    const estimate = unitEstimate({ read, write: deletionUnits(table) }, planUnits);
    await this.print(
      `at most, if all ${countOf(size.itemCount, 'item')} are deleted: ${unitEstimateText(estimate)}`,
    );
    return estimate;
  }

  async #tellMany(spool: KeySpool, tableName: string, items: ItemsToDelete): Promise<DeleteDryRun> {
    const dryRun = deleteDryRun(spool, tableName, { isRead: items.isRead, meter: this.meter });
    for (const key of dryRun.firstKeys) await this.print(toPlainJsonText(key));
    this.note(deleteDryRunText(dryRun, items));
    return dryRun;
  }
}

function selectedItems(tableName: string, { all, where }: DeleteFlagValues): ItemsToDelete {
  const conditions = (where ?? []).join(' and ');
  return all
    ? { which: 'all its items', none: `table "${tableName}" is empty`, isRead: true }
    : {
        which: `items that match ${conditions}`,
        none: `table "${tableName}" has no item that matches ${conditions}`,
        isRead: true,
      };
}

function namedItems(args: readonly string[] | undefined): ItemsToDelete {
  const name = keysName(args ?? []);
  return { which: `items listed in ${name}`, none: `${name} lists no items`, isRead: false };
}
