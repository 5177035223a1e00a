const SIZE_UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** At most three digits, in units of 1,000 bytes as in the console of DynamoDB. */
export function sizeText(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (size >= 1000 && unit < SIZE_UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${SIZE_UNITS[unit]}`;
}
