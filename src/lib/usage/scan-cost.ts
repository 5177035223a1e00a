/** Bytes that one read unit reads, strongly consistent; half a unit is enough otherwise. */
export const READ_UNIT_BYTES = 4096;

/** The size of a table or an index to be scanned, by DescribeTable (updated about every six hours). */
export interface ScanSize {
  itemCount: number;
  sizeBytes: number;
}

/** Facts of a scan's first response. */
export interface FirstPage {
  evaluated: number;
  units: number;
  hasMore: boolean;
}

/**
 * The read units that a scan will take: half a unit for each 4 KB read, a whole one when consistent. Filters and
 * attributes to get do not change it.
 * @param maxItems the most items that will be evaluated, if that is bounded
 * @returns `undefined` where the size is not known: a new table, or a server that does not measure
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function scanUnits(
  { itemCount, sizeBytes }: ScanSize,
  options: { isConsistent: boolean; maxItems?: number | undefined },
): number | undefined {
  if (sizeBytes <= 0) return undefined;
  const share = Math.min(1, (options.maxItems ?? itemCount) / Math.max(1, itemCount));
  const blocks = Math.max(1, Math.ceil((sizeBytes * share) / READ_UNIT_BYTES));
  return blocks * (options.isConsistent ? 1 : 0.5);
}

/**
 * The read units of getting items by their keys: half a unit for each 4 KB of each item, also for a key without one.
 * @returns `undefined` where the size of items is not known
 */
export function keysUnits(
  { itemCount, sizeBytes }: ScanSize,
  keyCount: number,
  options: { isConsistent: boolean },
): number | undefined {
  if (sizeBytes <= 0) return undefined;
  const blocks = Math.max(1, Math.ceil(sizeBytes / Math.max(1, itemCount) / READ_UNIT_BYTES));
  return keyCount * blocks * (options.isConsistent ? 1 : 0.5);
}

/** The same as for a scan, for a table of unknown size, from what the first page took; a guess that takes items to be alike. */
export function scanUnitsFromPage(
  page: FirstPage,
  { itemCount }: Pick<ScanSize, 'itemCount'>,
  maxItems?: number,
): number {
  if (!page.hasMore || page.evaluated === 0) return page.units;
  const items = Math.max(page.evaluated, Math.min(itemCount, maxItems ?? itemCount));
  return Math.ceil(((page.units * items) / page.evaluated) * 2) / 2;
}
