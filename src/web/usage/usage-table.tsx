import { numberText } from '../page/number-text.ts';
import { ScrollArea } from '../page/scroll-area.tsx';
import { utcText } from '../page/time-text.ts';
import { VisibleText } from '../page/visible-text.tsx';
import { type PartSums, partsOf, secondsOf, type UsageSeries } from './usage-series.ts';

/** The chart's numbers: a row for the table and one for each index of each period, as `autodyne usage --csv` prints them. */
export function UsageTable({ usage }: { usage: UsageSeries }) {
  return (
    <details class="numbers">
      <summary>The numbers as a table</summary>
      <ScrollArea label="Usage, as a table">
        <table>
          <caption class="unseen">Units used in each period, UTC</caption>
          <thead>
            <tr>
              <th scope="col">Time (UTC)</th>
              <th scope="col">Part</th>
              <th scope="col" class="number">
                Read units
              </th>
              <th scope="col" class="number">
                Write units
              </th>
              <th scope="col" class="number">
                Request units
              </th>
              <th scope="col" class="number">
                Throttled
              </th>
            </tr>
          </thead>
          <tbody>
            {usage.periods.flatMap((period) => {
              const time = utcText(secondsOf(period.time), usage.periodSeconds);
              return partsOf(period).map(([name, sums]) => (
                <PartRow key={`${time} ${name}`} {...{ time, name, sums }} />
              ));
            })}
          </tbody>
        </table>
      </ScrollArea>
    </details>
  );
}

function PartRow({ time, name, sums }: { time: string; name: string; sums: PartSums }) {
  return (
    <tr>
      <th scope="row">{time}</th>
      <td>{name === '' ? 'table' : <VisibleText text={name} />}</td>
      <td class="number">{numberText(sums.read)}</td>
      <td class="number">{numberText(sums.write)}</td>
      <td class="number">{numberText(sums.request)}</td>
      <td class="number">{numberText(sums.throttled)}</td>
    </tr>
  );
}
