import { AutodyneError } from '../../../lib/errors/autodyne-error.ts';
import { countOf } from '../../../lib/errors/count-text.ts';
import type { RestoreMode } from '../../../lib/restore/checkpoint-schema.ts';
import type { ItemSource } from '../../../lib/sources/open-source.ts';

/** What a dump lacks that was made with a flag. */
const LACKING: Readonly<Record<string, string>> = {
  '--schema-only': 'the items',
  '--where': 'the items for which that does not hold',
  '--attributes': 'all other attributes',
  '--limit': 'the items beyond that many',
  '--segment-range': 'the other segments',
};

/** What a person must know of a source before they take what it holds for the table, or for what was dumped. */
export function sourceNotes(source: ItemSource): string[] {
  const { files, leftOut, name, partialBy } = source;
  const notes: string[] = [];
  if (leftOut !== undefined) notes.push(`left out, no JSON: ${leftOut.join(', ')}`);
  if (partialBy !== undefined) {
    const lacking = partialBy.flatMap((flag) => LACKING[flag.split(' ')[0] ?? ''] ?? []);
    notes.push(
      `${name} has only a part: it was made with ${partialBy.join(' ')}; it lacks ${lacking.join(', and ')}`,
    );
  }
  const unpacked = files.filter(({ isUnpacked }) => isUnpacked).length;
  if (unpacked === 1) notes.push('1 file was unpacked since it was dumped: only its items were counted');
  else if (unpacked > 1)
    notes.push(
      `${countOf(unpacked, 'file')} were unpacked since they were dumped: only their items were counted`,
    );
  return notes;
}

/**
 * Refuses to write items without some of their attributes over whole ones, unless that is meant.
 * @throws AutodyneError `InvalidUsage`
 */
export function assertPartialIsMeant(
  { attributes, name }: ItemSource,
  flags: { mode: RestoreMode; partial: boolean },
): void {
  if (attributes === undefined || flags.mode !== 'overwrite' || flags.partial) return;
  throw new AutodyneError(
    'InvalidUsage',
    `${name} was made with --attributes ${attributes.join(',')}: the items that it is written over would lose all other attributes`,
    {
      suggestions: [
        'to write only the items that are not there: --mode skip-existing',
        'to strip those that are, if that is meant: --partial',
      ],
    },
  );
}
