const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An ISO time in a readable form: `1 Nov 2026` for midnight, else `25 Nov 2026 23:54`. */
export function timeText(iso: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? [];
  const date = `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
  return time === '00:00' ? date : `${date} ${time}`;
}
