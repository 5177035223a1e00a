import { AutodyneError } from '../errors/autodyne-error.ts';
import { monthOf } from './month.ts';
import { MAX_USAGE_SPAN_SECONDS, type UsageQueries } from './usage-report.ts';

const HOUR = 3600;
const DAY = 86_400;

/** The values of `--since`: `24h`, `7d`, or `month` for the calendar month (UTC). */
export type SinceText = string;

/** The first second that is shown. @throws AutodyneError `InvalidUsage` */
export function sinceTime(text: SinceText, now: number): number {
  if (text === 'month') return monthOf(now).start;
  const [, count, unit] = /^([1-9]\d{0,5})([hd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw new AutodyneError(
      'InvalidUsage',
      `--since must be a time such as 24h, 7d, 30d or month, not "${text}"`,
    );
  }
  const seconds = Number(count) * (unit === 'h' ? HOUR : DAY);
  if (seconds > MAX_USAGE_SPAN_SECONDS) {
    throw new AutodyneError('InvalidUsage', `--since can be at most 455 days ago, but ${text} is more`);
  }
  return now - seconds;
}

/**
 * The queries to a source: the time span that is shown, as finely as it is known, and the hours of the month and of the
 * last 7 days, for the plan and the forecast. One query where both are the same.
 */
export function usageQueries(since: number, now: number): UsageQueries {
  const recentSince = Math.min(monthOf(now).start, now - 7 * DAY);
  const recent = { since: recentSince, until: now, periodSeconds: HOUR } as const;
  if (since === recentSince) return [recent];
  return [{ since, until: now, periodSeconds: undefined }, recent];
}

/** Hours where they are few, else days. */
export function pointSecondsOf(by: 'hour' | 'day' | undefined, since: number, now: number): number {
  if (by !== undefined) return by === 'hour' ? HOUR : DAY;
  return now - since <= 2 * DAY ? HOUR : DAY;
}
