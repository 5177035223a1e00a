import { type Decimal, parseDecimal } from './decimal.ts';

/** Exponents beyond these are written as a power of ten: nobody counts so many zeros. */
const MOST_PLAIN_DIGITS = 40;

/** The exact sum of two of DynamoDB's numbers; `undefined` if one of them is no number. */
export function addDecimals(left: string, right: string): string | undefined {
  const one = parseDecimal(left);
  const other = parseDecimal(right);
  if (one === undefined || other === undefined) return undefined;
  const scale = Math.min(lastExponent(one), lastExponent(other));
  return numberText(scaled(one, scale) + scaled(other, scale), scale);
}

/** The power of ten of the last digit. */
function lastExponent({ digits, exponent }: Decimal): number {
  return exponent - digits.length;
}

function scaled(decimal: Decimal, scale: number): bigint {
  const { digits, isNegative } = decimal;
  if (digits === '') return 0n;
  const amount = BigInt(digits) * 10n ** BigInt(lastExponent(decimal) - scale);
  return isNegative ? -amount : amount;
}

function numberText(amount: bigint, scale: number): string {
  const sign = amount < 0n ? '-' : '';
  const all = (amount < 0n ? -amount : amount).toString();
  if (all === '0') return '0';
  const digits = all.replace(/0+$/, '');
  const exponent = all.length + scale;
  if (Math.abs(exponent) > MOST_PLAIN_DIGITS) {
    const fraction = digits.length === 1 ? '' : `.${digits.slice(1)}`;
    return `${sign}${digits.charAt(0)}${fraction}E${exponent > 0 ? '+' : ''}${exponent - 1}`;
  }
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  const whole = digits.slice(0, exponent).padEnd(exponent, '0');
  return digits.length <= exponent ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(exponent)}`;
}
