import { requestUnits } from '../../lib/usage/unit-meter.ts';
import type { UsageSummary } from '../../lib/usage/usage-summary.ts';
import { palette } from '../render/palette.ts';
import { knowsBlocks } from '../system/terminal-characters.ts';
import { terminalWidth } from '../system/terminal-width.ts';
import { type ChartColumn, stackedChart } from './stacked-chart.ts';
import { timeText } from './usage-time.ts';

const HEIGHT = 8;

/** Request units over time, reads and writes stacked, as wide as the terminal; no lines if no units were used. */
export function usageChart(usage: UsageSummary): string[] {
  if (usage.total.request === 0) return [];
  const columns = usageColumns(usage);
  const colours = palette(process.stdout);
  return stackedChart(columns, {
    width: terminalWidth(),
    height: HEIGHT,
    isAscii: !knowsBlocks(process.env),
    labels: [timeText(usage.since), timeText(usage.until)],
    step: usage.pointSeconds < 86_400 ? 'hour' : 'day',
    names: ['reads', 'writes x 5'],
    paint: colours.level === 0 ? undefined : { lower: colours.cyan, upper: colours.yellow },
  });
}

/** One column for each hour or day, also for those without any use. */
export function usageColumns({
  points,
  pointSeconds,
  since,
  until,
}: Pick<UsageSummary, 'points' | 'pointSeconds' | 'since' | 'until'>): ChartColumn[] {
  const stepMs = pointSeconds * 1000;
  const byTime = new Map(points.map((point) => [Date.parse(point.time), point]));
  const columns: ChartColumn[] = [];
  const end = Date.parse(until);
  for (let time = Math.floor(Date.parse(since) / stepMs) * stepMs; time < end; time += stepMs) {
    const { read = 0, write = 0 } = byTime.get(time) ?? {};
    columns.push({ lower: read, upper: requestUnits({ read: 0, write }) });
  }
  return columns;
}
