import type { UsagePoint, UsageUnits } from './usage-report.ts';

/** The points of a report while they are added up: the units of the table and of each index, by time. */
export class PointSums {
  readonly #points = new Map<number, { table: UsageUnits; indexes: Map<string, UsageUnits> }>();

  /**
   * The sums of one period, to be added to.
   * @param index a secondary index; the table itself without one
   */
  at(time: number, index?: string): UsageUnits {
    const point = this.#points.get(time) ?? { table: noUnits(), indexes: new Map() };
    this.#points.set(time, point);
    if (index === undefined) return point.table;
    const units = point.indexes.get(index) ?? noUnits();
    point.indexes.set(index, units);
    return units;
  }

  /** All points so far, by time. */
  points(): UsagePoint[] {
    return [...this.#points]
      .sort(([left], [right]) => left - right)
      .map(([Time, { table, indexes }]) => ({ Time, Table: table, Indexes: Object.fromEntries(indexes) }));
  }
}

export function addUsage(sum: UsageUnits, units: UsageUnits): void {
  sum.Read += units.Read;
  sum.Write += units.Write;
  sum.Throttled += units.Throttled;
}

export function noUnits(): UsageUnits {
  return { Read: 0, Write: 0, Throttled: 0 };
}
