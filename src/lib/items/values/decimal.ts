/** A decimal number without rounding: `sign` x 0.`digits` x 10^`exponent`; zero has no digits. */
export interface Decimal {
  isNegative: boolean;
  /** Significant digits, no zeros at either end. */
  digits: string;
  /** The power of ten of the digit before the first: 1 for 5, 2 for 50, 0 for 0.5. */
  exponent: number;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,15}))?$/;

/** Reads a number; `undefined` when the string is none (`NaN`, blanks, an empty string). */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const all = whole + fraction;
  let leadingZeros = 0;
  while (all[leadingZeros] === '0') leadingZeros += 1;
  if (leadingZeros === all.length) return { isNegative: false, digits: '', exponent: 0 };
  let end = all.length;
  while (all[end - 1] === '0') end -= 1;
  const exponent = whole.length - leadingZeros + Number(power);
  return { isNegative: sign === '-', digits: all.slice(leadingZeros, end), exponent };
}

/** Numbers that are taken whatever their digits are: nearly all. */
const ORDINARY = /^-?\d{1,18}(?:\.\d{1,18})?$/;

/**
 * Why DynamoDB does not take `text` as a number, or `undefined` when it does: 38 significant digits, magnitude
 * 1E-130 to 9.99…E+125, or zero.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export function numberProblem(text: string): string | undefined {
  if (ORDINARY.test(text)) return undefined;
  const decimal = parseDecimal(text);
  if (decimal === undefined) return `${JSON.stringify(text)} is not a number`;
  if (decimal.digits.length > 38) {
    return `${shorten(text)} has ${decimal.digits.length} significant digits; DynamoDB keeps at most 38`;
  }
  if (decimal.digits !== '' && (decimal.exponent > 126 || decimal.exponent < -129)) {
    return `${shorten(text)} is out of range; DynamoDB supports 1E-130 to 9.99E+125, either sign, and 0`;
  }
  return undefined;
}

/**
 * One string for all ways to write the same number (`1`, `1.0`, `10e-1`), to compare and to digest; not for display.
 */
export function canonicalNumber(text: string): string {
  const decimal = parseDecimal(text);
  if (decimal === undefined) return text;
  if (decimal.digits === '') return '0';
  return `${decimal.isNegative ? '-' : ''}0.${decimal.digits}e${decimal.exponent}`;
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The number as JSON takes it, unquoted. DynamoDB's own numbers, and nearly all others, are returned as they are;
 * only spellings that JSON does not have (`+5`, `.5`, `007`) are changed. `undefined` when it is no number at all.
 */
export function jsonNumber(text: string): string | undefined {
  if (JSON_NUMBER.test(text)) return text;
  const match = DECIMAL.exec(text);
  if (match === null || parseDecimal(text) === undefined) return undefined;
  const [, sign, whole = '', fraction = '', power] = match;
  const fractionPart = fraction === '' ? '' : `.${fraction}`;
  const powerPart = power === undefined ? '' : `e${power}`;
  return `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}${fractionPart}${powerPart}`;
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
