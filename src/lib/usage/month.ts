/** The calendar month of UTC that a time lies in, or one so many months later: its first second, and that of the next. */
export function monthOf(time: number, monthsLater = 0): { start: number; end: number } {
  const date = new Date(time * 1000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + monthsLater];
  return { start: Date.UTC(year, month) / 1000, end: Date.UTC(year, month + 1) / 1000 };
}
