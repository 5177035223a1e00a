import { putRequest, type RequestBody, type RequestFrame } from '../../bulk/put-requests.ts';

/** Where an item is from. */
export interface ItemSlot {
  /** The source's file, by its place in the list. */
  file: number;
  /** Its place in the file, from 0. */
  index: number;
  /** The line that it begins on. */
  line: number;
}

/** An item on its way from a source into a table. */
export interface RestoreItem extends ItemSlot {
  /** DynamoDB JSON. */
  readonly bytes: Buffer;
}

/** Where the items of a batch, or some of them, are from. */
export interface BatchSlots {
  readonly itemCount: number;
  eachSlot(visit: (file: number, index: number) => void): void;
}

/** Items, and the request that puts them. */
export interface ItemBatch extends BatchSlots {
  /** Made when they are asked for: with most batches nobody ever does. */
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
