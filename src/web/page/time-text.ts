const DAY = 86_400;

/** `2026-11-26 14:00` of UTC, as the command line prints times; of whole days `2026-11-26`. */
export function utcText(seconds: number, periodSeconds = 60): string {
  const text = new Date(seconds * 1000).toISOString();
  return periodSeconds >= DAY ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}

/** An ISO time in the same form. */
export function isoTimeText(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

const DATE = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The shortest text for the axis of a chart. */
export function tickText(date: Date): string {
  const isMidnight = date.getTime() % (DAY * 1000) === 0;
  return isMidnight ? DATE.format(date) : date.toISOString().slice(11, 16);
}
