const SMALL_TABLE_BYTES = 4 * 1024 * 1024;
const BYTES_A_SEGMENT = 4 * 1024 * 1024;
const MOST_SEGMENTS = 16;

/**
 * One for a small table, where more would only cost more requests; more for a larger one, up to what one machine can
 * use.
 */
export function chooseSegments(sizeBytes: number): number {
  if (sizeBytes < SMALL_TABLE_BYTES) return 1;
  return Math.min(MOST_SEGMENTS, Math.max(4, Math.ceil(sizeBytes / BYTES_A_SEGMENT)));
}
