import { isJsonObject } from '../../json/parse-json.ts';
import type { Units } from '../../usage/unit-meter.ts';
import type { OperationUsage, UsagePoint, UsageUnits } from '../../usage/usage-report.ts';
import type { Charge } from './charges.ts';

/** A line of `usage.jsonl`: usage within a minute or an hour, or a part of it. Lines of the same time add up. */
export interface UsageRecord extends UsagePoint {
  Seconds: 60 | 3600;
  Operations: readonly OperationUsage[];
  Estimated?: { Read: number; Write: number };
  Untold?: number;
}

/** Usage within a minute or an hour. */
export class Tally {
  readonly table: UsageUnits = noUnits();
  readonly indexes = new Map<string, UsageUnits>();
  readonly operations = new Map<string, OperationUsage>();
  readonly estimated = { Read: 0, Write: 0 };
  untold = 0;

  /** One request that was carried out, with what it consumed; not throttled. */
  addRequest(operation: string, charges: readonly Charge[], isEstimated: boolean): void {
    const used = this.#operation(operation);
    used.Requests += 1;
    for (const { indexName, read, write } of charges) {
      const units = indexName === undefined ? this.table : this.#index(indexName);
      for (const sum of isEstimated ? [units, used, this.estimated] : [units, used]) {
        sum.Read += read;
        sum.Write += write;
      }
    }
  }

  add(other: Tally): void {
    addUnits(this.table, other.table);
    for (const [name, units] of other.indexes) addUnits(this.#index(name), units);
    for (const { Operation, Requests, Read, Write } of other.operations.values()) {
      const used = this.#operation(Operation);
      used.Requests += Requests;
      used.Read += Read;
      used.Write += Write;
    }
    this.estimated.Read += other.estimated.Read;
    this.estimated.Write += other.estimated.Write;
    this.untold += other.untold;
  }

  /** Table and indexes together. */
  total(): Units {
    const all = [this.table, ...this.indexes.values()];
    return {
      read: all.reduce((sum, { Read }) => sum + Read, 0),
      write: all.reduce((sum, { Write }) => sum + Write, 0),
    };
  }

  /** `undefined` where nothing was used and nothing throttled. */
  point(time: number): UsagePoint | undefined {
    const indexes = [...this.indexes].filter(([, units]) => isUsed(units));
    if (!isUsed(this.table) && indexes.length === 0) return undefined;
    return { Time: time, Table: this.table, Indexes: Object.fromEntries(indexes) };
  }

  record(time: number, seconds: UsageRecord['Seconds']): UsageRecord {
    const { Read, Write } = this.estimated;
    return {
      Time: time,
      Seconds: seconds,
      Table: this.table,
      Indexes: Object.fromEntries(this.indexes),
      Operations: [...this.operations.values()],
      ...(Read + Write > 0 ? { Estimated: { Read, Write } } : {}),
      ...(this.untold > 0 ? { Untold: this.untold } : {}),
    };
  }

  #index(name: string): UsageUnits {
    const units = this.indexes.get(name) ?? noUnits();
    this.indexes.set(name, units);
    return units;
  }

  #operation(name: string): OperationUsage {
    const used = this.operations.get(name) ?? { Operation: name, Requests: 0, Read: 0, Write: 0 };
    this.operations.set(name, used);
    return used;
  }
}

/** The sums of a record; `undefined` for an invalid one. */
export function tallyOf(record: unknown): Tally | undefined {
  if (!isJsonObject(record) || !isJsonObject(record['Indexes']) || !Array.isArray(record['Operations'])) {
    return undefined;
  }
  const tally = new Tally();
  const { Table, Indexes, Operations, Estimated = { Read: 0, Write: 0 }, Untold = 0 } = record;
  if (!isUnits(Table) || !isAmounts(Estimated, 'Read', 'Write') || !isAmount(Untold)) return undefined;
  addUnits(tally.table, Table);
  Object.assign(tally.estimated, { Read: Estimated.Read, Write: Estimated.Write });
  tally.untold = Untold;
  for (const [name, units] of Object.entries(Indexes)) {
    if (!isUnits(units)) return undefined;
    tally.indexes.set(name, { Read: units.Read, Write: units.Write, Throttled: units.Throttled });
  }
  for (const used of Operations as unknown[]) {
    if (!isAmounts(used, 'Requests', 'Read', 'Write')) return undefined;
    const { Operation } = used as { Operation?: unknown };
    if (typeof Operation !== 'string') return undefined;
    const { Requests, Read, Write } = used;
    tally.operations.set(Operation, { Operation, Requests, Read, Write });
  }
  return tally;
}

function noUnits(): UsageUnits {
  return { Read: 0, Write: 0, Throttled: 0 };
}

function addUnits(sum: UsageUnits, { Read, Write, Throttled }: UsageUnits): void {
  sum.Read += Read;
  sum.Write += Write;
  sum.Throttled += Throttled;
}

function isUsed({ Read, Write, Throttled }: UsageUnits): boolean {
  return Read > 0 || Write > 0 || Throttled > 0;
}

function isUnits(value: unknown): value is UsageUnits {
  return isAmounts(value, 'Read', 'Write', 'Throttled');
}

function isAmounts<Name extends string>(value: unknown, ...names: Name[]): value is Record<Name, number> {
  return isJsonObject(value) && names.every((name) => isAmount(value[name]));
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
