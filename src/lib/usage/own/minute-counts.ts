import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { requestUnits, UnitMeter } from '../unit-meter.ts';
import type { MinuteUnits } from './log-lines.ts';

/** Called with the usage of one table by a client in one minute, once the minute is over. */
export type UnitsListener = (units: MinuteUnits) => void;

const MINUTE_MS = 60_000;

interface TableCounts {
  meter: UnitMeter;
  operations: Map<string, { requests: number; meter: UnitMeter }>;
  requests: number;
  throttled: number;
  untold: number;
}

/** Counts by minute and table, reported when the minute is over; memory is bounded by the tables of one minute. */
export class MinuteCounts {
  readonly #onUnits: UnitsListener;
  readonly #tables = new Map<string, TableCounts>();
  #minuteMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(onUnits: UnitsListener) {
    this.#onUnits = onUnits;
  }

  add(table: string, operation: string, kind: 'read' | 'write', consumed: ConsumedCapacity): void {
    const counts = this.#of(table);
    for (const meter of [counts.meter, operationOf(counts, operation).meter]) {
      // A transaction reports reads and writes separately.
      const { ReadCapacityUnits, WriteCapacityUnits = 0 } = consumed;
      const isWrite = ReadCapacityUnits === undefined ? kind === 'write' : WriteCapacityUnits > 0;
      if (isWrite) meter.addWrite(consumed);
      else meter.addRead(consumed);
    }
  }

  addRequest(table: string, operation: string): void {
    const counts = this.#of(table);
    counts.requests += 1;
    operationOf(counts, operation).requests += 1;
  }

  addUntold(table: string, operation: string): void {
    const counts = this.#of(table);
    counts.untold += 1;
    operationOf(counts, operation);
  }

  addThrottled(table: string): void {
    this.#of(table).throttled += 1;
  }

  /** Reports the counts of the current minute. */
  close(): void {
    clearTimeout(this.#timer);
    this.#tell();
  }

  #of(tableName: string): TableCounts {
    const minuteMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    if (minuteMs !== this.#minuteMs) {
      this.#tell();
      this.#minuteMs = minuteMs;
      clearTimeout(this.#timer);
      // A listener keeps no process alive.
      this.#timer = setTimeout(() => this.#tell(), minuteMs + MINUTE_MS - Date.now()).unref();
    }
    const name = tableName.split('/').pop() ?? tableName;
    const counts = this.#tables.get(name) ?? noCounts();
    this.#tables.set(name, counts);
    return counts;
  }

  #tell(): void {
    const tables = [...this.#tables];
    this.#tables.clear();
    for (const [tableName, counts] of tables) {
      this.#onUnits(minuteUnits(tableName, new Date(this.#minuteMs), counts));
    }
  }
}

function noCounts(): TableCounts {
  return { meter: new UnitMeter(), operations: new Map(), requests: 0, throttled: 0, untold: 0 };
}

function operationOf({ operations }: TableCounts, name: string): { requests: number; meter: UnitMeter } {
  const operation = operations.get(name) ?? { requests: 0, meter: new UnitMeter() };
  operations.set(name, operation);
  return operation;
}

function minuteUnits(tableName: string, minute: Date, counts: TableCounts): MinuteUnits {
  const { read, write, indexes } = counts.meter.total();
  const operations = [...counts.operations].map(([name, { requests, meter }]) => {
    const sums = meter.total();
    return [name, { requests, read: sums.read, write: sums.write }] as const;
  });
  return {
    tableName,
    minute,
    requests: counts.requests,
    throttled: counts.throttled,
    untold: counts.untold,
    read,
    write,
    request: requestUnits({ read, write }),
    indexes,
    operations: Object.fromEntries(operations),
  };
}
