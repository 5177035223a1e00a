import { describe, expect, test } from 'vitest';
import { forecasts } from '../../../src/lib/usage/forecast.ts';
import { monthOf } from '../../../src/lib/usage/month.ts';

const HOUR = 3600;
const DAY = 86_400;
/** 11 November 2026, noon; the month has 30 days. */
const NOW = Date.UTC(2026, 10, 11, 12) / 1000;
const point = (Time: number, Read: number) => ({
  Time,
  Table: { Read, Write: 0, Throttled: 0 },
  Indexes: {},
});

/** So many units in each hour since. */
function steady(since: number, perHour: number) {
  const Points = [];
  for (let time = since; time < NOW; time += HOUR) Points.push(point(time, perHour));
  return { Points, PeriodSeconds: HOUR, CountedSince: since } as const;
}

describe('forecasts', () => {
  test.each([
    ['ten minutes', 600],
    ['a day less a second', DAY - 1],
  ])('there is none after %s', (_, age) => {
    const report = { ...steady(NOW - HOUR, 100), CountedSince: NOW - age };
    expect(forecasts(report, 1000, NOW)).toEqual([]);
  });

  test('after a day there is one of a day', () => {
    expect(forecasts(steady(NOW - DAY, 100), 10_000, NOW)).toEqual([
      // 2,400 are used; 7,600 are left, for 76 hours.
      { basis: '24h', requestUnitsPerDay: 2400, monthUnits: 49_200, goneAt: '2026-11-14T16:00:00.000Z' },
    ]);
  });

  test('after a week there are two, and units of last month are none of this one', () => {
    const since = Date.UTC(2026, 9, 20) / 1000;
    const report = steady(since, 10);
    const busy = { ...report, Points: [...report.Points, point(NOW - 2 * HOUR, 2400)] };
    // 10.5 days of 240, and the busy hour.
    expect(forecasts(busy, 100_000, NOW)).toEqual([
      { basis: '24h', requestUnitsPerDay: 2640, monthUnits: 56_400, goneAt: null },
      { basis: '7d', requestUnitsPerDay: 583, monthUnits: 16_286, goneAt: null },
    ]);
  });

  test('a plan that is used up already is used up now', () => {
    expect(forecasts(steady(NOW - DAY, 100), 2000, NOW)[0]?.goneAt).toBe('2026-11-11T12:00:00.000Z');
  });

  test('nothing used lasts', () => {
    expect(forecasts({ Points: [], PeriodSeconds: HOUR, CountedSince: 0 }, 100, NOW)[0]).toEqual({
      basis: '24h',
      requestUnitsPerDay: 0,
      monthUnits: 0,
      goneAt: null,
    });
  });

  test('where it is not known since when it was counted, the first point is the beginning', () => {
    const { CountedSince: _, ...report } = steady(NOW - 2 * HOUR, 100);
    expect(forecasts(report, 1000, NOW)).toEqual([]);
  });
});

test('months are those of UTC', () => {
  expect(monthOf(Date.UTC(2026, 11, 31, 23, 59, 59) / 1000)).toEqual({
    start: Date.UTC(2026, 11, 1) / 1000,
    end: Date.UTC(2027, 0, 1) / 1000,
  });
});
