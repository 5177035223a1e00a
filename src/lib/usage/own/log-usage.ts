import { AutodyneError } from '../../errors/autodyne-error.ts';
import { type UsageQueries, type UsageQuery, type UsageReport, usagePeriod } from '../usage-report.ts';
import { CountedReport } from './counted-usage.ts';
import { readLogLine } from './log-lines.ts';

/** A log has each minute, so it serves any period. */
const LOGS_KEEP = { 60: Infinity, 300: Infinity, 3600: Infinity, 86400: Infinity };

/**
 * Adds up an app's log lines of units, from all of its processes; other lines are skipped.
 * @param tableName the table whose lines are added up; `undefined` for the only table that has lines
 * @param now epoch seconds
 * @returns a report for each query
 * @throws AutodyneError `InvalidInput` where there are no such lines, or lines of several tables and none was named
 */
export async function readLogUsage(
  lines: AsyncIterable<{ text: string }>,
  {
    name,
    tableName,
    queries,
    now,
  }: {
    name: string;
    tableName: string | undefined;
    queries: UsageQueries;
    now: number;
  },
): Promise<[UsageReport, ...UsageReport[]]> {
  const counter = (query: UsageQuery): CountedReport =>
    new CountedReport(query, usagePeriod(query, now, LOGS_KEEP), now);
  const [query, ...more] = queries;
  const [first, ...others] = [counter(query), ...more.map(counter)] as const;
  const tables = new Set<string>();
  for await (const { text } of lines) {
    const logged = readLogLine(text);
    if (logged === undefined) continue;
    tables.add(logged.tableName);
    if (tableName !== undefined && logged.tableName !== tableName) continue;
    for (const report of [first, ...others]) report.add(logged);
  }
  const [only, another] = tables;
  if (only === undefined) {
    throw new AutodyneError('InvalidInput', `${name} has no lines with unit counts`, {
      suggestions: ['an app writes them with createClient({ onUnits: logUnits() }): docs/usage.md'],
    });
  }
  if (tableName === undefined && another !== undefined) {
    const names = [...tables].sort().join(', ');
    throw new AutodyneError('InvalidInput', `${name} has lines of several tables: ${names}`, {
      suggestions: ['choose one: --table NAME'],
    });
  }
  if (tableName !== undefined && !tables.has(tableName)) {
    const names = [...tables].sort().join(', ');
    throw new AutodyneError(
      'InvalidInput',
      `${name} has no lines of table "${tableName}"; it has lines of ${names}`,
      {
        suggestions: ['choose one: --table NAME'],
      },
    );
  }
  const table = tableName ?? only;
  return [first.report(table, 'logs'), ...others.map((report) => report.report(table, 'logs'))];
}
