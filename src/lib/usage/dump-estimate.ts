import { READ_UNIT_BYTES } from './scan-cost.ts';
import { requestUnits as requestUnitsOf } from './unit-meter.ts';

/** For a dump or a restore, before it is begun. */
export interface CostEstimate {
  itemCount: number;
  sizeBytes: number;
  /** Read units of a dump, write units of a restore. */
  capacityUnits: number;
  /** The add-on's measure: read units + 5 x write units. */
  requestUnits: number;
  /** Of the plan's request units in a month: 1 is all of them. */
  planShare: number;
}

/**
 * The cost of scanning a table of this size. A page's items are rounded up together, so that the rounding can be
 * left out; a table without items still costs something a segment.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function estimateScan(
  table: { itemCount: number; sizeBytes: number },
  options: { isConsistent: boolean; segments: number; planUnits: number },
): CostEstimate {
  const unitsOfPage = options.isConsistent ? 1 : 0.5;
  const pages4Kb = Math.max(Math.ceil(table.sizeBytes / READ_UNIT_BYTES), options.segments);
  const capacityUnits = pages4Kb * unitsOfPage;
  return {
    ...table,
    capacityUnits,
    requestUnits: capacityUnits,
    planShare: capacityUnits / options.planUnits,
  };
}

/** The cost of writing items, given the sum of their write units. */
export function estimateWrites(
  items: { itemCount: number; sizeBytes: number; writeUnits: number },
  planUnits: number,
): CostEstimate {
  const requestUnits = requestUnitsOf({ read: 0, write: items.writeUnits });
  return {
    itemCount: items.itemCount,
    sizeBytes: items.sizeBytes,
    capacityUnits: items.writeUnits,
    requestUnits,
    planShare: requestUnits / planUnits,
  };
}
