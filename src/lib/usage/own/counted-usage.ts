import { addUsage, PointSums } from '../point-sums.ts';
import type { OperationUsage, UsagePeriod, UsageQuery, UsageReport, UsageUnits } from '../usage-report.ts';
import { roundToPeriod } from '../usage-report.ts';

/** Something that was counted at one time: a line of the ledger, or of an app's log. */
export interface CountedUsage {
  /** Epoch seconds. */
  time: number;
  table: UsageUnits;
  indexes: Readonly<Record<string, UsageUnits>>;
  /** Operations of an app, or a command. */
  operations: readonly OperationUsage[];
  /** Requests whose units are not known. */
  untold: number;
}

/**
 * Adds up counts, in any order, as a report in which `CountedSince` is the earliest of all that is given: the source
 * has none before that.
 * @param now epoch seconds
 */
export class CountedReport {
  readonly #sums = new PointSums();
  readonly #operations = new Map<string, OperationUsage>();
  readonly #period: UsagePeriod;
  readonly #since: number;
  readonly #until: number;
  readonly #now: number;
  #earliest: number | undefined;
  #untold = 0;

  constructor(query: UsageQuery, period: UsagePeriod, now: number) {
    this.#period = period;
    const { since, until } = roundToPeriod(query, period);
    this.#since = since;
    this.#until = until;
    this.#now = now;
  }

  add({ time, table, indexes, operations, untold }: CountedUsage): void {
    this.#earliest = Math.min(this.#earliest ?? time, time);
    if (time < this.#since || time >= this.#until) return;
    const start = Math.floor(time / this.#period) * this.#period;
    addUsage(this.#sums.at(start), table);
    for (const [name, units] of Object.entries(indexes)) addUsage(this.#sums.at(start, name), units);
    for (const { Operation, Requests, Read, Write } of operations) {
      const sum = this.#operations.get(Operation) ?? { Operation, Requests: 0, Read: 0, Write: 0 };
      this.#operations.set(Operation, sum);
      sum.Requests += Requests;
      sum.Read += Read;
      sum.Write += Write;
    }
    this.#untold += untold;
  }

  report(tableName: string, source: 'ledger' | 'logs'): UsageReport {
    return {
      TableName: tableName,
      Source: source,
      Since: this.#since,
      Until: this.#until,
      PeriodSeconds: this.#period,
      CompleteUntil: Math.min(this.#until, this.#now),
      ...(this.#earliest === undefined ? {} : { CountedSince: Math.floor(this.#earliest) }),
      Points: this.#sums.points(),
      Operations: [...this.#operations.values()].sort(byRequestUnits),
      ...(this.#untold === 0 ? {} : { Untold: this.#untold }),
    };
  }
}

/** By descending request units, then by name. */
function byRequestUnits(left: OperationUsage, right: OperationUsage): number {
  const units = ({ Read, Write }: OperationUsage): number => Read + 5 * Write;
  return units(right) - units(left) || (left.Operation < right.Operation ? -1 : 1);
}
