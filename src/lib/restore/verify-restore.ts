import type { ServiceClient } from '../client/client-sender.ts';
import type { KeySchema } from '../items/keys/key-schema.ts';
import type { ItemSource } from '../sources/open-source.ts';
import type { ReadOptions } from '../sources/read-source-file.ts';
import { locatedSourceItems } from '../sources/source-items.ts';
import type { UnitLimiter } from '../usage/unit-limiter.ts';
import { type Comparison, compareItems, type Difference } from '../verify/compare-items.ts';
import { locatedScanItems } from '../verify/scan-items.ts';

export interface RestoreVerification extends Comparison {
  /** The first differences; an item that only the table has is not one where the table had items before. */
  differences: Difference[];
  differenceCount: number;
}

const KEPT_DIFFERENCES = 100;

/**
 * Reads the table again, consistently, and compares it with the source, item by item.
 * @param isExact the table must have no other items
 */
export async function verifyRestore(
  client: ServiceClient,
  tableName: string,
  source: ItemSource,
  options: { key: KeySchema; isExact: boolean; reading: ReadOptions; limiter?: UnitLimiter | undefined },
): Promise<RestoreVerification> {
  const differences: Difference[] = [];
  let differenceCount = 0;
  const comparison = await compareItems(
    locatedSourceItems(source, { ...options.reading, isChecked: true }),
    locatedScanItems(client, tableName, { isConsistent: true, limiter: options.limiter }),
    options.key,
    (difference) => {
      if (difference.kind === 'only in the second' && !options.isExact) return;
      differenceCount += 1;
      if (differences.length < KEPT_DIFFERENCES) differences.push(difference);
    },
    { isAnyOfFirst: true },
  );
  return { ...comparison, differences, differenceCount };
}
