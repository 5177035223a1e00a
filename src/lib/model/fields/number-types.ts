import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { PrecisionError } from '../errors/model-errors.ts';
import { digitsOf, exactNumber, storedDigits, wholePart } from './cast-number.ts';
import type { FieldType } from './field-type.ts';
import { storedTypeMismatch } from './stored-type-mismatch.ts';

const epochSeconds = (date: Date): number | null =>
  Number.isNaN(date.getTime()) ? null : Math.floor(date.getTime() / 1000);
const noNumber = (): null => null;

/** The digits of a stored number. @throws AutodyneError `InvalidValue` for another type */
export function loadDigits(stored: AttributeValue, name: string): string {
  if (stored.N === undefined) throw storedTypeMismatch(name, stored);
  return stored.N;
}

/** The digits of whole numbers that JavaScript holds exactly need no check. */
function dumpNumber(value: unknown): AttributeValue {
  return { N: Number.isSafeInteger(value) ? String(value) : storedDigits(String(value)) };
}

export const INTEGER: FieldType = {
  name: 'integer',
  keyType: 'N',
  storedAs: 'N',
  isMutable: false,
  cast(input) {
    if (Number.isSafeInteger(input)) return Object.is(input, -0) ? 0 : input;
    const digits = digitsOf(input, epochSeconds);
    return digits === null ? null : exactNumber(wholePart(digits).toString());
  },
  dump: dumpNumber,
  load: (stored) => {
    const digits = loadDigits(stored, 'integer');
    const value = Number(digits);
    return Number.isSafeInteger(value) && String(value) === digits
      ? value
      : exactNumber(wholePart(digits).toString());
  },
};

export const NUMBER: FieldType = {
  name: 'number',
  keyType: 'N',
  storedAs: 'N',
  isMutable: false,
  cast(input) {
    if (typeof input === 'number') return Number.isFinite(input) ? input : null;
    const digits = digitsOf(input, noNumber);
    return digits === null ? null : exactNumber(digits);
  },
  dump: dumpNumber,
  load: (stored) => exactNumber(loadDigits(stored, 'number')),
};

export const BIGINT: FieldType = {
  name: 'bigint',
  keyType: 'N',
  storedAs: 'N',
  isMutable: false,
  cast(input) {
    if (typeof input === 'bigint') return input;
    const digits = digitsOf(input, epochSeconds);
    return digits === null ? null : wholePart(digits);
  },
  dump: (value) => ({ N: storedDigits(String(value)) }),
  load(stored) {
    const digits = loadDigits(stored, 'bigint');
    if (/^-?\d+$/.test(digits)) return BigInt(digits);
    const whole = wholePart(digits);
    if (storedDigits(digits) !== '' && Number(digits) === Number(whole)) return whole;
    throw new PrecisionError(`${digits} is no whole number`, {
      suggestions: ['f.decimal() keeps its digits'],
    });
  },
};

/** Digits as text, verbatim. */
export const DECIMAL: FieldType = {
  name: 'decimal',
  keyType: 'N',
  storedAs: 'N',
  isMutable: false,
  cast: (input) => digitsOf(input, noNumber),
  dump: (value) => ({ N: storedDigits(String(value)) }),
  load: (stored) => loadDigits(stored, 'decimal'),
};
