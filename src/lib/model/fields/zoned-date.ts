import { offsetText, type TimeZone, UTC } from './time-zone.ts';

const zones = new WeakMap<ZonedDate, TimeZone>();

/** A `Date` that knows the application's time zone. */
export class ZonedDate extends Date {
  /** @param zone UTC unless given */
  constructor(epochMs: number, zone: TimeZone = UTC) {
    super(epochMs);
    if (zone !== UTC) zones.set(this, zone);
  }

  /** Such as `2018-07-24T21:04:30.000+02:00`. */
  toZonedISOString(): string {
    return zonedText(this.getTime(), zones.get(this) ?? UTC, true);
  }
}

/** An instant as the clocks of a zone show it. */
export function zonedText(epochMs: number, zone: TimeZone, hasFraction: boolean): string {
  const offset = zone.offsetMinutes(epochMs);
  const wall = new Date(epochMs + offset * 60_000).toISOString();
  return `${hasFraction ? wall.slice(0, -1) : wall.replace(/\.\d{3}Z$/, '')}${offsetText(offset)}`;
}
