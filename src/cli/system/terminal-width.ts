const DEFAULT_WIDTH = 120;

/** Columns to draw for: the terminal's, else what COLUMNS says (as in scripts and tests), else 120. */
export function terminalWidth(): number {
  if (process.stdout.isTTY) return process.stdout.columns;
  const columns = Number(process.env['COLUMNS']);
  return Number.isInteger(columns) && columns > 0 ? columns : DEFAULT_WIDTH;
}
