import { putRequest, type RequestBody, type RequestFrame } from '../../bulk/put-requests.ts';

/** The location of an item in its source. */
export interface ItemSlot {
  /** The index of the file in the source's list. */
  file: number;
  /** The item's index in the file, from 0. */
  index: number;
  /** The line that it begins on, counted from 1. */
  line: number;
}

/** An item on its way from a source into a table. */
export interface RestoreItem extends ItemSlot {
  /** DynamoDB JSON. */
  readonly bytes: Buffer;
}

/** The locations of a batch's items, or of some of them. */
export interface BatchSlots {
  readonly itemCount: number;
  eachSlot(visit: (file: number, index: number) => void): void;
}

/** Items, and the request that puts them. */
export interface ItemBatch extends BatchSlots {
  /** Built at the first call: most batches never need it. */
  items(): readonly RestoreItem[];
  readonly body: RequestBody;
}

/** A batch of items that were part of others. */
export function batchOf(items: readonly RestoreItem[], frame: RequestFrame): ItemBatch {
  const bytes = items.map((item) => item.bytes);
  return { ...slotsOf(items), items: () => items, body: putRequest(frame, bytes) };
}

export function slotsOf(items: readonly ItemSlot[]): BatchSlots {
  return {
    itemCount: items.length,
    eachSlot(visit) {
      for (const { file, index } of items) visit(file, index);
    },
  };
}
