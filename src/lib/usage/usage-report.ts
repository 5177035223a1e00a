import type { Units } from './unit-meter.ts';

/** The lengths that the period of one point in a report can have, in seconds. */
export const USAGE_PERIODS = [60, 300, 3600, 86_400] as const;
export type UsagePeriod = (typeof USAGE_PERIODS)[number];

/** The longest time span of one query; as long as CloudWatch keeps its data. */
export const MAX_USAGE_SPAN_SECONDS = 455 * 86_400;

/** The most periods that one report is divided into. */
export const MAX_USAGE_PERIODS = 1500;

/** The source of a report's numbers; see `docs/usage-format.md`. */
export type UsageSource = 'meter' | 'cloudwatch' | 'ledger' | 'logs';

/** A query to a source of usage, validated. Times are epoch seconds. */
export interface UsageQuery {
  since: number;
  until: number;
  /** The period that is wanted; the source's choice where it is `undefined`. */
  periodSeconds: UsagePeriod | undefined;
}

/** The query of the time span that is shown, and those of other time spans that are needed in addition. */
export type UsageQueries = readonly [shown: UsageQuery, ...others: UsageQuery[]];

/** Units of one table or index in one period. `Read` and `Write` in DynamoDB's units, `Throttled` in requests. */
export interface UsageUnits {
  Read: number;
  Write: number;
  Throttled: number;
}

export interface UsagePoint {
  /** Epoch seconds; the first second of the period. */
  Time: number;
  /** The table itself, its indexes left out. */
  Table: UsageUnits;
  /** Each secondary index that used something, by its name. */
  Indexes: Readonly<Record<string, UsageUnits>>;
}

/** Used by one operation in the whole time span of the report, table and indexes together. */
export interface OperationUsage {
  Operation: string;
  Requests: number;
  Read: number;
  Write: number;
}

/**
 * The usage of a table: the response of `POST /usage`, and the form into which each other source is read. Times are
 * epoch seconds. `docs/usage-format.md` has every member.
 */
export interface UsageReport {
  TableName: string;
  Source: UsageSource;
  /** Request units of the plan in a calendar month, where the source knows them. */
  PlanUnits?: number;
  Since: number;
  Until: number;
  PeriodSeconds: UsagePeriod;
  /** Counts before this time are final. */
  CompleteUntil: number;
  /** Nothing before this time was counted, where that is known. */
  CountedSince?: number;
  /** By time, without periods in which nothing was used. */
  Points: readonly UsagePoint[];
  Operations?: readonly OperationUsage[];
  /** The part of the points that was estimated. */
  Estimated?: { Read: number; Write: number };
  /** Requests whose units were not reported; they are in no point. */
  Untold?: number;
}

/** The units of a report, or of some of its points: table and indexes together. */
export function unitsOf(points: readonly UsagePoint[]): Units & { throttled: number } {
  const sum = { read: 0, write: 0, throttled: 0 };
  for (const { Table, Indexes } of points) {
    for (const { Read, Write, Throttled } of [Table, ...Object.values(Indexes)]) {
      sum.read += Read;
      sum.write += Write;
      sum.throttled += Throttled;
    }
  }
  return sum;
}

/**
 * The period of a report: the shortest one that is as long as was asked for, that is kept for times as old as `since`,
 * and that makes no more than {@link MAX_USAGE_PERIODS} of the time span.
 * @param keptFor the age in seconds up to which each period is kept; a period that is not named is not kept. The
 *   longest one is used where none is kept for so long.
 */
export function usagePeriod(
  { since, until, periodSeconds = 60 }: UsageQuery,
  now: number,
  keptFor: Readonly<Partial<Record<UsagePeriod, number>>>,
): UsagePeriod {
  const fits = USAGE_PERIODS.find(
    (period) =>
      period >= periodSeconds &&
      now - since <= (keptFor[period] ?? -1) &&
      roundedSpan(since, until, period) / period <= MAX_USAGE_PERIODS,
  );
  return fits ?? 86_400;
}

/** `since` rounded down and `until` rounded up to multiples of the period. */
export function roundToPeriod(
  { since, until }: Pick<UsageQuery, 'since' | 'until'>,
  period: UsagePeriod,
): { since: number; until: number } {
  return { since: Math.floor(since / period) * period, until: Math.ceil(until / period) * period };
}

function roundedSpan(since: number, until: number, period: UsagePeriod): number {
  const rounded = roundToPeriod({ since, until }, period);
  return rounded.until - rounded.since;
}
