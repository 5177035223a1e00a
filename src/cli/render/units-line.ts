import type { ConsumedUnits } from '../../lib/usage/unit-meter.ts';

/** What a command consumed, as the line on stderr says it; the indexes' share only where there is one. */
export function unitsLine(units: ConsumedUnits): string {
  const sum = `units: ${figure(units.read)} read, ${figure(units.write)} write (${figure(units.request)} request ${units.request === 1 ? 'unit' : 'units'})`;
  const indexes = Object.entries(units.indexes).map(
    ([name, index]) => `index ${name} ${figure(index.read + index.write)}`,
  );
  if (indexes.length === 0) return sum;
  return `${sum}: ${[`table ${figure(units.table.read + units.table.write)}`, ...indexes].join(', ')}`;
}

/** Half units are added up in binary fractions: three places say all. */
function figure(units: number): string {
  return String(Math.round(units * 1000) / 1000);
}
