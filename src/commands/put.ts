import { Args, Flags } from '@oclif/core';
import { assertWritable, BaseCommand, type CommandContext } from '../cli/command/base-command.ts';
import { showDryRuns } from '../cli/command/dry-run.ts';
import { writeUntilStopped } from '../cli/command/stoppable.ts';
import { budgetFlags, type UnitEstimate, unitEstimate, unitEstimateText } from '../cli/flags/budget-flags.ts';
import { conditionFlags, ownCondition } from '../cli/flags/condition-flags.ts';
import {
  type CsvInputFlagValues,
  csvInputFlags,
  csvReading,
  isCsvInput,
  stringsNote,
} from '../cli/flags/csv-input.ts';
import { itemForm, itemFormFlags } from '../cli/flags/item-form-flags.ts';
import { sayFindings, sourceTableFlag } from '../cli/flags/source-findings.ts';
import { itemText } from '../cli/render/item-text.ts';
import { replacedNote } from '../cli/render/notes/change-notes.ts';
import { KeyList, PlannedPuts } from '../cli/render/notes/put-notes.ts';
import { Progress } from '../cli/render/progress.ts';
import type { PutManyResult, WriteResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { inputOf } from '../cli/system/read-input.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { countOf, countText } from '../lib/errors/count-text.ts';
import { type ItemInput, type ManyItems, openItems } from '../lib/items/elements/read-items.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { keyRoles } from '../lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { inReadingOrder } from '../lib/items/read/reading-order.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { needsPutItem, type PutOptions } from '../lib/items/write/put-item.ts';
import { itemsToPut, type PlannedPut, plannedPuts, putItems } from '../lib/items/write/put-items.ts';
import type { UnitBudget } from '../lib/usage/unit-budget.ts';
import { putUnits } from '../lib/usage/write-cost.ts';

export default class Put extends BaseCommand {
  static override summary = 'put one item, or many from a file [PutItem, BatchWriteItem]';
  static override description =
    `The input is one JSON object, a JSON array, JSON Lines, or CSV. Plain JSON and DynamoDB JSON are detected. The output of get,
query and scan with --json and the files of aws dynamodb batch-write-item are also accepted (docs/item-formats.md).
CSV: columns have the types of the table's keys and of --columns. A column that looks like numbers, booleans or JSON needs a
type, and the error suggests one; customer.name is a member of a map; an empty cell is an absent attribute (docs/spreadsheets.md).
If the input can be read twice, all items are checked before the first is written.
Exit code 2: an item is not valid; 3: some of the items were written (also with --max-units), or the input is incomplete; 5: an item exists, or the condition is false.`;
  static override examples = [
    '<%= config.bin %> put item.json',
    `<%= config.bin %> put '{"id": "424b", "Year": 2015, "Genres": {"$set": ["folk"]}}' --if-not-exists`,
    '<%= config.bin %> put songs.jsonl',
    '<%= config.bin %> put songs.csv --columns Artist:S,Title:S,Year:N,Genres:SS --dry-run',
    `<%= config.bin %> put item.json --condition '#y < :y' --names '{"#y":"Year"}' --values '{":y":2015}'`,
  ];
  static override args = {
    input: Args.string({ description: 'a file, - for stdin, or JSON', required: true, ignoreStdin: true }),
  };
  static override flags = {
    ...itemFormFlags,
    'if-not-exists': Flags.boolean({ summary: 'put only if no item has this key' }),
    ...conditionFlags('put'),
    ...sourceTableFlag,
    ...csvInputFlags,
    'return-old': Flags.boolean({ summary: 'print the replaced item' }),
    'dry-run': Flags.boolean({
      summary: 'write nothing; print the request, or the sums of many items and the first of them',
    }),
    ...budgetFlags,
  };

  async run(): Promise<WriteResult | PutManyResult | DryRun | DryRun[] | UnitEstimate> {
    const { args, flags } = await this.parse(Put);
    const form = itemForm(flags);
    const condition = ownCondition(flags, form);
    const options = { ifNotExists: flags['if-not-exists'], condition, returnOld: flags['return-old'] };
    const context = await this.connect(flags);
    const { client, settings } = context;
    if (!flags['dry-run'] && !flags.estimate) assertWritable(settings, 'put items');
    const isCsv = isCsvInput(form === undefined ? [args.input] : [], flags);
    const input = isCsv
      ? await this.#openCsv(context, args.input, flags)
      : await openItems(await inputOf(args.input), { form, sourceTable: flags['source-table'] });
    if (flags.estimate) return this.#estimate(context, input);
    if (!flags['dry-run'])
      return this.#put(context, input, options, {
        budget: this.budget(flags['max-units'], input.kind === 'many'),
        isStdin: args.input === '-',
      });
    const planned = plannedPuts(client, settings.tableName, input, options);
    if (input.kind === 'many' && !this.jsonEnabled()) {
      await this.#sumUp(planned, settings);
      sayFindings(input.findings);
      return [];
    }
    const requests = await showDryRuns(planned, endpointUrlOf(settings), (text) => this.print(text));
    if (input.kind === 'many') sayFindings(input.findings);
    return input.kind === 'one' && requests[0] !== undefined ? requests[0] : requests;
  }

  async #openCsv(
    { client, settings }: CommandContext,
    name: string,
    flags: CsvInputFlagValues & { 'source-table'?: string | undefined },
  ): Promise<ItemInput> {
    const { openCsvItems } = await import('../lib/csv/open-csv.ts');
    const file = await inputOf(name);
    const keys = keyRoles(await loadTableSchema(client, settings.tableName));
    const reading = csvReading(flags, keys, ['put', ...this.argv], false);
    const input = await openCsvItems(file, reading, flags['source-table']);
    if (input.strings.length > 0) this.note(stringsNote(file.name, input.strings));
    return input;
  }

  async #estimate({ client, settings }: CommandContext, input: ItemInput): Promise<UnitEstimate> {
    const sum = { items: 0, write: 0 };
    for await (const { item, schema } of itemsToPut(client, settings.tableName, input)) {
      sum.items += 1;
      sum.write += putUnits(item, schema);
    }
    const estimate = unitEstimate({ read: 0, write: sum.write }, settings.planUnits);
    await this.print(`putting ${countOf(sum.items, 'item')} will consume ${unitEstimateText(estimate)}`);
    return estimate;
  }

  /** What a dry run of many items says: no request, but their sums. */
  async #sumUp(
    planned: AsyncIterable<PlannedPut>,
    { tableName, planUnits }: CommandContext['settings'],
  ): Promise<void> {
    const sums = new PlannedPuts();
    for await (const put of planned) sums.add(put);
    for (const item of sums.first) await this.print(toPlainJsonText(inReadingOrder(item, [])));
    const estimate = unitEstimate({ read: 0, write: sums.writeUnits }, planUnits);
    this.note(sums.text(tableName, unitEstimateText(estimate)));
  }

  async #put(
    context: CommandContext,
    input: ItemInput,
    options: PutOptions,
    { budget, isStdin }: { budget: UnitBudget; isStdin: boolean },
  ): Promise<WriteResult | PutManyResult> {
    const { client, settings } = context;
    if (input.kind === 'many') return this.#putMany(context, input, options, { budget, isStdin });
    const { item } = input.only;
    budget.assertAllows('putting the item', { read: 0, write: putUnits(item) });
    let replaced: Item | undefined;
    await putItems(client, settings.tableName, input, {
      ...options,
      retry: context.retry,
      onConsumed: (consumed) => this.meter.addWrite(consumed),
      onReplaced: async (old) => {
        replaced = old;
        if (options.returnOld) await this.print(itemText(old, []));
      },
    });
    this.note(`put ${countOf(1, 'item')} into table "${settings.tableName}"`);
    if (replaced !== undefined) this.note(replacedNote(replaced, item));
    return replaced === undefined || !options.returnOld ? {} : { Attributes: replaced };
  }

  async #putMany(
    { client, retry, settings: { tableName } }: CommandContext,
    input: ManyItems,
    options: PutOptions,
    { budget, isStdin }: { budget: UnitBudget; isStdin: boolean },
  ): Promise<PutManyResult> {
    if (needsPutItem(options)) this.note('each item is sent in a separate PutItem request');
    const replaced: Item[] = [];
    const refused = new KeyList();
    const checking = new Progress('checking');
    const progress = new Progress('putting');
    let checked: number | undefined;
    const of = (count: number): string =>
      checked === undefined ? countOf(count, 'item') : `${countText(count)} of ${countOf(checked, 'item')}`;
    const result = await writeUntilStopped(
      {
        progress,
        totalItems: () => checked,
        isStdin,
        message: (count) => `interrupted: put ${of(count)} into table "${tableName}"`,
        way: putAgain(options, isStdin ? undefined : this.sameCommand()),
      },
      ({ untilStopped, assertGoing, ...stop }) =>
        putItems(client, tableName, input, {
          ...options,
          ...stop,
          retry,
          onChecked: (itemCount) => {
            assertGoing();
            checked = itemCount;
            checking.update({ itemCount });
          },
          within: (items, schema) => {
            checking.end();
            return untilStopped(
              budget.within(items, ({ item }) => ({ read: 0, write: putUnits(item, schema) })),
            );
          },
          onConsumed: (consumed) => this.meter.addWrite(consumed),
          onReplaced: async (old) => {
            if (!options.returnOld) return;
            if (this.jsonEnabled()) replaced.push(old);
            progress.end();
            await this.print(toPlainJsonText(inReadingOrder(old, [])));
          },
          onRefused: (key) => refused.add(key),
          onUnwritten: (key) => progress.say(`not written: ${toPlainJsonText(key)}`),
        }),
    ).finally(() => {
      checking.end();
      if (refused.text !== undefined) this.note(`not written, refused: ${refused.text}`);
    });
    const repeated = result.repeated === 0 ? '' : `, ${result.repeated} replaced by a later item`;
    this.note(`put ${countOf(result.written, 'item')} into table "${tableName}"${repeated}`);
    const output = sayFindings(input.findings) ? { ...result, sourceHasMore: true as const } : result;
    return options.returnOld ? { ...output, Attributes: replaced } : output;
  }
}

function putAgain({ ifNotExists }: PutOptions, command: string | undefined): string {
  const written = ifNotExists ? 'count as existing' : 'do not change';
  const so = `items that were already written ${written}`;
  return command === undefined
    ? `to put the others, run the same command again, with the same input; ${so}`
    : `to put the others (${so}): ${command}`;
}
