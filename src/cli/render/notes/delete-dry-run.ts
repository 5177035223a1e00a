import { countOf } from '../../../lib/errors/count-text.ts';
import { FIRST_KEYS, type KeySpool } from '../../../lib/items/write/key-spool.ts';
import type { UnitMeter } from '../../../lib/usage/unit-meter.ts';
import type { DeleteDryRun } from '../../results/item-results.ts';

/** The items of a deletion, described for messages. */
export interface ItemsToDelete {
  /** Completes "items of table X:". */
  which: string;
  /** Completes "nothing to delete:". */
  none: string;
  /** The table is read to find them, which consumes read units. */
  isRead: boolean;
}

/** `readUnits` is null if the server does not report units. */
export function deleteDryRun(
  spool: KeySpool,
  tableName: string,
  { isRead, meter }: { isRead: boolean; meter: UnitMeter },
): DeleteDryRun {
  return {
    tableName,
    wouldDelete: spool.count,
    firstKeys: spool.first,
    readUnits: isRead && !meter.hasUnits ? null : meter.total().read,
  };
}

/** The note on stderr, after the first keys on stdout. */
export function deleteDryRunText(run: DeleteDryRun, { which, none, isRead }: ItemsToDelete): string {
  const { tableName, wouldDelete, readUnits } = run;
  const items = `This would delete ${countOf(wouldDelete, 'item')} of table "${tableName}": ${which}.`;
  const found = wouldDelete === 0 ? `Nothing to delete: ${none}.` : items;
  const shown = wouldDelete > FIRST_KEYS ? ` The first ${countOf(FIRST_KEYS, 'key')} are shown.` : '';
  const units = readUnits === null ? 'an unknown number of read units' : countOf(readUnits, 'read unit');
  return `${found}${shown}${isRead ? ` This check consumed ${units}.` : ''}`;
}
