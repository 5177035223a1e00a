/** The most segments of a scan that are read at a time; the others wait for one to end. */
export const MAX_SEGMENTS_AT_A_TIME = 16;

/**
 * Starts lanes that share a scan's segments: each takes the next one when it is done with its last, so that never more
 * are read than there are lanes, however many segments there are.
 * @param lane reads the segments that it is given, one after another; it may stop before they are all taken
 */
export function segmentLanes<Segment, Lane>(
  segments: Iterable<Segment>,
  lane: (own: Iterable<Segment>) => Lane,
): Lane[] {
  const all = segments[Symbol.iterator]();
  // One lane that leaves its loop must not end it for the others, as a bare iterator's `return` would.
  const own = { [Symbol.iterator]: () => ({ next: () => all.next() }) };
  return Array.from({ length: MAX_SEGMENTS_AT_A_TIME }, () => lane(own));
}

/** The numbers of segments from `first` to `last`, both included. */
export function* segmentNumbers(first: number, last: number): Generator<number> {
  for (let segment = first; segment <= last; segment += 1) yield segment;
}
