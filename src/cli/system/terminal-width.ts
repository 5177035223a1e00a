const DEFAULT_WIDTH = 120;

/** The columns of the terminal, else of the variable COLUMNS (in scripts and tests), else 120. */
export function terminalWidth(): number {
  if (process.stdout.isTTY) return process.stdout.columns;
  const columns = Number(process.env['COLUMNS']);
  return Number.isInteger(columns) && columns > 0 ? columns : DEFAULT_WIDTH;
}
