import { countOf } from '../../../lib/errors/count-text.ts';
import type { Item } from '../../../lib/items/values/attribute-value.ts';
import { FIRST_KEYS, type KeySpool } from '../../../lib/items/write/key-spool.ts';
import type { UnitMeter } from '../../../lib/usage/unit-meter.ts';

/** What `delete --dry-run --json` prints for many items. */
export interface DeleteDryRun {
  tableName: string;
  /** Items that would be deleted; of a file, its keys. */
  wouldDelete: number;
  /** The first of their keys, 10 at the most. */
  firstKeys: readonly Item[];
  /** What reading the keys consumed; 0 where nothing had to be read, `null` where the server does not tell. */
  readUnits: number | null;
}

/** Which items are to be deleted, in words. */
export interface ItemsToDelete {
  /** Completes "items of table X:". */
  which: string;
  /** What to say when there are none. */
  none: string;
  /** Whether the table is read for them, which costs units. */
  isRead: boolean;
}

/** What was found, and what finding it cost. */
export function deleteDryRun(
  spool: KeySpool,
  tableName: string,
  { isRead, meter }: { isRead: boolean; meter: UnitMeter },
): DeleteDryRun {
  return {
    tableName,
    wouldDelete: spool.count,
    firstKeys: spool.first,
    readUnits: isRead && !meter.isTold ? null : meter.total().read,
  };
}

/** For people, after the first keys. */
export function deleteDryRunText(run: DeleteDryRun, { which, none, isRead }: ItemsToDelete): string {
  const { tableName, wouldDelete, readUnits } = run;
  const items = `This would delete ${countOf(wouldDelete, 'item')} of table "${tableName}": ${which}.`;
  const found = wouldDelete === 0 ? `Nothing to delete: ${none}.` : items;
  const shown = wouldDelete > FIRST_KEYS ? ` The first ${countOf(FIRST_KEYS, 'key')} are shown.` : '';
  const units = readUnits === null ? 'an unknown number of read units' : countOf(readUnits, 'read unit');
  return `${found}${shown}${isRead ? ` This check consumed ${units}.` : ''}`;
}
