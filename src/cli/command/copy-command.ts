import { Flags } from '@oclif/core';
import { endpointUrlOf } from '../../lib/client/client-options.ts';
import { toPlainJsonText } from '../../lib/items/json/plain-json-text.ts';
import { loadTableSchema } from '../../lib/items/read/describe-table.ts';
import { getItem } from '../../lib/items/read/get-item.ts';
import { copiedItem, copyItem, copyItemInput } from '../../lib/items/write/copy-item.ts';
import { readForEdit } from '../../lib/items/write/edit-item.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { keyArgument, readKey } from '../flags/key-argument.ts';
import { replacedNote } from '../render/notes/change-notes.ts';
import type { CopyResult } from '../results/item-results.ts';
import type { DryRun } from '../results/request-results.ts';
import { assertWritable, BaseCommand } from './base-command.ts';
import { dryRun, dryRunText } from './dry-run.ts';

export const copyArgs = { key: keyArgument };

export const copyFlags = {
  to: Flags.string({
    multiple: true,
    required: true,
    summary: 'the new key: key values, JSON, or a key file',
    helpValue: 'NEWKEY',
  }),
  force: Flags.boolean({ summary: 'replace an item that has the new key' }),
  'dry-run': Flags.boolean({ summary: 'read the item, print the request, and write nothing' }),
};

interface Copying {
  key: readonly string[];
  flags: CommonFlagValues & { to: readonly string[]; force: boolean; 'dry-run': boolean };
  isMove: boolean;
}

/** The base of `copy` and `move`. */
export abstract class CopyCommand extends BaseCommand {
  protected async copy({ key: args, flags, isMove }: Copying): Promise<CopyResult | DryRun> {
    const { client, settings } = await this.connect(flags);
    if (!flags['dry-run']) assertWritable(settings, `${isMove ? 'move' : 'copy'} an item`);
    const schema = await loadTableSchema(client, settings.tableName);
    const [key, to] = [await readKey(args, schema), await readKey(flags.to, schema)];
    const { item, consumedCapacity } = await readForEdit(client, schema, key);
    this.meter.addRead(consumedCapacity);
    const request = { schema, key, item, to, isMove, isReplacing: flags.force };
    if (flags['dry-run']) {
      const unsent = dryRun('TransactWriteItems', endpointUrlOf(settings), copyItemInput(request));
      await this.print(dryRunText(unsent));
      return unsent;
    }
    const replaced = flags.force ? await this.#itemAt(client, schema.tableName, to) : undefined;
    const written = await copyItem(client, request);
    for (const consumed of written.consumedCapacity ?? []) this.meter.addWrite(consumed);
    this.note(`${isMove ? 'moved' : 'copied'} ${toPlainJsonText(key)} to ${toPlainJsonText(to)}`);
    if (replaced !== undefined) this.note(replacedNote(replaced, copiedItem(request)));
    return { from: key, to, ...(replaced === undefined ? {} : { Attributes: replaced }) };
  }

  /** A transaction returns no item that it replaced. */
  async #itemAt(client: Parameters<typeof getItem>[0], tableName: string, key: CopyResult['to']) {
    const options = { isConsistent: true };
    const { Item, ConsumedCapacity } = await getItem(
      client,
      tableName,
      { item: key, location: '--to' },
      options,
    );
    this.meter.addRead(ConsumedCapacity);
    return Item;
  }
}
