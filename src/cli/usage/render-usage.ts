import { countOf, countText } from '../../lib/errors/count-text.ts';
import type { Forecast } from '../../lib/usage/forecast.ts';
import type { UsageSourceName } from '../../lib/usage/usage-sources.ts';
import type { UnitSums, UsageResult, UsageSummary } from '../../lib/usage/usage-summary.ts';
import { drawFacts, proseLines } from '../render/draw-facts.ts';
import { shareText } from '../render/share-text.ts';
import { usageChart } from './usage-chart.ts';
import type { UsageGroup } from './usage-csv.ts';
import { timeText } from './usage-time.ts';

/** Each source, with the requests that it counts. */
const SOURCES: Readonly<Record<UsageSummary['source'], string>> = {
  meter: 'meter of the server (all clients)',
  cloudwatch: 'CloudWatch (all clients)',
  ledger: 'ledger (only autodyne on this machine)',
  logs: 'logs (only clients that log)',
};

const SOURCE_NAMES: Readonly<Record<UsageSourceName, string>> = {
  route: 'usage route',
  cloudwatch: 'CloudWatch',
  ledger: 'ledger',
  logs: 'logs',
};

const MOST_SHOWN = 3;

/** Usage as text: the totals, then a chart over time, or a table by operation or index. */
export function renderUsage(usage: UsageSummary, by: UsageGroup | undefined): string {
  const part = by === 'operation' || by === 'index' ? [usageByName(usage, by)] : usageChart(usage);
  return [...usageLines(usage), ...(part.length === 0 ? [] : ['', ...part])].join('\n');
}

/** Notes for stderr: the sources that could not be read, and that `--fail-over` is exceeded. */
export function usageNotes({ passedOver, isOver, plan }: UsageResult, failOver = ''): string[] {
  return [
    ...passedOver.map(({ source, why }) => `${SOURCE_NAMES[source]} not used: ${why}`),
    ...(isOver === true
      ? [`more than ${failOver} of the monthly plan is used: ${shareText(plan.share)}`]
      : []),
  ];
}

function usageLines(usage: UsageSummary): string[] {
  const { source, total, table, indexes, estimated, untold, cannotSee, plan } = usage;
  const isPart = plan.isAtLeast ? 'at least ' : '';
  const used = `${isPart}${countOf(total.request, 'request unit')}: ${countOf(total.read, 'read unit')}, ${countOf(total.write, 'write unit')}`;
  const begin = [
    `table "${usage.tableName}", ${timeText(usage.since)} to ${timeText(usage.until)} UTC; source: ${SOURCES[source]}`,
    used,
  ];
  const rest = [
    ...mostLines(usage),
    ...(total.throttled === 0 ? [] : [`throttled: ${countOf(total.throttled, 'request')}`]),
    ...(estimated.request === 0
      ? []
      : [`of these, estimated: ${countOf(estimated.request, 'request unit')}`]),
    ...(untold === 0 ? [] : [`not counted: ${countOf(untold, 'request')} whose cost was not reported`]),
    planLine(usage),
    ...usage.forecast.map(forecastLine),
    ...(cannotSee.length === 0 ? [] : [`not included: ${cannotSee.join('; ')}`]),
  ];
  const parts = indexes.length === 0 ? [] : partLines(table, indexes);
  return [...proseLines(begin), ...parts, ...proseLines(rest)];
}

function partLines(table: UnitSums, indexes: UsageSummary['indexes']): string[] {
  const row = (name: string, { read, write, request }: UnitSums): string[] => [
    name,
    countText(read),
    countText(write),
    countText(request),
  ];
  const rows = [row('table', table), ...indexes.map((index) => row(`index ${index.name}`, index))];
  return tableLines(['', 'read units', 'write units', 'request units'], rows);
}

function mostLines({ operations }: UsageSummary): string[] {
  const used = (operations ?? []).filter(({ request }) => request > 0).slice(0, MOST_SHOWN);
  if (used.length === 0) return [];
  const texts = used.map(({ operation, request, requests }) =>
    operation === 'index'
      ? `backfilling indexes ${countText(request)}`
      : `${operation} ${countText(request)} (${countOf(requests, 'request')})`,
  );
  return [`highest use: ${texts.join(', ')}`];
}

function planLine({ plan, source }: UsageSummary): string {
  const of = `of the plan's ${countOf(plan.units, 'request unit')} this month`;
  if (!plan.isAtLeast) return `${shareText(plan.share)} ${of}, ${countText(plan.left)} left`;
  const rest = source === 'ledger' ? '; for the total, see the dashboard: heroku addons:open autodyne' : '';
  return `at least ${countText(plan.used)} (${shareText(plan.share)}) ${of}${rest}`;
}

function forecastLine({ basis, goneAt, monthUnits, requestUnitsPerDay }: Forecast): string {
  const pace = `at the rate of the last ${basis === '24h' ? '24 hours' : '7 days'} (${countText(requestUnitsPerDay)} per day),`;
  if (goneAt === null)
    return `${pace} the plan is sufficient: ${countText(monthUnits)} at the end of the month`;
  return `${pace} the plan will be used up on ${timeText(goneAt)} UTC`;
}

/** A table by operation, or of the table and its indexes; sorted by request units, highest first. */
function usageByName(usage: UsageSummary, by: 'operation' | 'index'): string {
  const rows =
    by === 'index'
      ? [{ name: 'table', ...usage.table }, ...usage.indexes.map((index) => ({ ...index }))]
      : (usage.operations ?? []).map(({ operation, ...sums }) => ({ name: operation, ...sums }));
  const total = Math.max(usage.total.request, 1);
  return tableLines(
    [by, 'read units', 'write units', 'request units', 'share'],
    rows
      .sort((left, right) => right.request - left.request)
      .map(({ name, read, write, request }) => [
        name,
        countText(read),
        countText(write),
        countText(request),
        shareText(request / total),
      ]),
  ).join('\n');
}

/** The first column is a string, the others are numbers. */
function tableLines(headers: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return drawFacts(
    headers.map((header, at) => ({ header, isNumber: at > 0, cells: rows.map((row) => row[at] ?? '') })),
  );
}
