import { compareScalars } from '../../items/values/compare-scalars.ts';
import { type Decimal, parseDecimal } from '../../items/values/decimal.ts';

/** A number of a record, or of a rule: all their digits count. */
export type NumberOperand = number | bigint | string;

type Operand<R> = NumberOperand | ((record: R) => NumberOperand);

export interface NumberLimits<R> {
  greaterThan?: Operand<R>;
  greaterThanOrEqualTo?: Operand<R>;
  lessThan?: Operand<R>;
  lessThanOrEqualTo?: Operand<R>;
  equalTo?: Operand<R>;
  otherThan?: Operand<R>;
  odd?: boolean;
  even?: boolean;
  onlyInteger?: boolean;
}

const COMPARISONS = [
  ['greaterThan', 'be greater than', (order: number) => order > 0],
  ['greaterThanOrEqualTo', 'be greater than or equal to', (order: number) => order >= 0],
  ['equalTo', 'be equal to', (order: number) => order === 0],
  ['lessThan', 'be less than', (order: number) => order < 0],
  ['lessThanOrEqualTo', 'be less than or equal to', (order: number) => order <= 0],
  ['otherThan', 'be other than', (order: number) => order !== 0],
] as const;

/**
 * The first limit that a number is not within.
 * @param given before it was cast: `'abc'` is no number, whatever it is cast to
 */
export function numericProblem(
  { value, given, record }: { value: unknown; given: unknown; record: object },
  limits: NumberLimits<never>,
): string | undefined {
  const text = digitsOf(value);
  const number = text === undefined ? undefined : parseDecimal(text);
  const before = typeof given === 'string' ? parseDecimal(given.trim()) : number;
  if (text === undefined || number === undefined || before === undefined) return 'is not a number';
  const isWhole = isInteger(number) && isInteger(before);
  if (limits.onlyInteger === true && !isWhole) return 'must be an integer';
  const parity = isWhole && isEven(number) ? 'even' : isWhole ? 'odd' : 'neither';
  if (limits.odd === true && parity !== 'odd') return 'must be odd';
  if (limits.even === true && parity !== 'even') return 'must be even';
  return comparisonProblem(text, record, limits);
}

function comparisonProblem(text: string, record: object, limits: NumberLimits<never>): string | undefined {
  for (const [limit, phrase, holds] of COMPARISONS) {
    const operand = limits[limit];
    if (operand === undefined) continue;
    const other = String(typeof operand === 'function' ? operand(record as never) : operand);
    const order = compare(text, other);
    if (order === undefined) throw new TypeError(`${limit} of v.numericality is no number: ${other}`);
    if (!holds(order)) return `must ${phrase} ${other}`;
  }
  return undefined;
}

function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? value.trim() : undefined;
}

function isInteger({ digits, exponent }: Decimal): boolean {
  return digits.length <= Math.max(exponent, 0);
}

/** Of an integer. */
function isEven({ digits, exponent }: Decimal): boolean {
  return exponent > digits.length || digits === '' || Number(digits.at(-1)) % 2 === 0;
}

function compare(a: string, b: string): number | undefined {
  return compareScalars({ N: a }, { N: b });
}
