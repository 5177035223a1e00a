import { numberProblem } from '../../items/values/decimal.ts';
import { javaScriptNumber } from '../../items/values/javascript-number.ts';
import { PrecisionError } from '../errors/model-errors.ts';

/** The number that text begins with, as Ruby reads it: `42.3abc` is 42.3, `abc` 0; undefined for blank text. */
export function numericPrefix(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(trimmed)?.[0].replace(/^\+/, '') ?? '0';
}

/**
 * The digits of what can be a number, booleans as 1 and 0; null for what cannot.
 * @param ofDate what a time is
 */
export function digitsOf(input: unknown, ofDate: (date: Date) => number | null): string | null {
  switch (typeof input) {
    case 'boolean':
      return input ? '1' : '0';
    case 'bigint':
      return input.toString();
    case 'number':
      return Number.isFinite(input) ? String(input) : null;
    case 'string':
      return numericPrefix(input) ?? null;
    case 'object': {
      if (input instanceof Date) return digitsOf(ofDate(input), () => null);
      const digits = wrappedDigits(input);
      return digits === undefined ? null : digits;
    }
    default:
      return null;
  }
}

/** The digits in a wrapper of a number: the SDK's NumberValue, or ours. */
export function wrappedDigits(input: unknown): string | undefined {
  const value = (input as { value?: unknown } | null)?.value;
  const name = (input as object | null)?.constructor?.name ?? '';
  if (typeof value !== 'string' || !/^(?:NumberValue|NumberValueImpl|ExactNumber)$/.test(name))
    return undefined;
  return numberProblem(value) === undefined ? value : undefined;
}

/**
 * The JavaScript number of these digits.
 * @throws PrecisionError where it would be another number
 */
export function exactNumber(digits: string): number {
  const value = javaScriptNumber(digits);
  if (value !== undefined) return value;
  throw new PrecisionError(`${shown(digits)} is not exact as a JavaScript number`, {
    suggestions: ['f.decimal() keeps all 38 digits, f.bigint() whole numbers of any length'],
  });
}

/** The whole part of a decimal number. @throws PrecisionError for more digits than DynamoDB has */
export function wholePart(digits: string): bigint {
  return scaledInteger(digits, 0);
}

/** `digits` x 10^`scale`, what is left of the point: exact, cut off towards zero. */
export function scaledInteger(digits: string, scale: number): bigint {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(digits);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? [];
  const shift = Number(power) + scale - fraction.length;
  const all = `${whole}${fraction}` || '0';
  if (Math.abs(shift) > 400) throw new PrecisionError(`${shown(digits)} is out of range`);
  const size = shift >= 0 ? all + '0'.repeat(shift) : all.slice(0, shift) || '0';
  const value = BigInt(size);
  return sign === '-' ? -value : value;
}

/** The digits as DynamoDB takes them. @throws PrecisionError for what it cannot keep */
export function storedDigits(digits: string): string {
  const problem = numberProblem(digits);
  if (problem === undefined) return digits;
  throw new PrecisionError(`DynamoDB cannot store this number: ${problem}`);
}

function shown(digits: string): string {
  return digits.length <= 60 ? digits : `${digits.slice(0, 57)}...`;
}
