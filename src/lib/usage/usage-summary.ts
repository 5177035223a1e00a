import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import { type Forecast, forecasts, usedSince } from './forecast.ts';
import { monthOf } from './month.ts';
import { addUsage, PointSums } from './point-sums.ts';
import { requestUnits } from './unit-meter.ts';
import type { UsagePoint, UsageReport, UsageSource, UsageUnits } from './usage-report.ts';
import type { PassedOver } from './usage-sources.ts';

/** Read and write units, the add-on's request units, and requests that were refused with a throttling error. */
export interface UnitSums {
  read: number;
  write: number;
  request: number;
  throttled: number;
}

/** The plan's request units in a calendar month (UTC), and their use so far. */
export interface PlanUse {
  units: number;
  /** Request units since the month began; at least, where `isAtLeast`. */
  used: number;
  left: number;
  /** `used` of `units`: 1 is all of it. */
  share: number;
  /** The source sees only a part of the table's use, so that more than `used` may be used. */
  isAtLeast: boolean;
}

/** The usage of a table, summed up. Times are ISO 8601, UTC. */
export interface UsageSummary {
  tableName: string;
  source: UsageSource;
  since: string;
  until: string;
  /** Counts before this time are final. */
  completeUntil: string;
  /** Nothing before this time was counted; null where that is not known. */
  countedSince: string | null;
  total: UnitSums;
  table: UnitSums;
  indexes: ({ name: string } & UnitSums)[];
  /** The operation that used most comes first; null where the source does not know them. */
  operations: { operation: string; requests: number; read: number; write: number; request: number }[] | null;
  /** The part of the total that is an estimate, and requests that are not in it. */
  estimated: { read: number; write: number; request: number };
  untold: number;
  plan: PlanUse;
  forecast: Forecast[];
  /** One for each hour or day in which anything was used. */
  points: UsageSummaryPoint[];
  pointSeconds: number;
  cannotSee: string[];
}

export interface UsageSummaryPoint extends UnitSums {
  time: string;
  table: UnitSums;
  indexes: Record<string, UnitSums>;
}

/** The output of `usage --json`; see `docs/json.md`. */
export interface UsageResult extends UsageSummary {
  /** Better sources that were not available, with the reasons. */
  passedOver: PassedOver[];
  /** More of the plan is used than `--fail-over` allows; null without that flag. */
  isOver: boolean | null;
}

/** The reports that a summary is made of. */
export interface UsageReports {
  /** Of the time span that is shown. */
  shown: UsageReport;
  /** Of the month and the last 7 days, in hours at most. */
  recent: UsageReport;
}

/**
 * Sums, shares and a forecast from a source's reports.
 * @param pointSeconds the length of a point's period; at least the report's period
 * @param now epoch seconds
 */
export function summarizeUsage(
  { shown, recent }: UsageReports,
  { planUnits, pointSeconds, now }: { planUnits: number; pointSeconds: number; now: number },
): UsageSummary {
  const { table, indexes } = sumPoints(shown.Points);
  const total = unitSums([table, ...indexes.values()]);
  const isAtLeast = isPart(shown.Source);
  const used = usedSince(recent, monthOf(now).start);
  const estimated = { read: shown.Estimated?.Read ?? 0, write: shown.Estimated?.Write ?? 0 };
  return {
    tableName: shown.TableName,
    source: shown.Source,
    since: isoTime(shown.Since),
    until: isoTime(Math.min(shown.Until, now)),
    completeUntil: isoTime(shown.CompleteUntil),
    countedSince: shown.CountedSince === undefined ? null : isoTime(shown.CountedSince),
    total,
    table: unitSums([table]),
    indexes: [...indexes].map(([name, units]) => ({ name, ...unitSums([units]) })),
    operations: operationsOf(shown),
    estimated: { ...estimated, request: requestUnits(estimated) },
    untold: shown.Untold ?? 0,
    plan: {
      units: planUnits,
      used,
      left: Math.max(0, planUnits - used),
      share: used / planUnits,
      isAtLeast,
    },
    // From a part of the use it cannot be forecast when the plan is used up.
    forecast: isAtLeast ? [] : forecasts(recent, planUnits, now),
    points: groupPoints(shown.Points, pointSeconds).map(summaryPoint),
    pointSeconds: Math.max(pointSeconds, shown.PeriodSeconds),
    cannotSee: cannotSee(shown),
  };
}

/**
 * Refuses to separate operations where the source does not know them.
 * @throws AutodyneError `InvalidUsage`
 */
export function assertKnowsOperations({ Source, Operations }: UsageReport): void {
  if (Operations !== undefined) return;
  throw new AutodyneError(
    'InvalidUsage',
    Source === 'cloudwatch'
      ? '--by operation: CloudWatch does not report operations'
      : `--by operation: the ${Source} has no operations, or not for the whole period`,
    { suggestions: ['use instead: autodyne usage --by index'] },
  );
}

/** The source counts its own clients only. */
function isPart(source: UsageSource): boolean {
  return source === 'ledger' || source === 'logs';
}

function cannotSee({ Source, Untold = 0 }: UsageReport): string[] {
  const untold = Untold === 0 ? [] : [`the cost of ${countOf(Untold, 'request')}, which was not reported`];
  switch (Source) {
    case 'meter':
      return untold;
    case 'cloudwatch':
      return ['use by operation', 'indexes that were deleted', 'part of the last minutes'];
    case 'ledger':
      return ['use by your app, other machines and other tools', 'commands that were killed', ...untold];
    case 'logs':
      return ['clients that do not log, and lines that were not read', ...untold];
  }
}

function operationsOf({ Operations }: UsageReport): UsageSummary['operations'] {
  if (Operations === undefined) return null;
  return Operations.map(({ Operation, Requests, Read, Write }) => ({
    operation: Operation,
    requests: Requests,
    read: Read,
    write: Write,
    request: requestUnits({ read: Read, write: Write }),
  })).sort((left, right) => right.request - left.request);
}

function sumPoints(points: readonly UsagePoint[]): { table: UsageUnits; indexes: Map<string, UsageUnits> } {
  const [all] = groupPoints(points, Infinity);
  return {
    table: all?.Table ?? { Read: 0, Write: 0, Throttled: 0 },
    indexes: new Map(Object.entries(all?.Indexes ?? {}).sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

/** Points with a longer period; one point for everything with `Infinity`. */
function groupPoints(points: readonly UsagePoint[], seconds: number): UsagePoint[] {
  const sums = new PointSums();
  for (const { Time, Table, Indexes } of points) {
    const time = seconds === Infinity ? 0 : Math.floor(Time / seconds) * seconds;
    addUsage(sums.at(time), Table);
    for (const [name, units] of Object.entries(Indexes)) addUsage(sums.at(time, name), units);
  }
  return sums.points();
}

function summaryPoint({ Time, Table, Indexes }: UsagePoint): UsageSummaryPoint {
  const indexes = Object.entries(Indexes).map(([name, units]) => [name, unitSums([units])] as const);
  return {
    time: isoTime(Time),
    ...unitSums([Table, ...Object.values(Indexes)]),
    table: unitSums([Table]),
    indexes: Object.fromEntries(indexes),
  };
}

function unitSums(parts: readonly UsageUnits[]): UnitSums {
  const sum = { Read: 0, Write: 0, Throttled: 0 };
  for (const part of parts) addUsage(sum, part);
  const { Read: read, Write: write, Throttled: throttled } = sum;
  return { read, write, request: requestUnits({ read, write }), throttled };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
