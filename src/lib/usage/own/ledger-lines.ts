import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import type { ConsumedUnits, Units } from '../unit-meter.ts';
import type { UsageUnits } from '../usage-report.ts';
import type { CountedUsage } from './counted-usage.ts';

/**
 * One line of the ledger: the usage of one command. Counts only: no key, no value, no argument.
 * @param time epoch seconds
 * @param command its name, such as `index create`
 */
export function ledgerLine(time: number, command: string, units: ConsumedUnits): string {
  const indexes = Object.entries(units.indexes).map(([name, index]) => [name, counts(index)]);
  const line = {
    Time: time,
    Command: command,
    Table: counts(units.table),
    ...(indexes.length === 0 ? {} : { Indexes: Object.fromEntries(indexes) as unknown }),
  };
  return `${JSON.stringify(line)}\n`;
}

function counts({ read, write }: Units): { Read: number; Write: number } {
  return { Read: read, Write: write };
}

/** Reads a line of the ledger; `undefined` for one that is incomplete or invalid. */
export function readLedgerLine(text: string): CountedUsage | undefined {
  const line = parseLine(text);
  const { Time, Command, Table, Indexes = {} } = line ?? {};
  const table = readUnits(Table);
  if (!Number.isFinite(Time) || typeof Command !== 'string' || table === undefined) return undefined;
  const indexes: [string, UsageUnits][] = [];
  for (const [name, value] of Object.entries(isJsonObject(Indexes) ? Indexes : {})) {
    const units = readUnits(value);
    if (units !== undefined) indexes.push([name, units]);
  }
  const sum = { Operation: Command, Requests: 1, Read: 0, Write: 0 };
  for (const { Read, Write } of [table, ...indexes.map(([, units]) => units)]) {
    sum.Read += Read;
    sum.Write += Write;
  }
  return {
    time: Time as number,
    table,
    indexes: Object.fromEntries(indexes),
    operations: [sum],
    untold: 0,
  };
}

function readUnits(value: unknown): UsageUnits | undefined {
  const { Read, Write } = isJsonObject(value) ? value : {};
  if (!isAmount(Read) || !isAmount(Write)) return undefined;
  return { Read, Write, Throttled: 0 };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
