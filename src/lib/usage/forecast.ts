import { monthOf } from './month.ts';
import { requestUnits } from './unit-meter.ts';
import { type UsageReport, unitsOf } from './usage-report.ts';

const DAY = 86_400;

/** The plan's use at the month's end, if it goes on as in a period before now. */
export interface Forecast {
  /** The period that it is calculated from. */
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
 * Forecasts from the last 24 hours and from the last 7 days. None from a period that was not counted completely: before
 * a day of data, and where the beginning of the data is not known.
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
    // Whole periods only: the one that contains `since` is partly of the time before.
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
