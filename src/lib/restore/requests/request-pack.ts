import { hash } from 'node:crypto';
import type { RequestBody, RequestFrame } from '../../bulk/put-requests.ts';
import type { TakenItem } from './block-window.ts';
import type { ItemBatch, RestoreItem } from './item-batch.ts';
import type { ItemBlock } from './item-block.ts';

/** Requests on their way between threads. */
export interface RequestPack {
  /** The items' slots as numbers, then the requests' bodies one after another. */
  memory: ArrayBuffer;
  /** The SHA-256 of each body, in hex. */
  sha256s: string[];
}

/** A batch as the reading thread built it. */
export interface ReadyBatch extends ItemBatch {
  /** To be called once, when the batch and its items are not needed any more: their bytes are overwritten then. */
  release(): void;
}

/** Always the same, so that one piece can replace another, unless a request is larger. */
const PACK_BYTES = 256 * 1024;
const SLOTS_BYTES = 16 * 1024;

/** The numbers kept of a request (the end of its body, its item count), and of an item (its location, its length). */
const REQUEST_FIELDS = 2;
const ITEM_FIELDS = 4;

/** Puts requests into memory of their own, which can be transferred to another thread. */
export class PackBuilder {
  readonly #frame: { start: Buffer; between: Buffer; end: Buffer };
  readonly #memory: ArrayBuffer;
  readonly #slots: Uint32Array;
  readonly #bodies: Buffer;
  readonly #sha256s: string[] = [];
  #slotsEnd = 0;
  #bodiesEnd = 0;

  /**
   * @param sizeBytes of the first request
   * @param spare memory to be used again, if it is large enough
   */
  constructor(frame: RequestFrame, sizeBytes: number, spare: ArrayBuffer | undefined) {
    this.#frame = {
      start: Buffer.from(frame.start),
      between: Buffer.from(frame.between),
      end: Buffer.from(frame.end),
    };
    const memoryBytes = Math.max(PACK_BYTES, SLOTS_BYTES + sizeBytes);
    this.#memory =
      spare !== undefined && spare.byteLength >= memoryBytes ? spare : new ArrayBuffer(memoryBytes);
    this.#slots = new Uint32Array(this.#memory, 0, SLOTS_BYTES / Uint32Array.BYTES_PER_ELEMENT);
    this.#bodies = Buffer.from(this.#memory, SLOTS_BYTES);
  }

  hasRoomFor(sizeBytes: number, itemCount: number): boolean {
    const slotsEnd = this.#slotsEnd + REQUEST_FIELDS + itemCount * ITEM_FIELDS;
    return this.#bodiesEnd + sizeBytes <= this.#bodies.length && slotsEnd <= this.#slots.length;
  }

  /**
   * Adds the request that puts these items.
   * @param onCopied called with each block that is not needed any more
   */
  add(items: readonly TakenItem[], onCopied: (block: ItemBlock) => void): void {
    const start = this.#bodiesEnd;
    const requestAt = this.#slotsEnd;
    this.#slotsEnd += REQUEST_FIELDS;
    this.#append(this.#frame.start);
    for (let at = 0; at < items.length; at += 1) {
      if (at > 0) this.#append(this.#frame.between);
      this.#addItem(items[at] as TakenItem, onCopied);
    }
    this.#append(this.#frame.end);
    this.#slots[requestAt] = this.#bodiesEnd;
    this.#slots[requestAt + 1] = items.length;
    this.#sha256s.push(hash('sha256', this.#bodies.subarray(start, this.#bodiesEnd)));
  }

  finish(): RequestPack {
    return { memory: this.#memory, sha256s: this.#sha256s };
  }

  #addItem({ block, item }: TakenItem, onCopied: (block: ItemBlock) => void): void {
    const sizeBytes = block.copyTo(this.#bodies, this.#bodiesEnd, item);
    this.#bodiesEnd += sizeBytes;
    this.#slots[this.#slotsEnd] = block.file;
    this.#slots[this.#slotsEnd + 1] = block.indexOf(item);
    this.#slots[this.#slotsEnd + 2] = block.lineOf(item);
    this.#slots[this.#slotsEnd + 3] = sizeBytes;
    this.#slotsEnd += ITEM_FIELDS;
    if (block.isCopied) onCopied(block);
  }

  #append(bytes: Buffer): void {
    this.#bodies.set(bytes, this.#bodiesEnd);
    this.#bodiesEnd += bytes.length;
  }
}

/**
 * The requests of a pack, one after another.
 * @param frame the same as when they were built
 * @param free takes the memory when all of them were released
 */
export function* unpackRequests(
  { memory, sha256s }: RequestPack,
  frame: RequestFrame,
  free: (memory: ArrayBuffer) => void,
): Generator<ReadyBatch> {
  const slots = new Uint32Array(memory, 0, SLOTS_BYTES / Uint32Array.BYTES_PER_ELEMENT);
  const [startBytes, betweenBytes] = [Buffer.byteLength(frame.start), Buffer.byteLength(frame.between)];
  let leftCount = sha256s.length;
  const release = (): void => {
    leftCount -= 1;
    if (leftCount === 0) free(memory);
  };
  let bodyStart = SLOTS_BYTES;
  let at = 0;
  for (const sha256 of sha256s) {
    const bodyEnd = SLOTS_BYTES + field(slots, at);
    const itemCount = field(slots, at + 1);
    const itemsAt = at + REQUEST_FIELDS;
    at = itemsAt + itemCount * ITEM_FIELDS;
    const body = { bytes: Buffer.from(memory, bodyStart, bodyEnd - bodyStart), sha256 };
    bodyStart = bodyEnd;
    yield new PackedBatch(body, slots.subarray(itemsAt, at), { startBytes, betweenBytes, release });
  }
}

function field(slots: Uint32Array, at: number): number {
  return slots[at] ?? 0;
}

class PackedBatch implements ReadyBatch {
  readonly body: RequestBody;
  readonly release: () => void;
  readonly #slots: Uint32Array;
  readonly #startBytes: number;
  readonly #betweenBytes: number;

  constructor(
    body: RequestBody,
    slots: Uint32Array,
    pack: { startBytes: number; betweenBytes: number; release: () => void },
  ) {
    this.body = body;
    this.release = pack.release;
    this.#slots = slots;
    this.#startBytes = pack.startBytes;
    this.#betweenBytes = pack.betweenBytes;
  }

  get itemCount(): number {
    return this.#slots.length / ITEM_FIELDS;
  }

  eachSlot(visit: (file: number, index: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += ITEM_FIELDS) visit(field(slots, at), field(slots, at + 1));
  }

  items(): RestoreItem[] {
    const slots = this.#slots;
    const items: RestoreItem[] = [];
    let start = this.#startBytes;
    for (let at = 0; at < slots.length; at += ITEM_FIELDS) {
      const end = start + field(slots, at + 3);
      items.push({
        file: field(slots, at),
        index: field(slots, at + 1),
        line: field(slots, at + 2),
        bytes: this.body.bytes.subarray(start, end),
      });
      start = end + this.#betweenBytes;
    }
    return items;
  }
}
