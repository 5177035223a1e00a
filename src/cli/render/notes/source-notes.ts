import { countOf } from '../../../lib/errors/count-text.ts';
import type { ItemSource } from '../../../lib/sources/open-source.ts';

/** By flag: the part of the table that a dump made with it does not contain. */
const LACKING: Readonly<Record<string, string>> = {
  '--schema-only': 'the items',
  '--where': 'items that do not match it',
  '--attributes': 'all other attributes',
  '--limit': 'the items beyond that many',
  '--segment-range': 'the other segments',
};

/** Notes on a source that is not the whole table, or not the files that were dumped. */
export function sourceNotes(source: ItemSource): string[] {
  const { files, leftOut, name, partialBy } = source;
  const notes: string[] = [];
  if (leftOut !== undefined) notes.push(`skipped, not JSON: ${leftOut.join(', ')}`);
  if (partialBy !== undefined) {
    const lacking = partialBy.flatMap((flag) => LACKING[flag.split(' ')[0] ?? ''] ?? []);
    notes.push(
      `${name} is a partial dump: it was made with ${partialBy.join(' ')}; it does not contain ${lacking.join(', and ')}`,
    );
  }
  const unpacked = files.filter(({ isUnpacked }) => isUnpacked).length;
  if (unpacked === 1) notes.push('1 file was decompressed after the dump: only its items were counted');
  else if (unpacked > 1)
    notes.push(
      `${countOf(unpacked, 'file')} were decompressed after the dump: only their items were counted`,
    );
  return notes;
}
