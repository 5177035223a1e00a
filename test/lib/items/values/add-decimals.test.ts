import { expect, test } from 'vitest';
import { addDecimals } from '../../../../src/lib/items/values/add-decimals.ts';

test.each([
  ['1', '2', '3'],
  ['0.1', '0.2', '0.3'],
  ['5', '-5', '0'],
  ['-0.5', '0.25', '-0.25'],
  ['99', '1', '100'],
  ['1200', '34.05', '1234.05'],
  ['1E+3', '1', '1001'],
  ['1E+100', '2E+100', '3E+100'],
  ['1.5E-100', '0', '1.5E-100'],
  ['12345678901234567890123456789012345678', '1', '12345678901234567890123456789012345679'],
  ['x', '1', undefined],
])('%s + %s = %s', (one, other, sum) => {
  expect(addDecimals(one, other)).toBe(sum);
  expect(addDecimals(other, one)).toBe(sum);
});
