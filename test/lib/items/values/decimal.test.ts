import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalNumber, jsonNumber, parseDecimal } from '../../../../src/lib/items/values/decimal.ts';

describe('a number as text', () => {
  test.each([
    ['0', { isNegative: false, digits: '', exponent: 0 }],
    ['-0.00', { isNegative: false, digits: '', exponent: 0 }],
    ['5', { isNegative: false, digits: '5', exponent: 1 }],
    ['-0050.0', { isNegative: true, digits: '5', exponent: 2 }],
    ['0.005', { isNegative: false, digits: '5', exponent: -2 }],
    ['1.23E+5', { isNegative: false, digits: '123', exponent: 6 }],
    ['.5', { isNegative: false, digits: '5', exponent: 0 }],
    ['5.', { isNegative: false, digits: '5', exponent: 1 }],
  ])('%s', (text, decimal) => {
    expect(parseDecimal(text)).toEqual(decimal);
  });

  test.each(['', '.', '-', 'e5', '1e', '1e5.5', 'NaN', 'Infinity', '0x10', ' 1', '1 ', '1,000', '--1', '１'])(
    'not %j',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
      expect(jsonNumber(text)).toBeUndefined();
    },
  );

  test('every way to write a number is the same number', () => {
    const digits = fc.bigInt(-(10n ** 30n), 10n ** 30n);
    fc.assert(
      fc.property(digits, fc.nat(20), (value, zeros) => {
        const written = [`${value}`, `${value}.0`, `${value}${'0'.repeat(zeros)}e-${zeros}`, `${value}E+0`];
        expect(new Set(written.map(canonicalNumber)).size).toBe(1);
      }),
    );
    expect(canonicalNumber('1')).not.toBe(canonicalNumber('10'));
    expect(canonicalNumber('1')).not.toBe(canonicalNumber('-1'));
  });

  test('respelt for JSON it is the same number', () => {
    const number = fc
      .tuple(
        fc.constantFrom('', '+', '-'),
        fc.nat().map(String),
        fc.constantFrom('', '.', '.50'),
        fc.constantFrom('', 'e5', 'E-3'),
      )
      .map((parts) => parts.join('').replace(/^([+-]?)/, '$100'));
    fc.assert(
      fc.property(number, (text) => {
        const json = jsonNumber(text) ?? '';
        expect(JSON.parse(json)).toBeTypeOf('number');
        expect(canonicalNumber(json)).toBe(canonicalNumber(text));
      }),
    );
  });
});
