import { monthOf } from '../../usage/month.ts';
import {
  roundToPeriod,
  type UsagePeriod,
  type UsageQuery,
  type UsageReport,
  usagePeriod,
} from '../../usage/usage-report.ts';
import { Tally, type UsageRecord } from './usage-tally.ts';

const MINUTE = 60;
const HOUR = 3600;
/** In seconds; older minutes are summed up to hours. */
const MINUTES_KEPT = 48 * HOUR;
const MONTHS_KEPT = 13;

/** Usage by the minute, and by the hour where that was long ago. Times are epoch seconds. */
export class UsageHistory {
  readonly #minutes = new Map<number, Tally>();
  readonly #hours = new Map<number, Tally>();
  /** Counting began then. */
  #countedSince: number;

  constructor(countedSince: number) {
    this.#countedSince = countedSince;
  }

  get countedSince(): number {
    return this.#countedSince;
  }

  /** The sums of the minute that `time` is in, to be added to. */
  minute(time: number): Tally {
    return tallyAt(this.#minutes, minuteOf(time));
  }

  add({ Time, Seconds }: Pick<UsageRecord, 'Time' | 'Seconds'>, tally: Tally): void {
    tallyAt(Seconds === HOUR ? this.#hours : this.#minutes, Time).add(tally);
  }

  /** Sums up old minutes to hours, and drops very old hours. */
  rollUp(now: number): void {
    for (const [time, tally] of this.#minutes) {
      const hour = hourOf(time);
      if (hour + HOUR > now - MINUTES_KEPT) continue;
      tallyAt(this.#hours, hour).add(tally);
      this.#minutes.delete(time);
    }
    const oldest = oldestKept(now);
    for (const time of this.#hours.keys()) if (time < oldest) this.#hours.delete(time);
    this.#countedSince = Math.max(this.#countedSince, Math.min(oldest, now));
  }

  /** All of it, by time. */
  records(): UsageRecord[] {
    const hours = [...this.#hours].map(([time, tally]) => tally.record(time, HOUR));
    const minutes = [...this.#minutes].map(([time, tally]) => tally.record(time, MINUTE));
    return [...hours, ...minutes].sort((one, other) => one.Time - other.Time);
  }

  /** From `since` on, table and indexes together. */
  sumSince(since: number): Tally {
    const sum = new Tally();
    for (const [, tally] of this.#between(since, Number.POSITIVE_INFINITY)) sum.add(tally);
    return sum;
  }

  report(
    asked: UsageQuery,
    table: { tableName: string; planUnits: number | undefined },
    now: number,
  ): UsageReport {
    // The current second is included, though more may be counted in it.
    const query = asked.until === now ? { ...asked, until: now + 1 } : asked;
    const kept: Partial<Record<UsagePeriod, number>> = {
      60: MINUTES_KEPT,
      300: MINUTES_KEPT,
      3600: now - oldestKept(now),
    };
    const period = usagePeriod(query, now, kept);
    const { since, until } = roundToPeriod(query, period);
    const periods = new Map<number, Tally>();
    const sum = new Tally();
    for (const [time, tally] of this.#between(since, until)) {
      tallyAt(periods, time - (time % period)).add(tally);
      sum.add(tally);
    }
    const { estimated, untold } = sum;
    return {
      TableName: table.tableName,
      Source: 'meter',
      ...(table.planUnits === undefined ? {} : { PlanUnits: table.planUnits }),
      Since: since,
      Until: until,
      PeriodSeconds: period,
      CompleteUntil: now,
      CountedSince: this.#countedSince,
      Points: [...periods]
        .sort(([one], [other]) => one - other)
        .flatMap(([time, tally]) => tally.point(time) ?? []),
      Operations: [...sum.operations.values()],
      ...(estimated.Read + estimated.Write > 0 ? { Estimated: { ...estimated } } : {}),
      ...(untold > 0 ? { Untold: untold } : {}),
    };
  }

  *#between(since: number, until: number): Iterable<[number, Tally]> {
    for (const times of [this.#hours, this.#minutes]) {
      for (const [time, tally] of times) if (time >= since && time < until) yield [time, tally];
    }
  }
}

/** The first second of a minute. */
export function minuteOf(time: number): number {
  return time - (time % MINUTE);
}

/** The first second of an hour. */
export function hourOf(time: number): number {
  return time - (time % HOUR);
}

function oldestKept(now: number): number {
  return monthOf(now, -MONTHS_KEPT).start;
}

function tallyAt(times: Map<number, Tally>, time: number): Tally {
  const tally = times.get(time) ?? new Tally();
  times.set(time, tally);
  return tally;
}
