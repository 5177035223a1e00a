import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { PrecisionError } from '../errors/model-errors.ts';
import { scaledInteger } from './cast-number.ts';
import type { FieldType } from './field-type.ts';
import { loadDigits } from './number-types.ts';
import { storedTypeMismatch } from './stored-type-mismatch.ts';
import { instantOf, type TimeZone, utcMs } from './time-zone.ts';
import { ZonedDate, zonedText } from './zoned-date.ts';

export interface TimeRules {
  /** As text, not as a number. */
  asString: boolean;
  /** Of text without an offset, and of days. */
  application: TimeZone;
  /** Of datetimes that are stored as text. */
  stored: TimeZone;
}

/** The largest time of a JavaScript Date. */
const MAX_EPOCH_MS = 8.64e15;

/** Stored as seconds since 1970, with a fraction; or as ISO text without one. */
export function datetimeType({ asString, application, stored: storedZone }: TimeRules): FieldType {
  const instant = (epochMs: number): ZonedDate => new ZonedDate(epochMs, application);
  return {
    name: 'datetime',
    keyType: asString ? 'S' : 'N',
    storedAs: asString ? 'S' : 'N',
    isMutable: true,
    cast(input) {
      if (input instanceof Date) return Number.isNaN(input.getTime()) ? null : instant(input.getTime());
      const epochMs = typeof input === 'string' ? parseTime(input, application) : undefined;
      return epochMs === undefined ? null : instant(epochMs);
    },
    dump(value) {
      const epochMs = (value as Date).getTime();
      if (Number.isNaN(epochMs)) return undefined;
      return asString ? { S: zonedText(epochMs, storedZone, false) } : { N: secondsText(epochMs) };
    },
    load(stored) {
      if (stored.S !== undefined) {
        const epochMs = parseTime(stored.S, storedZone);
        if (epochMs === undefined) throw storedTypeMismatch('datetime', stored);
        return instant(epochMs);
      }
      return instant(epochMsOf(loadDigits(stored, 'datetime')));
    },
  };
}

/** Milliseconds as seconds, digit for digit: -1500 is `-1.5`. */
export function secondsText(epochMs: number): string {
  const size = Math.abs(epochMs);
  const fraction = size % 1000;
  const text = fraction === 0 ? '' : `.${String(fraction).padStart(3, '0').replace(/0+$/, '')}`;
  const seconds = (size - fraction) / 1000;
  return `${epochMs < 0 ? '-' : ''}${seconds}${text}`;
}

function epochMsOf(digits: string): number {
  const epochMs = Number(scaledInteger(digits, 3));
  if (Math.abs(epochMs) <= MAX_EPOCH_MS) return epochMs;
  throw new PrecisionError(`the time ${digits}, in seconds since 1970, is out of the range of a Date`);
}

const DAY = /^\s*([+-]?\d{4,6})-(\d{2})-(\d{2})/;
const CLOCK = /^[T\s]\s*(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?\s*$/i;

/** ISO text, or that of HTTP and mail where it says its offset; undefined for what is no time. */
function parseTime(text: string, zone: TimeZone): number | undefined {
  const day = DAY.exec(text);
  if (day === null) {
    const isWhole = /(?:GMT|UTC|Z|[+-]\d{2}:?\d{2})\s*$/i.test(text) && /[a-z]{3}/i.test(text);
    const epochMs = isWhole ? Date.parse(text) : Number.NaN;
    return Number.isNaN(epochMs) ? undefined : epochMs;
  }
  const dayMs = dayOf(day);
  const rest = text.slice(day[0].length);
  if (dayMs === undefined || rest.trim() === '') return dayMs;
  const clock = CLOCK.exec(rest);
  if (clock === null) return undefined;
  const [, hour = '', minute = '', second = '0', fraction = '', offset] = clock;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const wallMs = dayMs + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000 + ms;
  return offset === undefined ? instantOf(wallMs, zone) : wallMs - offsetMinutes(offset) * 60_000;
}

function offsetMinutes(offset: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Midnight UTC of a day that there is. */
function dayOf([, year = '', month = '', day = '']: RegExpExecArray): number | undefined {
  const epochMs = utcMs(Number(year), Number(month), Number(day));
  const date = new Date(epochMs);
  const isSame = date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
  return isSame ? epochMs : undefined;
}

const MS_A_DAY = 86_400_000;

/** A calendar day, `YYYY-MM-DD`; stored as days since 1970, or as that text. */
export function dateType({ asString, application }: TimeRules): FieldType {
  return {
    name: 'date',
    keyType: asString ? 'S' : 'N',
    storedAs: asString ? 'S' : 'N',
    isMutable: false,
    cast(input) {
      if (input instanceof Date) {
        const epochMs = input.getTime();
        return Number.isNaN(epochMs)
          ? null
          : zonedText(epochMs, application, false).slice(0, -6).split('T')[0];
      }
      return typeof input === 'string' ? dayText(input) : null;
    },
    dump: (value) => storedDay(String(value), asString),
    load(stored) {
      if (stored.S !== undefined) {
        const day = dayText(stored.S);
        if (day === null) throw storedTypeMismatch('date', stored);
        return day;
      }
      const days = Number(scaledInteger(loadDigits(stored, 'date'), 0));
      const epochMs = days * MS_A_DAY;
      if (Math.abs(epochMs) <= MAX_EPOCH_MS) return new Date(epochMs).toISOString().split('T')[0];
      throw new PrecisionError(`the date ${days}, in days since 1970, is out of range`);
    },
  };
}

/** The day that text names, as it stands there: of a time with an offset, that place's. */
function dayText(text: string): string | null {
  const day = DAY.exec(text);
  const rest = day === null ? '' : text.slice(day[0].length);
  const isDay = day !== null && (rest.trim() === '' || CLOCK.test(rest));
  return isDay && dayOf(day) !== undefined ? day[0].trim() : null;
}

function storedDay(text: string, asString: boolean): AttributeValue | undefined {
  const day = DAY.exec(text);
  const epochMs = day === null ? undefined : dayOf(day);
  if (epochMs === undefined) return undefined;
  return asString ? { S: text } : { N: String(epochMs / MS_A_DAY) };
}
