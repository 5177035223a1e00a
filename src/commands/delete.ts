import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { assertWritable, BaseCommand, type CommandContext } from '../cli/command/base-command.ts';
import { assertTableName, confirmTable } from '../cli/command/confirm.ts';
import { dryRun, dryRunText } from '../cli/command/dry-run.ts';
import { readUntilStopped, writeUntilStopped } from '../cli/command/stoppable.ts';
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
import {
  deleteDryRunText,
  deletionText,
  exampleLines,
  type ItemsToDelete,
  plannedDeletion,
  shortExampleLines,
} from '../cli/render/notes/delete-dry-run.ts';
import { Progress } from '../cli/render/progress.ts';
import type { DeleteDryRun, DeleteManyResult, WriteResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { countOf, countText } from '../lib/errors/count-text.ts';
import { parseWriteConditions } from '../lib/items/conditions/literal-conditions.ts';
import type { LocatedItem } from '../lib/items/elements/read-items.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { assertValidKey } from '../lib/items/keys/check-key.ts';
import { keyRoles, type TableSchema, tableSchema } from '../lib/items/keys/key-schema.ts';
import { describeTable } from '../lib/items/read/describe-table.ts';
import type { Page } from '../lib/items/read/read-pages.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { deleteItem, deleteItemInput } from '../lib/items/write/delete-item.ts';
import { collectKeys, deleteKeys, matchingKeys } from '../lib/items/write/delete-items.ts';
import type { KeySpool } from '../lib/items/write/key-spool.ts';
import { DeletionSample } from '../lib/usage/deletion-sample.ts';
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
      const sample = new DeletionSample(schema, table.ItemCount ?? 0);
      const onPage = (page: Page, operation: string): void => {
        this.meter.addRead(page.consumedCapacity);
        sample.addPage(page.scannedCount, operation);
      };
      const keys = matchingKeys(context.client, schema, conditions, onPage, (item) => sample.add(item));
      const many = { keys, sample, ...selectedItems(schema.tableName, flags) };
      return this.#deleteMany(context, schema, many, flags);
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
    { client, retry, settings }: CommandContext,
    schema: TableSchema,
    { keys, ...items }: ItemsToDelete & { keys: AsyncIterable<LocatedItem> },
    flags: DeleteFlagValues,
  ): Promise<DeleteManyResult | DeleteDryRun> {
    const { tableName } = schema;
    assertTableName(tableName, flags.confirm);
    const budget = this.budget(flags['max-units']);
    const spool = await this.#find(budget.within(keys), schema, items.isStdin);
    try {
      const planned = plannedDeletion(spool, tableName, items, this.meter);
      const about = unitEstimateText(
        unitEstimate({ read: 0, write: planned.writeUnits }, settings.planUnits),
      );
      // Of a file of keys, the items were not read.
      const cost = items.sample === undefined ? about.replace(/^about/, 'at least') : about;
      if (flags['dry-run']) {
        for (const line of exampleLines(planned.examples, schema)) await this.print(line);
        this.note(deleteDryRunText(planned, items, cost));
        return planned;
      }
      if (spool.count === 0) {
        this.note(`nothing to delete: ${items.none}`);
        return { deleted: 0 };
      }
      await confirmTable(tableName, `This deletes ${deletionText(planned, items)}.`, {
        confirmed: flags.confirm,
        mayAsk: !this.jsonEnabled(),
        details: [
          ...shortExampleLines(planned.examples, schema),
          ...(spool.count > planned.examples.length ? ['  …'] : []),
          `That will consume ${cost}.`,
        ],
      });
      const progress = new Progress('deleting');
      const again = flags.confirm === undefined ? ['--confirm', tableName] : [];
      const { written, repeated } = await writeUntilStopped(
        {
          progress,
          totalItems: () => spool.count,
          // It was read to its end.
          isStdin: false,
          message: (count) =>
            `interrupted: deleted ${countText(count)} of ${countOf(spool.count, 'item')} of table "${tableName}"`,
          way: items.isStdin
            ? 'to delete the others, run the same command again, with the same input'
            : `to delete the others: ${this.sameCommand(...again)}`,
        },
        ({ untilStopped, assertGoing: _, ...stop }) => {
          const left = untilStopped(budget.within(spool.keys(), () => LEAST_DELETE));
          const onConsumed = this.meter.addWrite.bind(this.meter);
          return deleteKeys(client, schema, left, { retry, onConsumed, ...stop });
        },
      );
      this.note(
        `deleted ${countText(written)} of ${countOf(written + repeated, 'key')}${repeated > 0 ? ` (${repeated} repeated)` : ''}`,
      );
      return { deleted: written };
    } finally {
      await spool.close();
    }
  }

  /** Reads all keys before the first item is deleted. */
  #find(keys: AsyncIterable<LocatedItem>, schema: TableSchema, isStdin = false): Promise<KeySpool> {
    const progress = new Progress('finding');
    const onKey = (itemCount: number): void => progress.update({ itemCount });
    const stopped = (): AutodyneError =>
      new AutodyneError('Interrupted', 'interrupted while the keys were read; nothing was deleted');
    return readUntilStopped(keys, { isStdin, stopped }, (source) =>
      collectKeys(source, schema, { onKey }),
    ).finally(() => progress.end());
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
}

function selectedItems(tableName: string, { all, where }: DeleteFlagValues): ItemsToDelete {
  const conditions = (where ?? []).join(' and ');
  return all
    ? { which: 'all its items', none: `table "${tableName}" is empty` }
    : {
        which: `items that match ${conditions}`,
        none: `table "${tableName}" has no item that matches ${conditions}`,
      };
}

function namedItems(args: readonly string[] | undefined): ItemsToDelete {
  const name = keysName(args ?? []);
  return { which: `items listed in ${name}`, none: `${name} lists no items`, isStdin: args?.[0] === '-' };
}
