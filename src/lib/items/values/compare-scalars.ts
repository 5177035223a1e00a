import type { AttributeValue } from './attribute-value.ts';
import { type Decimal, parseDecimal } from './decimal.ts';

/**
 * The order in which DynamoDB has two strings (by UTF-8 bytes), numbers or binary values: below 0, 0 or above 0;
 * `undefined` when they are of different types, or of one that has no order.
 */
export function compareScalars(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  if (a.N === undefined || b.N === undefined) return undefined;
  const [first, second] = [parseDecimal(a.N), parseDecimal(b.N)];
  return first === undefined || second === undefined ? undefined : compareDecimals(first, second);
}

/** `order` is a result of {@link compareScalars}. */
export function hasOrder(order: number, sign: '<' | '<=' | '>' | '>='): boolean {
  switch (sign) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function compareDecimals(a: Decimal, b: Decimal): number {
  const [signA, signB] = [signOf(a), signOf(b)];
  if (signA !== signB || signA === 0) return signA - signB;
  if (a.exponent !== b.exponent) return signA * (a.exponent - b.exponent);
  // The digits are fractions (0.digits), which as strings without trailing zeros are in the order of the numbers.
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -signA : signA;
}

function signOf(decimal: Decimal): number {
  if (decimal.digits === '') return 0;
  return decimal.isNegative ? -1 : 1;
}
