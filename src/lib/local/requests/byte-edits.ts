import type { ByteRange } from './request-members.ts';

/** Replaces a range of bytes: an empty string removes the range, an empty range inserts. */
export interface ByteEdit extends ByteRange {
  replacement: string;
}

/**
 * The bytes with the edits made, in pieces: unchanged parts are not copied. Ranges may come in any order; none overlap.
 */
export function editedPieces(bytes: Buffer, edits: readonly ByteEdit[]): Buffer[] {
  const pieces: Buffer[] = [];
  let copiedTo = 0;
  const inOrder = edits.length < 2 ? edits : [...edits].sort((one, other) => one.start - other.start);
  for (const { start, end, replacement } of inOrder) {
    if (start > copiedTo) pieces.push(bytes.subarray(copiedTo, start));
    if (replacement !== '') pieces.push(Buffer.from(replacement));
    copiedTo = end;
  }
  if (copiedTo < bytes.length) pieces.push(bytes.subarray(copiedTo));
  return pieces;
}

/** In bytes; below 0 where the result is shorter. */
export function growthOf(edits: readonly ByteEdit[]): number {
  return edits.reduce(
    (sum, { start, end, replacement }) => sum + Buffer.byteLength(replacement) - (end - start),
    0,
  );
}
