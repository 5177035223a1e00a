import { Flags } from '@oclif/core';
import { assertWritable, BaseCommand } from '../cli/command/base-command.ts';
import { dryRun, dryRunText } from '../cli/command/dry-run.ts';
import { keyArgument, readKey } from '../cli/flags/key-argument.ts';
import { itemText } from '../cli/render/item-text.ts';
import { changeNotes } from '../cli/render/notes/change-notes.ts';
import { newLiteralNote } from '../cli/render/notes/update-notes.ts';
import type { WriteResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { parseWriteConditions } from '../lib/items/conditions/literal-conditions.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { keyRoles } from '../lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { actionEffects } from '../lib/items/update/action-effects.ts';
import { parseUpdateArgs } from '../lib/items/update/update-args.ts';
import { actionsForTable } from '../lib/items/update/update-keys.ts';
import { updateItem, updateItemInput } from '../lib/items/write/update-item.ts';

const arg = { multiple: true, multipleNonGreedy: true } as const;

export default class Update extends BaseCommand {
  static override summary = 'change attributes of one item in place [UpdateItem]';
  static override description =
    `A value after = is a string; for --add and --delete, a set of strings. A value after := is JSON, with its own type. With =, --set never changes the type of an existing attribute: it fails with exit code 2, and still consumes write units. (A value for an index key takes the type of that key.)
Exit code 4: the item does not exist (use --upsert to create it); 5: the --if condition is false.`;
  static override examples = [
    "<%= config.bin %> update 424b --set title='Call Me Today' --set year:=2015",
    '<%= config.bin %> update key.json --add plays:=1 --return new',
    '<%= config.bin %> update 424b --add tags=new,hot --delete tags=old --remove info.draft',
    '<%= config.bin %> update 424b --set stock:=9 --if stock:=10',
  ];
  static override args = { key: keyArgument };
  static override flags = {
    set: Flags.string({
      ...arg,
      summary: 'set an attribute, or a value inside it',
      helpValue: 'PATH=TEXT|PATH:=JSON',
    }),
    add: Flags.string({ ...arg, summary: 'add to a number or a set', helpValue: 'PATH:=NUMBER|PATH=A,B' }),
    delete: Flags.string({ ...arg, summary: 'delete elements from a set', helpValue: 'PATH=A,B' }),
    remove: Flags.string({
      ...arg,
      summary: 'remove attributes, or values inside them',
      helpValue: 'A,B.C',
    }),
    if: Flags.string({ ...arg, summary: 'update only if this condition is true', helpValue: 'WHERE' }),
    text: Flags.boolean({
      summary: 'treat every value after = as a string, whatever it looks like or replaces',
    }),
    upsert: Flags.boolean({ summary: 'create the item if it does not exist' }),
    return: Flags.option({
      summary: 'print the item after or before the change',
      options: ['new', 'old'] as const,
    })(),
    'dry-run': Flags.boolean({ summary: 'print the request and send nothing' }),
  };

  async run(): Promise<WriteResult | DryRun> {
    const { args, flags } = await this.parse(Update);
    const actions = parseUpdateArgs(flags);
    const { client, settings } = await this.connect(flags);
    if (!flags['dry-run']) assertWritable(settings, 'update an item');
    const schema = await loadTableSchema(client, settings.tableName);
    const request = {
      tableName: settings.tableName,
      key: await readKey(args.key, schema),
      actions: actionsForTable(actions, schema),
      conditions: parseWriteConditions(flags.if ?? [], keyRoles(schema), { isText: flags.text }),
      isUpsert: flags.upsert,
      isRetyping: flags.text,
      returned: flags.return,
      isCompared: true,
    };
    if (flags['dry-run']) {
      const unsent = dryRun('UpdateItem', endpointUrlOf(settings), updateItemInput(request));
      await this.print(dryRunText(unsent));
      return unsent;
    }
    const { attributes, before, newLiterals, consumedCapacity } = await updateItem(client, request);
    this.meter.addWrite(consumedCapacity);
    for (const literal of newLiterals) this.note(newLiteralNote(literal));
    if (attributes === undefined) {
      const was = before ?? {};
      this.note(`updated ${toPlainJsonText(request.key)}`);
      for (const line of changeNotes(actionEffects(request.actions, was), was)) this.note(line);
    } else await this.print(itemText(attributes, Object.keys(request.key)));
    return attributes === undefined ? {} : { Attributes: attributes };
  }
}
