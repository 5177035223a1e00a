import { monthOf } from './month.ts';
import { requestUnits } from './unit-meter.ts';
import { type UsageReport, unitsOf } from './usage-report.ts';

const DAY = 86_400;

/** What becomes of the plan if it goes on as in the time before now. */
export interface Forecast {
  /** The time that it goes by. */
  basis: '24h' | '7d';
  requestUnitsPerDay: number;
  /** Request units of the whole calendar month, at its end. */
  monthUnits: number;
  /** When the plan's units are used up, as an ISO date and time of UTC; null where they last for the month. */
  goneAt: string | null;
}

/** Request units of a report's points from `since` on. */
export function usedSince(report: Pick<UsageReport, 'Points'>, since: number): number {
  return requestUnits(unitsOf(report.Points.filter(({ Time }) => Time >= since)));
}

/**
 * What the last 24 hours and the last 7 days say of the month's end. Nothing of a time that was not counted in whole:
 * none before a day of data, and none where it is not known since when there was any.
 * @param report points of the month and of the last 7 days, in hours or shorter periods
 * @param now epoch seconds
 */
export function forecasts(
  report: Pick<UsageReport, 'Points' | 'PeriodSeconds' | 'CountedSince'>,
  planUnits: number,
  now: number,
): Forecast[] {
  const { start, end } = monthOf(now);
  const used = usedSince(report, start);
  const countedSince = report.CountedSince ?? report.Points[0]?.Time ?? now;
  const bases = [
    { basis: '24h', seconds: DAY },
    { basis: '7d', seconds: 7 * DAY },
  ] as const;
  return bases.flatMap(({ basis, seconds }) => {
    if (now - countedSince < seconds) return [];
    // Whole periods only: the one that the beginning lies in belongs to the time before in part.
    const from = Math.ceil((now - seconds) / report.PeriodSeconds) * report.PeriodSeconds;
    const perSecond = usedSince(report, from) / (now - from);
    const left = planUnits - used;
    const goneAt = left <= 0 ? now : perSecond === 0 ? Infinity : now + left / perSecond;
    return {
      basis,
      requestUnitsPerDay: Math.round(perSecond * DAY),
      monthUnits: Math.round(used + perSecond * (end - now)),
      goneAt: goneAt >= end ? null : new Date(Math.floor(goneAt) * 1000).toISOString(),
    };
  });
}
