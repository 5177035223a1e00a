import { tickStep, ticks } from 'd3-array';
import { line, stack } from 'd3-shape';
import { utcTicks } from 'd3-time';
import { numberText } from '../page/number-text.ts';
import { type PeriodUse, secondsOf, type UsageSeries } from './usage-series.ts';

const MARGIN = { top: 26, right: 2, bottom: 26, left: 46 };
/** The part of a period that stays empty beside its bar. */
const BAR_GAP = 0.22;
const TICK_WIDTH = 84;
const WIDEST_BAR = 48;

export interface ChartBar {
  period: PeriodUse;
  x: number;
  width: number;
  parts: readonly { name: string; series: number; y: number; height: number }[];
}

export interface ChartLayout {
  plot: { left: number; right: number; top: number; bottom: number };
  bars: readonly ChartBar[];
  yTicks: readonly { y: number; text: string }[];
  xTicks: readonly { x: number; date: Date }[];
  /** The plan's even pace: what each period may use if the plan is to last the month. */
  plan: { path: string; y: number; isAbove: boolean; perPeriod: number };
}

/** Positions of the chart's parts, in pixels of an area of `width` by `height`. */
export function chartLayout(
  usage: UsageSeries,
  { width, height, planPerSecond }: { width: number; height: number; planPerSecond: number },
): ChartLayout {
  const plot = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const perPeriod = planPerSecond * usage.periodSeconds;
  const top = axisTop(usage.most, perPeriod);
  // The period that is under way has its whole width.
  const end =
    Math.max(Math.ceil(usage.until / usage.periodSeconds), usage.since / usage.periodSeconds + 1) *
    usage.periodSeconds;
  const xOf = (time: number) =>
    plot.left + ((time - usage.since) / (end - usage.since)) * (plot.right - plot.left);
  const yOf = (units: number) => plot.bottom - (units / top) * (plot.bottom - plot.top);
  const isAbove = perPeriod > top;
  const planY = isAbove ? plot.top - 6 : yOf(perPeriod);
  const path = line<number>((x) => x, planY)([plot.left, plot.right]) ?? '';
  const count = Math.max(2, Math.floor((plot.right - plot.left) / TICK_WIDTH));
  return {
    plot,
    bars: barsOf(usage, xOf, yOf),
    yTicks: ticks(0, top, 4).map((units) => ({ y: yOf(units), text: numberText(units) })),
    xTicks: utcTicks(new Date(usage.since * 1000), new Date(end * 1000), count)
      .map((date) => ({ x: xOf(date.getTime() / 1000), date }))
      .filter(({ x }) => x < plot.right - 16),
    plan: { path, y: planY, isAbove, perPeriod },
  };
}

/** The plan's line belongs into the picture where it does not press the bars flat. */
function axisTop(most: number, perPeriod: number): number {
  const wanted = perPeriod <= most * 3 ? Math.max(most, perPeriod) * 1.05 : most;
  if (wanted === 0) return 1;
  const step = tickStep(0, wanted, 4);
  return Math.ceil(wanted / step) * step;
}

function barsOf(
  { periods, partNames, periodSeconds }: UsageSeries,
  xOf: (time: number) => number,
  yOf: (units: number) => number,
): ChartBar[] {
  const stacked = stack<PeriodUse, string>()
    .keys(partNames)
    .value(({ table, indexes }, name) => (name === '' ? table : indexes[name])?.request ?? 0)(periods);
  return periods.map((period, at) => {
    const time = secondsOf(period.time);
    const left = xOf(time);
    const full = xOf(time + periodSeconds) - left;
    const parts = stacked.flatMap((series, index) => {
      const [low = 0, high = 0] = series[at] ?? [];
      return high > low
        ? [{ name: series.key, series: index, y: yOf(high), height: yOf(low) - yOf(high) }]
        : [];
    });
    const width = Math.min(Math.max(1, full * (1 - BAR_GAP)), WIDEST_BAR);
    return { period, x: left + (full - width) / 2, width, parts };
  });
}
