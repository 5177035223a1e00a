import { Flags } from '@oclif/core';
import { BaseCommand, type CommandContext } from '../cli/command/base-command.ts';
import { keyArgument, readKeys } from '../cli/flags/key-argument.ts';
import { sayFindings } from '../cli/flags/source-findings.ts';
import type { GetManyResult, GetResult } from '../cli/results/item-results.ts';
import { lineSession } from '../cli/system/line-session.ts';
import { EXIT_CODES } from '../lib/errors/autodyne-error.ts';
import type { LocatedItem, ManyItems } from '../lib/items/elements/read-items.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { toTypedJsonText } from '../lib/items/json/typed-json.ts';
import { parseAttributeList } from '../lib/items/keys/attribute-path.ts';
import { batchGet } from '../lib/items/read/batch-get.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { type GetOptions, getItem } from '../lib/items/read/get-item.ts';
import { inReadingOrder } from '../lib/items/read/reading-order.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { itemNotFound } from '../lib/items/write/failed-condition.ts';

export default class Get extends BaseCommand {
  static override summary = 'get one item by its key, or many [GetItem, BatchGetItem]';
  static override description =
    `A key file can contain many keys (a JSON array or JSON Lines). Each item is then printed on one line, in the order of the file.
Exit code 4: an item does not exist; the items that exist are printed.`;
  static override examples = [
    '<%= config.bin %> get 424b0514-be1d-4ee3-9d91-7e122718d7eb',
    "<%= config.bin %> get 'No One You Know' 'Call Me Today'",
    '<%= config.bin %> get key.json --consistent',
    `<%= config.bin %> get '{"id": "424b"}' --attributes Artist,Info.rating --json`,
  ];
  static override args = { key: keyArgument };
  static override flags = {
    attributes: Flags.string({ summary: 'get only these attributes', helpValue: 'A,B.C' }),
    consistent: Flags.boolean({ summary: 'use strongly consistent reads, at twice the units' }),
    typed: Flags.boolean({ summary: 'print DynamoDB JSON' }),
  };

  async run(): Promise<GetResult | GetManyResult> {
    const { args, flags } = await this.parse(Get);
    const attributes = flags.attributes === undefined ? undefined : parseAttributeList(flags.attributes);
    const options = { isConsistent: flags.consistent, attributes };
    const context = await this.connect(flags);
    const { client, settings } = context;
    const keys = await readKeys(args.key, () => loadTableSchema(client, settings.tableName));
    return keys.kind === 'one'
      ? this.#getOne(context, keys.only, options, flags.typed)
      : this.#getMany(context, keys, options, flags.typed);
  }

  async #getOne(
    { client, settings: { tableName } }: CommandContext,
    key: LocatedItem,
    options: GetOptions,
    isTyped: boolean,
  ): Promise<GetResult> {
    const { Item, ConsumedCapacity } = await getItem(client, tableName, key, options);
    this.meter.addRead(ConsumedCapacity);
    if (Item !== undefined) {
      lineSession()?.see([Item]);
      const ordered = inReadingOrder(Item, Object.keys(key.item));
      await this.print((isTyped ? toTypedJsonText : toPlainJsonText)(ordered, { indent: 2 }));
      return { Item };
    }
    if (!this.jsonEnabled()) throw itemNotFound(tableName, key.item);
    process.exitCode = EXIT_CODES.ItemNotFound;
    return { Item: null };
  }

  async #getMany(
    { client, retry, settings: { tableName } }: CommandContext,
    keys: ManyItems,
    options: GetOptions,
    isTyped: boolean,
  ): Promise<GetManyResult> {
    const items: Item[] = [];
    const onConsumed = this.meter.addRead.bind(this.meter);
    for await (const { key, item } of batchGet(client, tableName, keys.items(), {
      ...options,
      retry,
      onConsumed,
    })) {
      if (item === undefined) {
        this.note(`item not found: ${toPlainJsonText(key)}`);
        process.exitCode = EXIT_CODES.ItemNotFound;
        continue;
      }
      const ordered = inReadingOrder(item, Object.keys(key));
      await this.print(isTyped ? toTypedJsonText(ordered) : toPlainJsonText(ordered));
      if (this.jsonEnabled()) items.push(item);
    }
    sayFindings(keys.findings);
    return { Responses: { [tableName]: items }, UnprocessedKeys: {} };
  }
}
