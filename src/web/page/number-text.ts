const FULL = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const SHARE = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** A number of the page's own: units, counts. Numbers of items never come here, they are strings. */
export function numberText(count: number): string {
  return FULL.format(count);
}

/** With its unit: `1 read unit`, `2 read units`. */
export function amountText(count: number, unit: string): string {
  return `${numberText(count)} ${unit}${count === 1 ? '' : 's'}`;
}

export function shortCount(count: number): string {
  return SHORT.format(count);
}

/** Little, but not nothing, does not look like nothing. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1%';
  return SHARE.format(share);
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${FULL.format(bytes / 1000 ** power)} ${units[power - 1]}`;
}
