/** A count with thousands set apart, to a tenth. (`toLocaleString` would cost 20 ms at its first call.) */
export function countText(value: number | undefined): string {
  const [whole = '', fraction] = String(Math.round((value ?? 0) * 10) / 10).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * `1 item`, `2 items`. Every count in a message goes through here; a test looks for others.
 * @param plural where it is not the noun with an s
 */
export function countOf(value: number, noun: string, plural = `${noun}s`): string {
  return `${countText(value)} ${value === 1 ? noun : plural}`;
}
