import { Args, Flags } from '@oclif/core';
import { assertWritable, BaseCommand, type CommandContext } from '../cli/command/base-command.ts';
import { showDryRuns } from '../cli/command/dry-run.ts';
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
import type { PutManyResult, WriteResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { inputOf } from '../cli/system/read-input.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { countOf } from '../lib/errors/count-text.ts';
import { type ItemInput, openItems } from '../lib/items/elements/read-items.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { keyRoles } from '../lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { inReadingOrder } from '../lib/items/read/reading-order.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { needsPutItem, type PutOptions } from '../lib/items/write/put-item.ts';
import { itemsToPut, plannedPuts, putItems } from '../lib/items/write/put-items.ts';
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
    'dry-run': Flags.boolean({ summary: 'print the requests and write nothing' }),
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
      return this.#put(context, input, options, this.budget(flags['max-units'], input.kind === 'many'));
    const planned = plannedPuts(client, settings.tableName, input, options);
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

  async #put(
    { client, retry, settings }: CommandContext,
    input: ItemInput,
    options: PutOptions,
    budget: UnitBudget,
  ): Promise<WriteResult | PutManyResult> {
    const isOne = input.kind === 'one';
    if (isOne) budget.assertAllows('putting the item', { read: 0, write: putUnits(input.only.item) });
    if (!isOne && needsPutItem(options)) this.note('each item is sent in a separate PutItem request');
    const replaced: Item[] = [];
    const notes: string[] = [];
    const result = await putItems(client, settings.tableName, input, {
      ...options,
      retry,
      within: (items, schema) =>
        budget.within(items, ({ item }) => ({ read: 0, write: putUnits(item, schema) })),
      onConsumed: (consumed) => this.meter.addWrite(consumed),
      onReplaced: async (old) => {
        if (isOne) notes.push(replacedNote(old, input.only.item));
        if (!options.returnOld) return;
        if (this.jsonEnabled()) replaced.push(old);
        await this.print(isOne ? itemText(old, []) : toPlainJsonText(inReadingOrder(old, [])));
      },
      onRefused: (key) => this.note(`not written, refused: ${toPlainJsonText(key)}`),
      onUnwritten: (key) => this.note(`not written: ${toPlainJsonText(key)}`),
    });
    const count = countOf(result.written, 'item');
    const repeated = result.repeated === 0 ? '' : `, ${result.repeated} replaced by a later item`;
    this.note(`put ${count} into table "${settings.tableName}"${repeated}`);
    for (const note of notes) this.note(note);
    const hasMore = input.kind === 'many' && sayFindings(input.findings);
    if (isOne) return replaced[0] === undefined ? {} : { Attributes: replaced[0] };
    const output = hasMore ? { ...result, sourceHasMore: true as const } : result;
    return options.returnOld ? { ...output, Attributes: replaced } : output;
  }
}
