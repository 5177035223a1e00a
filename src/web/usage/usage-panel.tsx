import type { UsageResponse } from '../../dashboard/api-types.ts';
import type { Polled } from '../api/use-polling.ts';
import { ErrorNote } from '../page/error-note.tsx';
import { amountText } from '../page/number-text.ts';
import { isoTimeText } from '../page/time-text.ts';
import { VisibleText } from '../page/visible-text.tsx';
import { goTo, USAGE_RANGES, type UsageRange } from '../state/address.ts';
import { sourceText, usageSourceNotes } from './source-text.ts';
import { partLabel, seriesClass, UsageChart } from './usage-chart.tsx';
import { secondsOf, usageSeries } from './usage-series.ts';
import { UsageTable } from './usage-table.tsx';

const RANGE_LABELS: Readonly<Record<UsageRange, string>> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  month: 'This month',
};

/** Usage over time: chart, legend, source and its blind spots, and the numbers as a table. */
export function UsagePanel({
  polled,
  range,
}: {
  polled: Polled<UsageResponse | undefined>;
  range: UsageRange;
}) {
  const { value, error } = polled;
  const usage = value && usageSeries(value);
  return (
    <section class="card usage" aria-labelledby="usage-heading">
      <header class="card-head">
        <h2 id="usage-heading">Usage</h2>
        <p class="figure-line">
          {value === undefined ? '' : amountText(value.total.request, 'request unit')}
        </p>
        <RangeChoice range={range} />
      </header>
      <div class="chart-area">
        {usage === undefined || value === undefined ? null : usage.periods.length === 0 ? (
          <NothingUsed since={value.since} />
        ) : (
          <UsageChart usage={usage} planPerSecond={planPerSecond(value)} />
        )}
        {error === undefined || value !== undefined ? null : <ErrorNote error={error} />}
      </div>
      {usage === undefined || value === undefined ? (
        <div class="legend" />
      ) : (
        <Legend names={usage.partNames} throttled={value.total.throttled} />
      )}
      <div class="source">
        {value === undefined ? null : <Source usage={value} />}
        {error === undefined || value === undefined ? null : (
          <p class="bad">not up to date: {error.message}</p>
        )}
      </div>
      {usage === undefined ? <div class="numbers" /> : <UsageTable usage={usage} />}
    </section>
  );
}

function RangeChoice({ range }: { range: UsageRange }) {
  return (
    <fieldset class="choice">
      <legend class="unseen">Time range</legend>
      {USAGE_RANGES.map((name) => (
        <label key={name}>
          <input type="radio" name="range" checked={name === range} onChange={() => goTo({ range: name })} />
          <span>{RANGE_LABELS[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Legend({ names, throttled }: { names: readonly string[]; throttled: number }) {
  return (
    <ul class="legend" aria-label="Colours of the chart">
      {names.map((name, series) => (
        <li key={name}>
          <i class={`swatch ${seriesClass(series)}`} />
          {partLabel(name)}
        </li>
      ))}
      <li class={throttled > 0 ? 'bad' : ''}>
        <i class="swatch throttled" />
        {throttled === 0 ? 'no requests throttled' : `${amountText(throttled, 'request')} throttled`}
      </li>
    </ul>
  );
}

function NothingUsed({ since }: { since: string }) {
  return (
    <div class="empty">
      <h3>No units were used since {isoTimeText(since)}</h3>
      <p>Read or write an item, for example below. It is shown here within a minute.</p>
    </div>
  );
}

function Source({ usage }: { usage: UsageResponse }) {
  const notes = usageSourceNotes(usage);
  return (
    <>
      <p>
        Times are UTC. Source: {sourceText(usage.source)}; complete until {isoTimeText(usage.completeUntil)}.
      </p>
      {notes.length === 0 ? null : (
        <ul>
          {notes.map((note) => (
            <li key={note}>
              <VisibleText text={note} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** At an even rate the plan is sufficient exactly for the calendar month of UTC. */
function planPerSecond({ plan, until: end }: UsageResponse): number {
  const until = new Date(secondsOf(end) * 1000);
  const days = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() + 1, 0)).getUTCDate();
  return plan.units / (days * 86_400);
}
