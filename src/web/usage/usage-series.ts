import { max, union } from 'd3-array';
import type { UsageResponse } from '../../dashboard/api-types.ts';

/** Units of one hour or day. */
export type PeriodUse = UsageResponse['points'][number];
export type PartSums = PeriodUse['table'];

/** Usage as the chart draws it. Times are epoch seconds. */
export interface UsageSeries {
  since: number;
  until: number;
  periodSeconds: number;
  /** The table, named `''`, then its indexes by name. */
  partNames: readonly string[];
  /** By time, without those in which nothing was used. */
  periods: readonly PeriodUse[];
  /** Request units of the busiest period. */
  most: number;
}

export function usageSeries({ points, since, until, pointSeconds }: UsageResponse): UsageSeries {
  const names = union(...points.map(({ indexes }) => Object.keys(indexes)));
  return {
    since: Math.floor(secondsOf(since) / pointSeconds) * pointSeconds,
    until: secondsOf(until),
    periodSeconds: pointSeconds,
    partNames: ['', ...[...names].sort()],
    periods: points,
    most: max(points, ({ request }) => request) ?? 0,
  };
}

/** The table first, then the indexes that used something or were throttled. */
export function partsOf({ table, indexes }: PeriodUse): [name: string, sums: PartSums][] {
  const all: [string, PartSums][] = [['', table], ...Object.entries(indexes)];
  return all.filter(([, { request, throttled }]) => request > 0 || throttled > 0);
}

/** Epoch seconds of an ISO time. */
export function secondsOf(iso: string): number {
  return Date.parse(iso) / 1000;
}
