import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsumedUnits } from '../unit-meter.ts';
import { type UsageQuery, type UsageReport, usagePeriod } from '../usage-report.ts';
import { CountedReport } from './counted-usage.ts';
import { ledgerLine, readLedgerLine } from './ledger-lines.ts';

/** Whose ledger it is: a table, in a region, at a host. */
export interface LedgerTable {
  /** `$XDG_STATE_HOME/autodyne` */
  stateFolder: string;
  endpointUrl: string;
  region: string;
  tableName: string;
}

/** The folder of a table's ledger: a file for each month, `2026-03.jsonl`. */
export function ledgerFolder({ stateFolder, endpointUrl, region, tableName }: LedgerTable): string {
  // A colon is no part of a file's name everywhere.
  const host = new URL(endpointUrl).host.replaceAll(':', '_');
  return join(stateFolder, 'usage', host, region, tableName);
}

/**
 * Adds what one command used to the ledger of its table: one write at the end of the month's file, which belongs to its
 * owner alone. It is an account, not data: where it cannot be written, the command goes on without.
 * @param now epoch seconds
 */
export function appendToLedger(
  table: LedgerTable,
  now: number,
  { command, units }: { command: string; units: ConsumedUnits },
): void {
  try {
    const folder = ledgerFolder(table);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const month = new Date(now * 1000).toISOString().slice(0, 7);
    appendFileSync(join(folder, `${month}.jsonl`), ledgerLine(now, command, units), { mode: 0o600 });
  } catch {
    // A home that is full, read-only or somebody else's.
  }
}

/** The ledger keeps each line, so any period will do. */
const LEDGER_KEEPS = { 60: Infinity, 300: Infinity, 3600: Infinity, 86400: Infinity };

/**
 * What the ledger knows of a table: the commands of this machine's user, and nobody else's. Lines that are torn are
 * passed over.
 * @param now epoch seconds
 */
export function readLedger(table: LedgerTable, query: UsageQuery, now: number): UsageReport {
  const folder = ledgerFolder(table);
  const months = monthsIn(folder);
  const first = new Date(query.since * 1000).toISOString().slice(0, 7);
  const report = new CountedReport(query, usagePeriod(query, now, LEDGER_KEEPS), now);
  // The earliest file is read for the time at which the ledger begins.
  const wanted = months.filter((month, at) => at === 0 || month >= first);
  for (const month of wanted) {
    for (const text of readFileSync(join(folder, `${month}.jsonl`), 'utf8').split('\n')) {
      const counted = text === '' ? undefined : readLedgerLine(text);
      if (counted !== undefined) report.add(counted);
    }
  }
  return report.report(table.tableName, 'ledger');
}

function monthsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => /^(\d{4}-\d\d)\.jsonl$/.exec(name)?.[1] ?? [])
      .sort();
  } catch {
    return [];
  }
}
