import { stringify } from 'csv-stringify/sync';
import type { UnitSums, UsageSummary } from '../../lib/usage/usage-summary.ts';

export type UsageGroup = 'hour' | 'day' | 'operation' | 'index';

/**
 * Usage as CSV: a line for the table (`index` empty) and one for each index of each hour or day, or a line for each operation
 * or index. Lines in which nothing was used are left out, so that the lines' sums are the totals.
 */
export function usageCsv(usage: UsageSummary, by: UsageGroup | undefined): string {
  if (by === 'operation') {
    const rows = (usage.operations ?? []).map(({ operation, requests, read, write, request }) => [
      operation,
      requests,
      read,
      write,
      request,
    ]);
    return csv(['operation', 'requests', 'read', 'write', 'request'], rows);
  }
  const parts = (table: UnitSums, indexes: readonly (readonly [string, UnitSums])[]) =>
    [['', table] as const, ...indexes]
      .filter(([, { request, throttled }]) => request > 0 || throttled > 0)
      .map(([index, { read, write, request, throttled }]) => [index, read, write, request, throttled]);
  if (by === 'index') {
    const rows = parts(
      usage.table,
      usage.indexes.map((index) => [index.name, index] as const),
    );
    return csv(['index', 'read', 'write', 'request', 'throttled'], rows);
  }
  const rows = usage.points.flatMap(({ time, table, indexes }) =>
    parts(table, Object.entries(indexes)).map((row) => [time, ...row]),
  );
  return csv(['time', 'index', 'read', 'write', 'request', 'throttled'], rows);
}

function csv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return stringify([[...header], ...rows.map((row) => [...row])]).trimEnd();
}
