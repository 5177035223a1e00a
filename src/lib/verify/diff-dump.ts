import { AutodyneError } from '../errors/autodyne-error.ts';
import { type KeySchema, tableSchema } from '../items/keys/key-schema.ts';
import { checkChecksums } from '../sources/check-checksums.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { type LocatedJsonItem, locatedSourceItems } from '../sources/source-items.ts';
import {
  type CompareOptions,
  type Comparison,
  compareItems,
  type DifferenceListener,
} from './compare-items.ts';

/** The other side of a comparison: items in batches. */
export type ItemBatches = AsyncIterable<readonly LocatedJsonItem[]>;

/**
 * Compares a dump with another one, or with a table's items.
 * @param key the table's key, where the sources do not have it
 * @throws AutodyneError `InvalidInput` when neither side has the table's key, or a file is damaged.
 */
export async function diffDump(
  first: ItemSource,
  second: ItemSource | ItemBatches,
  options: { key?: KeySchema | undefined; onDifference: DifferenceListener } & Pick<CompareOptions, 'kept'>,
): Promise<Comparison> {
  const isSource = 'files' in second;
  const table = first.table ?? (isSource ? second.table : undefined);
  const key = options.key ?? (table && tableSchema(table).key);
  if (key === undefined) {
    throw new AutodyneError(
      'InvalidInput',
      `neither ${first.name} nor the other source contains the key of the table`,
      {
        suggestions: ['to compare with the live table, omit the second dump'],
      },
    );
  }
  // A damaged dump would show differences without their cause.
  await checkChecksums(first.files);
  if (isSource) await checkChecksums(second.files);
  // And again as they are read, since they may be changed meanwhile.
  const batches = isSource ? locatedSourceItems(second, { isChecked: true }) : second;
  const { onDifference, kept } = options;
  const firstItems = locatedSourceItems(first, { isChecked: true });
  return compareItems(firstItems, batches, key, onDifference, kept === undefined ? {} : { kept });
}
