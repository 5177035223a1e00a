import { countText } from '../../lib/errors/count-text.ts';
import type { ConsumedUnits } from '../../lib/usage/unit-meter.ts';
import { shareText } from './share-text.ts';

/** The plan that a command used a share of, and what is left of it this month, where that is known. */
interface PlanFacts {
  units: number;
  left: number | undefined;
}

/**
 * What a command consumed, as the line on stderr says it; the indexes' share only where there is one.
 * @param plan told of commands that can cost much
 */
export function unitsLine(units: ConsumedUnits, plan?: PlanFacts): string {
  const share = plan === undefined ? '' : `, ${shareText(units.request / plan.units)} of the plan's month`;
  const left = plan?.left === undefined ? '' : `, ${countText(plan.left)} left`;
  const sum = `units: ${figure(units.read)} read, ${figure(units.write)} write (${figure(units.request)} request ${units.request === 1 ? 'unit' : 'units'}${share}${left})`;
  const indexes = Object.entries(units.indexes).map(
    ([name, index]) => `index ${name} ${figure(index.read + index.write)}`,
  );
  if (indexes.length === 0) return sum;
  return `${sum}: ${[`table ${figure(units.table.read + units.table.write)}`, ...indexes].join(', ')}`;
}

/** Half units are added up in binary fractions: three semaphore say all. */
function figure(units: number): string {
  return String(Math.round(units * 1000) / 1000);
}
