import { assertWritable, BaseCommand } from '../cli/command/base-command.ts';
import { keyArgument, readKey } from '../cli/flags/key-argument.ts';
import { itemText } from '../cli/render/item-text.ts';
import type { EditCommandResult } from '../cli/results/item-results.ts';
import { editText, keepingTheEdit } from '../cli/system/editor.ts';
import { commandText } from '../lib/errors/command-text.ts';
import { parsePlainItem } from '../lib/items/json/plain-json.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { readForEdit, saveEdit } from '../lib/items/write/edit-item.ts';

export default class Edit extends BaseCommand {
  static override summary = 'edit an item in your editor, as plain JSON [GetItem, UpdateItem]';
  static override description =
    `Opens the item in $VISUAL or $EDITOR and saves the attributes that you changed, if nobody else changed them in the meantime.
Exit code 4: the item does not exist; 5: someone else changed the same attributes, and nothing was saved.`;
  static override examples = [
    '<%= config.bin %> edit 424b',
    "EDITOR='code --wait' <%= config.bin %> edit key.json",
  ];
  static override args = { key: keyArgument };

  async run(): Promise<EditCommandResult> {
    const { args, flags } = await this.parse(Edit);
    const { client, settings } = await this.connect(flags);
    assertWritable(settings, 'edit an item');
    const schema = await loadTableSchema(client, settings.tableName);
    const key = await readKey(args.key, schema);
    const { item: before, consumedCapacity } = await readForEdit(client, schema, key);
    this.meter.addRead(consumedCapacity);
    const edited = await editText(`${itemText(before, Object.keys(key))}\n`, 'item.json', [
      'to keep the item unchanged, do not change the text',
      `to delete the item: ${commandText('delete', toPlainJsonText(key))}`,
    ]);
    try {
      const after = parsePlainItem(edited.text, 'item.json');
      const { changed, consumedCapacity: written } = await saveEdit(client, schema, { key, before, after });
      this.meter.addWrite(written);
      await edited.discard();
      const what = changed.length === 0 ? 'no changes to' : `saved ${changed.join(', ')} of`;
      this.note(`${what} ${toPlainJsonText(key)}`);
      return { changed };
    } catch (error) {
      throw keepingTheEdit(error, edited.path);
    }
  }
}
