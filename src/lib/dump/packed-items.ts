import type { PackedItems } from './reader-messages.ts';
import type { RepairCounts } from './sources/element-item.ts';
import type { SourceItem } from './sources/item-lines.ts';

/** An item whose memory is shared with those that came with it. */
export interface UnpackedItem extends SourceItem {
  /** To be called once, when the item's bytes are not needed any more: their memory is used again. */
  release(): void;
}

/** Memory is made in pieces of this size, so that one can take another's place. */
const STEP_BYTES = 256 * 1024;

/**
 * Puts items into memory of their own, which can be handed to another thread.
 * @param spare memory to be used again, if it is large enough
 */
export function packItems(
  items: readonly SourceItem[],
  repairs: RepairCounts,
  spare: ArrayBuffer | undefined,
): PackedItems {
  const sizeBytes = items.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const memory =
    spare !== undefined && spare.byteLength >= sizeBytes
      ? Buffer.from(spare)
      : Buffer.allocUnsafeSlow(Math.ceil(sizeBytes / STEP_BYTES) * STEP_BYTES);
  const places = new Uint32Array(items.length * 2);
  let end = 0;
  for (const [index, { bytes, line }] of items.entries()) {
    memory.set(bytes, end);
    end += bytes.length;
    places[index * 2] = end;
    places[index * 2 + 1] = line;
  }
  return { memory: memory.buffer, places: places.buffer, repairs };
}

/** @param free takes the memory when no item in it is needed any more */
export function unpackItems(
  { memory, places }: PackedItems,
  free: (memory: ArrayBuffer) => void,
): UnpackedItem[] {
  const found = new Uint32Array(places);
  const items: UnpackedItem[] = [];
  let leftCount = found.length / 2;
  const release = (): void => {
    leftCount -= 1;
    if (leftCount === 0) free(memory);
  };
  let start = 0;
  for (let at = 0; at < found.length; at += 2) {
    const end = found[at] ?? 0;
    items.push({ bytes: Buffer.from(memory, start, end - start), line: found[at + 1] ?? 0, release });
    start = end;
  }
  return items;
}
