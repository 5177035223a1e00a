import { AutodyneError } from '../../errors/autodyne-error.ts';

/** A time zone: how far its clocks are before UTC at an instant, in minutes. */
export interface TimeZone {
  readonly name: string;
  offsetMinutes(epochMs: number): number;
}

export const UTC: TimeZone = { name: 'utc', offsetMinutes: () => 0 };

const LOCAL: TimeZone = {
  name: 'local',
  offsetMinutes: (epochMs) => -new Date(epochMs).getTimezoneOffset(),
};

const known = new Map<string, TimeZone>([
  ['utc', UTC],
  ['local', LOCAL],
]);

/**
 * `utc`, `local` (this machine's), or a name of the IANA database such as `Europe/Berlin`.
 * @throws AutodyneError `InvalidSettings`
 */
export function timeZone(name: string): TimeZone {
  const found = known.get(name) ?? known.get(name.toLowerCase());
  if (found !== undefined) return found;
  const zone = namedZone(name);
  known.set(name, zone);
  return zone;
}

function namedZone(name: string): TimeZone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new AutodyneError('InvalidSettings', `"${name}" is not a time zone`, {
      suggestions: ['use utc, local, or a name such as Europe/Berlin'],
      cause: error,
    });
  }
  return {
    name,
    offsetMinutes(epochMs) {
      const parts = Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
      const part = (type: string): number => Number(parts[type]);
      const year = parts['era'] === 'BC' ? 1 - part('year') : part('year');
      const shown = utcMs(year, part('month'), part('day'), part('hour'), part('minute'), part('second'));
      return Math.round((shown - Math.floor(epochMs / 1000) * 1000) / 60_000);
    },
  };
}

/** The instant at which the clocks of a zone show what a UTC clock shows at `wallMs`. */
export function instantOf(wallMs: number, zone: TimeZone): number {
  const first = wallMs - zone.offsetMinutes(wallMs) * 60_000;
  return wallMs - zone.offsetMinutes(first) * 60_000;
}

/** (`Date.UTC` takes the years 0 to 99 for those after 1900.) */
export function utcMs(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  return date.getTime();
}

/** `+02:00`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
