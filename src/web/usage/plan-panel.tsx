import type { UsageResponse } from '../../dashboard/api-types.ts';
import { numberText, percentText, shortCount } from '../page/number-text.ts';
import { isoTimeText } from '../page/time-text.ts';

/** The month's plan: the share that is used, and when it will be used up at the present rate. */
export function PlanPanel({ usage }: { usage: UsageResponse | undefined }) {
  return (
    <section class="card plan" aria-labelledby="plan-heading">
      <h2 id="plan-heading">Plan this month</h2>
      {usage === undefined ? null : <PlanUse {...usage} />}
    </section>
  );
}

function PlanUse({ plan, forecast }: UsageResponse) {
  const atLeast = plan.isAtLeast ? 'at least ' : '';
  return (
    <>
      <p class="figure">
        {plan.isAtLeast ? <small>at least</small> : null} {percentText(plan.share)} <small>used</small>
      </p>
      <meter
        class={plan.share > 0.9 ? 'nearly-gone' : ''}
        min={0}
        max={plan.units}
        value={Math.min(plan.used, plan.units)}
        aria-label={`Used of the plan: ${atLeast}${percentText(plan.share)}`}
      />
      <p class="quiet">
        {atLeast}
        {numberText(plan.used)} of {numberText(plan.units)} request units
        {plan.isAtLeast ? '' : `, ${numberText(plan.left)} left`}
      </p>
      {forecast.length === 0 ? (
        <p class="forecast">
          {plan.isAtLeast
            ? 'No forecast: this source includes only a part of the usage.'
            : 'No forecast yet: there is too little data.'}
        </p>
      ) : (
        <table class="forecast">
          <thead>
            <tr>
              <th scope="col">Rate of the last</th>
              <th scope="col" class="number">
                per day
              </th>
              <th scope="col" class="number">
                this month
              </th>
              <th scope="col" class="number">
                plan
              </th>
            </tr>
          </thead>
          <tbody>
            {forecast.map((one) => (
              <ForecastRow key={one.basis} {...one} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function ForecastRow({ basis, requestUnitsPerDay, monthUnits, goneAt }: UsageResponse['forecast'][number]) {
  return (
    <tr>
      <th scope="row">{basis === '24h' ? '24 hours' : '7 days'}</th>
      <td class="number">{numberText(Math.round(requestUnitsPerDay))}</td>
      <td class="number">{shortCount(monthUnits)}</td>
      {goneAt === null ? (
        <td class="number">sufficient</td>
      ) : (
        <td class="number bad">used up on {isoTimeText(goneAt)}</td>
      )}
    </tr>
  );
}
