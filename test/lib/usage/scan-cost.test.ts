import { expect, test } from 'vitest';
import { scanUnits, scanUnitsFromPage } from '../../../src/lib/usage/scan-cost.ts';

test.each([
  [{ itemCount: 10, sizeBytes: 100 }, { isConsistent: false }, 0.5],
  [{ itemCount: 10, sizeBytes: 100 }, { isConsistent: true }, 1],
  [{ itemCount: 10, sizeBytes: 4096 }, { isConsistent: false }, 0.5],
  [{ itemCount: 10, sizeBytes: 4097 }, { isConsistent: false }, 1],
  [{ itemCount: 1000, sizeBytes: 1_000_000_000 }, { isConsistent: false }, 122070.5],
  [{ itemCount: 1000, sizeBytes: 4_096_000 }, { isConsistent: false, maxItems: 10 }, 5],
  [{ itemCount: 5, sizeBytes: 4096 * 5 }, { isConsistent: false, maxItems: 10 }, 2.5],
  [{ itemCount: 10, sizeBytes: 0 }, { isConsistent: false }, undefined],
])('scanUnits of %o, %o: %s', (size, options, expected) => {
  expect(scanUnits(size, options)).toBe(expected);
});

test.each([
  [{ evaluated: 10, units: 0.5, hasMore: false }, 1000, undefined, 0.5],
  [{ evaluated: 10, units: 0.5, hasMore: true }, 1000, undefined, 50],
  [{ evaluated: 10, units: 0.5, hasMore: true }, 1000, 20, 1],
  [{ evaluated: 3, units: 0.5, hasMore: true }, 10, undefined, 2],
  // The count is older than the items.
  [{ evaluated: 10, units: 2, hasMore: true }, 0, undefined, 2],
  [{ evaluated: 0, units: 0.5, hasMore: true }, 10, undefined, 0.5],
])('scanUnitsFromPage of %o, %i items: %s', (page, itemCount, maxItems, expected) => {
  expect(scanUnitsFromPage(page, { itemCount }, maxItems)).toBe(expected);
});
