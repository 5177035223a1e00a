import { putRequest, type RequestBody, type RequestFrame } from '../../client/put-requests.ts';

/** Where an item is from. */
export interface ItemPlace {
  /** The source's file, by its place in the list. */
  file: number;
  /** Its place in the file, from 0. */
  index: number;
  /** The line that it begins on. */
  line: number;
}

/** An item on its way from a source into a table. */
export interface PlacedItem extends ItemPlace {
  /** DynamoDB JSON. */
  readonly bytes: Buffer;
}

/** Items, and the request that puts them. */
export interface ItemBatch {
  readonly items: readonly PlacedItem[];
  readonly body: RequestBody;
}

/** A batch of items that were part of others. */
export function batchOf(items: readonly PlacedItem[], frame: RequestFrame): ItemBatch {
  return {
    items,
    body: putRequest(
      frame,
      items.map(({ bytes }) => bytes),
    ),
  };
}
