import { describe, expect, test } from 'vitest';
import {
  itemsToKeep,
  nextPageLimit,
  type ReadLimits,
  type ReadStopReason,
  stopReason,
} from '../../../../src/lib/items/read/read-limits.ts';

const start = { returned: 0, evaluated: 0 };

describe('nextPageLimit', () => {
  test.each<[ReadLimits, typeof start, boolean, number | undefined]>([
    [{}, start, false, undefined],
    [{ pageSize: 50 }, start, false, 50],
    [{ cap: 50 }, start, false, undefined],
    [{ limit: 10 }, start, false, 10],
    [{ limit: 10 }, { returned: 4, evaluated: 4 }, false, 6],
    // With a filter, the number of items to read for a number of items to return is unknown.
    [{ limit: 10 }, start, true, undefined],
    [{ limit: 10, pageSize: 50 }, start, true, 50],
    [{ limit: 10, pageSize: 50 }, start, false, 10],
    [{ limit: 100, pageSize: 50 }, { returned: 80, evaluated: 80 }, false, 20],
    [{ scanLimit: 30 }, start, true, 30],
    [{ scanLimit: 30 }, { returned: 1, evaluated: 20 }, true, 10],
    [{ scanLimit: 30, pageSize: 8 }, { returned: 1, evaluated: 24 }, true, 6],
    [{ scanLimit: 30, limit: 5 }, start, false, 5],
    [{ scanLimit: 30, limit: 5 }, start, true, 30],
  ])('%o after %o, filtered %s: %s', (limits, progress, isFiltered, expected) => {
    expect(nextPageLimit(limits, progress, isFiltered)).toBe(expected);
  });
});

test.each<[ReadLimits, number, number, number]>([
  [{}, 0, 7, 7],
  [{ limit: 10 }, 0, 7, 7],
  [{ limit: 10 }, 5, 7, 5],
  [{ limit: 10 }, 3, 7, 7],
  [{ scanLimit: 1 }, 0, 7, 7],
  [{ cap: 10 }, 5, 7, 5],
  [{ cap: 10, limit: 6 }, 5, 7, 1],
])('itemsToKeep %o after %i of a page of %i: %i', (limits, returned, found, expected) => {
  expect(itemsToKeep(limits, { returned, evaluated: 99 }, found)).toBe(expected);
});

test.each<[ReadLimits, typeof start, ReadStopReason | undefined]>([
  [{}, { returned: 99, evaluated: 999 }, undefined],
  [{ limit: 10 }, { returned: 9, evaluated: 99 }, undefined],
  [{ limit: 10 }, { returned: 10, evaluated: 99 }, 'limit'],
  [{ scanLimit: 100 }, { returned: 10, evaluated: 99 }, undefined],
  [{ scanLimit: 100 }, { returned: 10, evaluated: 100 }, 'scan-limit'],
  [{ limit: 10, scanLimit: 100 }, { returned: 10, evaluated: 100 }, 'limit'],
  [{ cap: 10 }, { returned: 10, evaluated: 10 }, 'cap'],
  [{ pageSize: 1 }, { returned: 10, evaluated: 10 }, undefined],
])('stopReason %o after %o: %s', (limits, progress, expected) => {
  expect(stopReason(limits, progress)).toBe(expected);
});
