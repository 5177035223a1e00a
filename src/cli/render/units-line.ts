import { countText } from '../../lib/errors/count-text.ts';
import type { ConsumedUnits } from '../../lib/usage/unit-meter.ts';
import { shareText } from './share-text.ts';

/** The monthly request units of the plan, and those left of it in this month; `undefined` if unknown. */
interface PlanFacts {
  units: number;
  left: number | undefined;
}

/**
 * The line on stderr with the units that a command consumed; table and indexes apart if an index consumed any.
 * @param plan only for commands that can cost much
 */
export function unitsLine(units: ConsumedUnits, plan?: PlanFacts): string {
  const share = plan === undefined ? '' : `, ${shareText(units.request / plan.units)} of the monthly plan`;
  const left = plan?.left === undefined ? '' : `, ${countText(plan.left)} left`;
  const sum = `units: ${figure(units.read)} read, ${figure(units.write)} write (${figure(units.request)} request ${units.request === 1 ? 'unit' : 'units'}${share}${left})`;
  const indexes = Object.entries(units.indexes).map(
    ([name, index]) => `index ${name} ${figure(index.read + index.write)}`,
  );
  if (indexes.length === 0) return sum;
  return `${sum}: ${[`table ${figure(units.table.read + units.table.write)}`, ...indexes].join(', ')}`;
}

/** Rounds off the errors of adding fractions: units come in steps of 0.5, three decimals are enough. */
function figure(units: number): string {
  return String(Math.round(units * 1000) / 1000);
}
