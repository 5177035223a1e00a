import { cleanText } from './clean-text.ts';
import { palette } from './palette.ts';

/** Rows under their columns' names, aligned, for a person. */
export function renderColumns(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map(cleanText));
  const widths = names.map((name, at) => Math.max(name.length, ...clean.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [palette(process.stdout).dim(line(names)), ...clean.map(line)].join('\n');
}
