import { describe, expect, test } from 'vitest';
import { roundToPeriod, unitsOf, usagePeriod } from '../../../src/lib/usage/usage-report.ts';
import { readUsageReport } from '../../../src/lib/usage/usage-report-schema.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const NOW = 20_000 * DAY;
const KEPT = { 60: 15 * DAY, 300: 63 * DAY, 3600: 455 * DAY, 86400: 455 * DAY };

describe('the period of a report', () => {
  test.each([
    ['one hour', HOUR, undefined, 60],
    ['a day, minutes', DAY, undefined, 60],
    ['a day and a half has too many minutes', 1.5 * DAY, undefined, 300],
    ['a longer one that was asked for', DAY, 3600, 3600],
    ['a month of minutes is given in hours', 30 * DAY, 60, 3600],
    ['455 days', 455 * DAY, undefined, 86_400],
    ['more than is kept', 456 * DAY, undefined, 86_400],
  ] as const)('%s', (_case, span, periodSeconds, period) => {
    expect(usagePeriod({ since: NOW - span, until: NOW, periodSeconds }, NOW, KEPT)).toBe(period);
  });

  test.each([
    [15 * DAY, 60],
    [15 * DAY + 1, 300],
    [63 * DAY, 300],
    [63 * DAY + 1, 3600],
  ])('of an hour that was %d seconds ago', (ago, period) => {
    const since = NOW - ago;
    expect(usagePeriod({ since, until: since + HOUR, periodSeconds: 60 }, NOW, KEPT)).toBe(period);
  });

  test('is none that is not kept', () => {
    const query = { since: NOW - HOUR, until: NOW, periodSeconds: 300 } as const;
    expect(usagePeriod(query, NOW, { 60: 2 * DAY, 3600: 395 * DAY })).toBe(3600);
  });

  test('times are rounded outwards', () => {
    const times = { since: 2 * HOUR + 1, until: 3 * HOUR + MINUTE };
    expect(roundToPeriod(times, HOUR)).toStrictEqual({ since: 2 * HOUR, until: 4 * HOUR });
    expect(roundToPeriod({ since: HOUR, until: 2 * HOUR }, HOUR)).toStrictEqual({
      since: HOUR,
      until: 2 * HOUR,
    });
  });
});

const report = {
  TableName: 'music',
  Source: 'meter',
  PlanUnits: 50,
  Since: 0,
  Until: HOUR,
  PeriodSeconds: 60,
  CompleteUntil: HOUR,
  CountedSince: 0,
  Points: [
    {
      Time: 0,
      Table: { Read: 1.5, Write: 2, Throttled: 1 },
      Indexes: JSON.parse('{"__proto__":{"Read":0.5,"Write":3,"Throttled":0}}'),
    },
  ],
  Operations: [{ Operation: 'GetItem', Requests: 2, Read: 2, Write: 0 }],
  Estimated: { Read: 0, Write: 1 },
  Untold: 2,
};

describe('a response of the route', () => {
  test('is read with every member, an index called __proto__ included', () => {
    const read = readUsageReport(report, 'the proxy');
    expect(JSON.stringify(read)).toBe(JSON.stringify(report));
    expect(unitsOf(read.Points)).toStrictEqual({ read: 2, write: 5, throttled: 1 });
  });

  test('may leave out what is not known, and have members that are unknown here', () => {
    const { PlanUnits: _1, CountedSince: _2, Operations: _3, Estimated: _4, Untold: _5, ...least } = report;
    expect(readUsageReport({ ...least, Weather: 'fine' }, 'the proxy')).toStrictEqual(least);
  });

  test.each([
    ['nothing', 'the response is not an object'],
    [{ ...report, Source: 'guess' }, 'Source is not one of: meter, cloudwatch'],
    [{ ...report, PlanUnits: 0 }, 'PlanUnits is not a number above 0'],
    [{ ...report, PeriodSeconds: 61 }, 'PeriodSeconds is not one of: 60, 300, 3600, 86400'],
    [{ ...report, Points: undefined }, 'Points is not an array'],
    [{ ...report, Points: [{ Time: 1.5 }] }, 'Points.0.Time is not a whole number of 0 or more'],
    [
      { ...report, Points: [{ ...report.Points[0], Table: { Read: -1, Write: 0, Throttled: 0 } }] },
      'Points.0.Table.Read is not a number of 0 or more',
    ],
    [
      { ...report, Points: [{ ...report.Points[0], Indexes: { a: { Read: 1 } } }] },
      'Points.0.Indexes is not an object of Read, Write and Throttled for each index',
    ],
    [{ TableName: 'music' }, 'Source is missing'],
  ])('that is none is refused (%#)', (json, message) => {
    expect(() => readUsageReport(json, 'the proxy')).toThrow(
      `the response of the proxy is not a valid usage report: ${message}`,
    );
  });
});
