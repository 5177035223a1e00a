interface Decimal {
  sign: -1 | 0 | 1;
  /** The number is 0.DIGITS × 10^exponent. */
  digits: string;
  exponent: number;
}

/** Orders two numbers of DynamoDB by all of their 38 digits, as text: a JavaScript number has 16. */
export function compareNumbers(left: string, right: string): number {
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (a.sign !== b.sign || a.sign === 0) return a.sign - b.sign;
  const size = a.exponent - b.exponent || (a.digits < b.digits ? -1 : Number(a.digits > b.digits));
  // Not a.sign * size: that is -0 for two equal numbers below zero.
  return a.sign === 1 ? size : 0 - size;
}

function decimalOf(text: string): Decimal {
  const [, minus, whole = '', fraction = '', power = '0'] =
    /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text.trim()) ?? [];
  const all = whole + fraction;
  const zeros = all.length - all.replace(/^0+/, '').length;
  const digits = all.slice(zeros).replace(/0+$/, '');
  if (digits === '') return { sign: 0, digits: '', exponent: 0 };
  // The power of ten is the only number here: -130 to 125.
  return { sign: minus === '-' ? -1 : 1, digits, exponent: whole.length - zeros + Number(power) };
}
