import { closeSync, constants, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { assertNotOfUser, makeStateFolder } from '../../files/make-state-folder.ts';
import { readSmallFile } from '../../files/read-small-file.ts';
import { openRegularSync } from '../../files/regular-file.ts';
import type { ConsumedUnits } from '../unit-meter.ts';
import { type UsageQuery, type UsageReport, usagePeriod } from '../usage-report.ts';
import { CountedReport } from './counted-usage.ts';
import { ledgerLine, readLedgerLine } from './ledger-lines.ts';

/** The table that a ledger is for: in a region, at a host. */
export interface LedgerTable {
  /** `$XDG_STATE_HOME/autodyne` */
  stateFolder: string;
  endpointUrl: string;
  region: string;
  tableName: string;
}

/** The folder of a table's ledger: a file for each month, `2026-03.jsonl`. */
export function ledgerFolder({ stateFolder, endpointUrl, region, tableName }: LedgerTable): string {
  // Not every system allows a colon in a file's name.
  const host = new URL(endpointUrl).host.replaceAll(':', '_');
  return join(stateFolder, 'usage', host, region, tableName);
}

/**
 * Adds the usage of one command to the ledger of its table: one write at the end of the month's file, which belongs to
 * its owner alone. It is an account, not data: where it cannot be written, the command goes on without.
 * @param now epoch seconds
 */
export function appendToLedger(
  table: LedgerTable,
  now: number,
  { command, units }: { command: string; units: ConsumedUnits },
): void {
  try {
    const folder = ledgerFolder(table);
    makeStateFolder(table.stateFolder, folder);
    assertNotOfUser(folder);
    const month = new Date(now * 1000).toISOString().slice(0, 7);
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
    const descriptor = openRegularSync(join(folder, `${month}.jsonl`), { flags, mode: 0o600 });
    try {
      writeSync(descriptor, ledgerLine(now, command, units));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // A home that does not exist, or is full, read-only or another user's.
  }
}

/** The ledger keeps each line, so any period will do. */
const LEDGER_KEEPS = { 60: Infinity, 300: Infinity, 3600: Infinity, 86400: Infinity };

/**
 * The ledger's report of a table: the commands of this machine's user, of no other user. Incomplete lines are skipped.
 * @param now epoch seconds
 */
export async function readLedger(table: LedgerTable, query: UsageQuery, now: number): Promise<UsageReport> {
  const folder = ledgerFolder(table);
  const months = monthsIn(folder);
  const first = new Date(query.since * 1000).toISOString().slice(0, 7);
  const report = new CountedReport(query, usagePeriod(query, now, LEDGER_KEEPS), now);
  // The earliest file is read for the time at which the ledger begins.
  const wanted = months.filter((month, at) => at === 0 || month >= first);
  for (const month of wanted) {
    const file = await readSmallFile(join(folder, `${month}.jsonl`));
    for (const text of file.toString().split('\n')) {
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
