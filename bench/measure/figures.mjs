export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A table in Markdown; all columns but the first are aligned to the right. */
export function printTable(heads, rows) {
  console.log(`\n| ${heads.join(' | ')} |\n|---|${'--:|'.repeat(heads.length - 1)}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

export function megabytes(bytes) {
  return Number.isNaN(bytes) ? '-' : (bytes / 1e6).toFixed(0);
}
