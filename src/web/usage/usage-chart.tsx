import { useState } from 'preact/hooks';
import { amountText, numberText } from '../page/number-text.ts';
import { tickText, utcText } from '../page/time-text.ts';
import { useSize } from '../page/use-size.ts';
import { visibleText } from '../page/visible-text.tsx';
import { type ChartBar, type ChartLayout, chartLayout } from './chart-layout.ts';
import { type PeriodUse, partsOf, secondsOf, type UsageSeries } from './usage-series.ts';

/** Colours of the series, in CSS; further indexes begin anew. */
const SERIES_COLOURS = 8;

interface Props {
  usage: UsageSeries;
  /** Request units a second at which the plan lasts for all of the month. */
  planPerSecond: number;
}

/** Usage over time as an SVG, drawn for the width that there is. One stop of the Tab key: arrows go from period to period. */
export function UsageChart({ usage, planPerSecond }: Props) {
  const [element, { width, height }] = useSize();
  const [chosen, setChosen] = useState<number | undefined>();
  const { periods, periodSeconds } = usage;
  const layout = chartLayout(usage, { width, height, planPerSecond });
  const last = periods.length - 1;
  const at = chosen === undefined ? last : Math.min(chosen, last);
  const period = periods[at];

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(last, next)));
  }

  function onPointerMove(event: PointerEvent & { currentTarget: Element }): void {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const hit = layout.bars.findIndex((bar) => Math.abs(x - bar.x - bar.width / 2) <= bar.width / 1.5);
    if (hit !== -1) setChosen(hit);
  }

  return (
    <div
      ref={element}
      class="chart"
      role="slider"
      tabIndex={0}
      aria-label="Request units over time: select a period with the arrow keys"
      aria-valuemin={0}
      aria-valuemax={Math.max(last, 0)}
      aria-valuenow={Math.max(at, 0)}
      aria-valuetext={period === undefined ? 'no units were used' : periodText(period, periodSeconds)}
      onKeyDown={onKeyDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setChosen(undefined)}
    >
      {width === 0 ? null : <Drawing {...{ layout, width, height, chosen, periodSeconds }} />}
      {chosen === undefined || period === undefined ? null : (
        <Tip period={period} bar={layout.bars[at]} width={width} periodSeconds={periodSeconds} />
      )}
    </div>
  );
}

/** The class of a series' colour. */
export function seriesClass(series: number): string {
  return `series-${series % SERIES_COLOURS}`;
}

/** What a part of the table is called: itself, or one of its indexes. */
export function partLabel(name: string): string {
  return name === '' ? 'table' : visibleText(name);
}

interface DrawingProps {
  layout: ChartLayout;
  width: number;
  height: number;
  chosen: number | undefined;
  periodSeconds: number;
}

function Drawing({ layout, width, height, chosen, periodSeconds }: DrawingProps) {
  return (
    <svg width={width} height={height} aria-hidden="true">
      {layout.yTicks.map(({ y, text }) => (
        <g key={text}>
          <line class="grid" x1={layout.plot.left} x2={layout.plot.right} y1={y} y2={y} />
          <text class="tick" x={layout.plot.left - 8} y={y} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {layout.xTicks.map(({ x, date }) => (
        <text key={x} class="tick" x={x} y={height - 6}>
          {tickText(date)}
        </text>
      ))}
      {layout.bars.map((bar, index) => (
        <Bar key={bar.period.time} bar={bar} bottom={layout.plot.bottom} isChosen={chosen === index} />
      ))}
      <path class="pace-line" d={layout.plan.path} />
      <text class="pace-label" x={layout.plot.right} y={layout.plan.y - 5} text-anchor="end">
        {layout.plan.isAbove ? '↑ above this scale, ' : ''}
        plan's {periodSeconds === 3600 ? 'hourly' : 'daily'} average:{' '}
        {numberText(Math.round(layout.plan.perPeriod))}
      </text>
    </svg>
  );
}

function Bar({ bar, bottom, isChosen }: { bar: ChartBar; bottom: number; isChosen: boolean }) {
  const { period, x, width, parts } = bar;
  return (
    <g class={isChosen ? 'bar chosen' : 'bar'}>
      {parts.map(({ name, series, y, height }) => (
        <rect key={name} class={seriesClass(series)} x={x} y={y} width={width} height={height} />
      ))}
      {period.throttled > 0 ? (
        <path class="throttle-mark" d={`M${x + width / 2 - 5},${bottom + 8}l5,-7l5,7z`} />
      ) : null}
    </g>
  );
}

interface TipProps {
  period: PeriodUse;
  bar: ChartBar | undefined;
  width: number;
  periodSeconds: number;
}

/** The numbers of one period, beside its bar. */
function Tip({ period, bar, width, periodSeconds }: TipProps) {
  const middle = (bar?.x ?? 0) + (bar?.width ?? 0) / 2;
  const isRight = middle > width / 2;
  const side = isRight ? { right: `${width - middle + 14}px` } : { left: `${middle + 14}px` };
  return (
    <div class="tip" style={side} aria-hidden="true">
      <strong>{utcText(secondsOf(period.time), periodSeconds)}</strong>
      {partsOf(period).map(([name, { request }]) => (
        <span key={name}>
          {partLabel(name)} <b>{numberText(request)}</b>
        </span>
      ))}
      {period.throttled > 0 ? <span class="bad">throttled {numberText(period.throttled)}</span> : null}
    </div>
  );
}

function periodText(period: PeriodUse, periodSeconds: number): string {
  const parts = partsOf(period).map(([name, { request }]) => `${partLabel(name)} ${numberText(request)}`);
  const throttled = period.throttled > 0 ? `; throttled: ${amountText(period.throttled, 'request')}` : '';
  return `${utcText(secondsOf(period.time), periodSeconds)} UTC: ${amountText(period.request, 'request unit')} (${parts.join(', ')})${throttled}`;
}
