/**
 * The calendar month (UTC) that contains a time, or one `monthsLater`: its first second, and that of the next month.
 */
export function monthOf(time: number, monthsLater = 0): { start: number; end: number } {
  const date = new Date(time * 1000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + monthsLater];
  return { start: Date.UTC(year, month) / 1000, end: Date.UTC(year, month + 1) / 1000 };
}
