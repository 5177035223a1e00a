import { countOf, countText } from '../../../lib/errors/count-text.ts';
import { toPlainJsonText } from '../../../lib/items/json/plain-json-text.ts';
import { keyAttributesOf, type TableSchema } from '../../../lib/items/keys/key-schema.ts';
import { inReadingOrder } from '../../../lib/items/read/reading-order.ts';
import type { Item } from '../../../lib/items/values/attribute-value.ts';
import type { KeySpool } from '../../../lib/items/write/key-spool.ts';
import { type DeletionSample, EXAMPLES } from '../../../lib/usage/deletion-sample.ts';
import type { UnitMeter } from '../../../lib/usage/unit-meter.ts';
import type { DeleteDryRun } from '../../results/item-results.ts';

/** The items of a deletion, described for messages. */
export interface ItemsToDelete {
  /** Completes "items of table X:". */
  which: string;
  /** Completes "nothing to delete:". */
  none: string;
  /** Of items that the table is read for. */
  sample?: DeletionSample;
  /** Their keys come from standard input. */
  isStdin?: boolean;
}

/** A deletion before it is made. */
export function plannedDeletion(
  spool: KeySpool,
  tableName: string,
  { sample }: ItemsToDelete,
  meter: UnitMeter,
): DeleteDryRun {
  const examples = sample?.examples ?? spool.first.slice(0, EXAMPLES);
  return {
    tableName,
    wouldDelete: spool.count,
    tableItems: sample?.tableItems(spool.count)?.count ?? null,
    firstKeys: spool.first,
    examples,
    readUnits: sample !== undefined && !meter.hasUnits ? null : meter.total().read,
    writeUnits: sample?.writeUnits(spool.count) ?? spool.count,
  };
}

/** `3 of 500 items of table "music": items that match year=1990`. */
export function deletionText(
  { wouldDelete, tableName }: DeleteDryRun,
  { which, sample }: ItemsToDelete,
): string {
  const all = sample?.tableItems(wouldDelete);
  const count =
    all === undefined
      ? countOf(wouldDelete, 'item')
      : `${countText(wouldDelete)} of ${all.isExact ? '' : 'about '}${countOf(all.count, 'item')}`;
  return `${count} of table "${tableName}": ${which}`;
}

/** One line for each example, the key first. */
export function exampleLines(examples: readonly Item[], schema: TableSchema): string[] {
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  return examples.map((item) => toPlainJsonText(inReadingOrder(item, keyNames)));
}

const MOST_CHARACTERS = 200;

/** The same for a question: long ones are cut. */
export function shortExampleLines(examples: readonly Item[], schema: TableSchema): string[] {
  return exampleLines(examples, schema).map((line) => {
    const characters = [...line.slice(0, MOST_CHARACTERS * 2)];
    const isCut = characters.length > MOST_CHARACTERS;
    return `  ${isCut ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : line}`;
  });
}

/** The note of a dry run on stderr, after the examples on stdout. @param cost completes "That would consume" */
export function deleteDryRunText(run: DeleteDryRun, items: ItemsToDelete, cost: string): string {
  const { wouldDelete, readUnits } = run;
  const units = readUnits === null ? 'an unknown number of read units' : countOf(readUnits, 'read unit');
  const check = items.sample === undefined ? '' : ` This check consumed ${units}.`;
  if (wouldDelete === 0) return `Nothing to delete: ${items.none}.${check}`;
  const shown = wouldDelete > EXAMPLES ? ` The first ${countText(EXAMPLES)} are shown.` : '';
  return `This would delete ${deletionText(run, items)}.${shown} That would consume ${cost}.${check}`;
}
