import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNumbers } from '../../src/web/values/compare-numbers.ts';

test.each([
  ['1', '2', -1],
  ['2', '10', -1],
  ['-2', '-10', 1],
  ['0', '-0.0', 0],
  ['-12', '-12', 0],
  ['1.50', '1.5', 0],
  ['1E2', '100', 0],
  ['0.001', '1e-3', 0],
  ['-1E-130', '0', -1],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345679', -1],
  ['9.9999999999999999999999999999999999999E+125', '1E-130', 1],
])('%s and %s', (left, right, expected) => {
  expect(Math.sign(compareNumbers(left, right))).toBe(expected);
  expect(Math.sign(compareNumbers(right, left))).toBe(expected === 0 ? 0 : -expected);
});

test('orders as whole numbers of any length do', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (left, right) => {
      const expected = left < right ? -1 : Number(left > right);
      expect(Math.sign(compareNumbers(String(left), String(right)))).toBe(expected);
    }),
  );
});
