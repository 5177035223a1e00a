import { assertWritable, BaseCommand } from '../cli/command/base-command.ts';
import { dryRun, dryRunText } from '../cli/command/dry-run.ts';
import { keyArgument, readKey } from '../cli/flags/key-argument.ts';
import { ownUpdate, updateFlags } from '../cli/flags/update-flags.ts';
import { itemText } from '../cli/render/item-text.ts';
import { changeNotes, madeNotes } from '../cli/render/notes/change-notes.ts';
import { newLiteralNote } from '../cli/render/notes/update-notes.ts';
import type { WriteResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { parseWriteConditions } from '../lib/items/conditions/literal-conditions.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { keyRoles } from '../lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { actionEffects } from '../lib/items/update/action-effects.ts';
import { ownEffects, parseOwnUpdate } from '../lib/items/update/own-update.ts';
import { parseUpdateArgs } from '../lib/items/update/update-args.ts';
import { actionsForTable, assertNoKey } from '../lib/items/update/update-keys.ts';
import { updateItem, updateItemInput } from '../lib/items/write/update-item.ts';

export default class Update extends BaseCommand {
  static override summary = 'change attributes of one item in place [UpdateItem]';
  static override description =
    `A value after = is a string; for --add and --delete, a set of strings; for --append and --prepend, strings for a list. A value after := is JSON, with its own type. With =, --set never changes the type of an existing attribute: it fails with exit code 2, and still consumes write units. (A value for an index key takes the type of that key.)
Exit code 4: the item does not exist (use --upsert to create it); 5: the --if condition is false.`;
  static override examples = [
    "<%= config.bin %> update 424b --set title='Call Me Today' --set year:=2015",
    '<%= config.bin %> update key.json --add plays:=1 --return new',
    '<%= config.bin %> update 424b --add tags=new,hot --delete tags=old --remove info.draft',
    '<%= config.bin %> update 424b --set stock:=9 --if stock:=10',
    `<%= config.bin %> update 424b --append lines:='[{"sku": "a1"}]' --set-if-absent opened=yes`,
    '<%= config.bin %> update 424b --copy title=name --remove name --set info.rating:=4 --parents',
    `<%= config.bin %> update 424b --expression 'SET plays = plays + :n' --values '{":n": 2}'`,
  ];
  static override args = { key: keyArgument };
  static override flags = updateFlags;

  async run(): Promise<WriteResult | DryRun> {
    const { args, flags } = await this.parse(Update);
    const own = ownUpdate(flags);
    const clauses = own?.update === undefined ? undefined : parseOwnUpdate(own);
    const actions = clauses === undefined ? parseUpdateArgs(flags) : [];
    const { client, settings } = await this.connect(flags);
    if (!flags['dry-run']) assertWritable(settings, 'update an item');
    const schema = await loadTableSchema(client, settings.tableName);
    if (clauses !== undefined) assertNoKey(clauses, schema);
    const key = await readKey(args.key, schema);
    const request = {
      tableName: settings.tableName,
      key,
      actions: actionsForTable(actions, schema, key),
      conditions: parseWriteConditions(flags.if ?? [], keyRoles(schema), { isText: flags.text }),
      own,
      isUpsert: flags.upsert,
      isMakingParents: flags.parents,
      isRetyping: flags.text,
      returned: flags.return,
      isCompared: true,
    };
    if (flags['dry-run']) {
      const unsent = dryRun('UpdateItem', endpointUrlOf(settings), updateItemInput(request));
      await this.print(dryRunText(unsent));
      return unsent;
    }
    const { attributes, before, newLiterals, madeParents, consumedCapacity } = await updateItem(
      client,
      request,
    );
    this.meter.addWrite(consumedCapacity);
    for (const literal of newLiterals) this.note(newLiteralNote(literal));
    if (attributes === undefined) {
      const was = before ?? {};
      this.note(`updated ${toPlainJsonText(request.key)}`);
      const effects = clauses === undefined ? actionEffects(request.actions, was) : ownEffects(clauses, was);
      for (const line of [...madeNotes(madeParents), ...changeNotes(effects, was)]) this.note(line);
    } else await this.print(itemText(attributes, Object.keys(request.key)));
    return attributes === undefined ? {} : { Attributes: attributes };
  }
}
