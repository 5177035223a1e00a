import { expect, test } from 'vitest';
import { chartLayout } from '../../src/web/usage/chart-layout.ts';
import type { UsageSeries } from '../../src/web/usage/usage-series.ts';

const HOUR = 3600;
const sums = (request: number) => ({ read: request, write: 0, request, throttled: 0 });
const usage: UsageSeries = {
  since: 0,
  until: 3 * HOUR,
  periodSeconds: HOUR,
  partNames: ['', 'by-artist'],
  periods: [
    { time: '1970-01-01T01:00:00Z', ...sums(30), table: sums(10), indexes: { 'by-artist': sums(20) } },
    { time: '1970-01-01T02:00:00Z', ...sums(40), table: sums(40), indexes: {} },
  ],
  most: 40,
};
const area = { width: 648, height: 244 };

test('parts are stacked from the axis up, as high as what they used', () => {
  const { bars, plot } = chartLayout(usage, { ...area, planPerSecond: 1 });
  const [table, index] = bars[0]?.parts ?? [];
  expect([table?.name, index?.name]).toEqual(['', 'by-artist']);
  expect((table?.y ?? 0) + (table?.height ?? 0)).toBeCloseTo(plot.bottom);
  expect((index?.y ?? 0) + (index?.height ?? 0)).toBeCloseTo(table?.y ?? 0);
  expect((index?.height ?? 0) / (table?.height ?? 1)).toBeCloseTo(2);
  expect(bars[1]?.parts).toHaveLength(1);
});

test('bars stand where their time is, within the plot', () => {
  const { bars, plot } = chartLayout(usage, { ...area, planPerSecond: 1 });
  const third = (plot.right - plot.left) / 3;
  expect((bars[0]?.x ?? 0) + (bars[0]?.width ?? 0) / 2).toBeCloseTo(plot.left + 1.5 * third);
  expect((bars[1]?.x ?? 0) + (bars[1]?.width ?? 0)).toBeLessThanOrEqual(plot.right);
});

test("the plan's line is at its height where it does not press the bars flat, else above the scale", () => {
  const near = chartLayout(usage, { ...area, planPerSecond: 20 / HOUR });
  expect(near.plan).toMatchObject({ isAbove: false, perPeriod: 20 });
  // Half as high as the bar of 40.
  expect(near.plot.bottom - near.plan.y).toBeCloseTo((near.bars[1]?.parts[0]?.height ?? 0) / 2);
  const far = chartLayout(usage, { ...area, planPerSecond: 4000 / HOUR });
  expect(far.plan.isAbove).toBe(true);
  expect(far.plan.y).toBeLessThan(far.plot.top);
});

test('nothing used is no division by nothing', () => {
  const { bars, yTicks } = chartLayout({ ...usage, periods: [], most: 0 }, { ...area, planPerSecond: 1 });
  expect(bars).toEqual([]);
  expect(yTicks.every(({ y }) => Number.isFinite(y))).toBe(true);
});
