import type { ItemSpans } from './page-scanner.ts';

/** The bytes before and after each item in a line. */
export interface LineShape {
  before: string;
  after: string;
}

/** A data file's line, as AWS's export and import have it: `{"Item":{…}}`. */
export const EXPORT_LINE: LineShape = { before: '{"Item":', after: '}\n' };

/** A line that is the item and nothing else. */
export const ITEM_LINE: LineShape = { before: '', after: '\n' };

/** The items of a page, and no more of it than is needed here. */
export interface PageItems {
  body: Uint8Array;
  items: ItemSpans;
}

export function itemLinesSizeBytes(items: ItemSpans, shape: LineShape): number {
  let sizeBytes = (items.length / 2) * (shape.before.length + shape.after.length);
  for (let at = 0; at < items.length; at += 2) sizeBytes += (items[at + 1] ?? 0) - (items[at] ?? 0);
  return sizeBytes;
}

/**
 * Writes a line for each item of a page, the item's bytes unchanged.
 * @param target is written into if it is large enough, so that memory can be used again; otherwise new memory is.
 * @returns the lines: the beginning of the memory that they were written into.
 */
export function itemLines(
  page: PageItems,
  shape: LineShape,
  target?: Buffer<ArrayBuffer>,
): Buffer<ArrayBuffer> {
  const sizeBytes = itemLinesSizeBytes(page.items, shape);
  const lines =
    target !== undefined && target.length >= sizeBytes ? target : Buffer.allocUnsafeSlow(sizeBytes);
  const { body, items } = page;
  const before = Buffer.from(shape.before);
  const after = Buffer.from(shape.after);
  let end = 0;
  for (let at = 0; at < items.length; at += 2) {
    const start = items[at] ?? 0;
    const stop = items[at + 1] ?? 0;
    end = put(lines, end, before);
    lines.set(body.subarray(start, stop), end);
    end = put(lines, end + stop - start, after);
  }
  return lines.subarray(0, end);
}

/** Copies a few bytes, for which a native call is not worth it. */
function put(target: Buffer, from: number, bytes: Buffer): number {
  for (let at = 0; at < bytes.length; at += 1) target[from + at] = bytes[at] ?? 0;
  return from + bytes.length;
}
