import type { RequestFrame } from '../../bulk/put-requests.ts';
import { BlockWindow, type TakenItem } from './block-window.ts';
import { BlockMemory } from './item-block.ts';
import { type BlockReadOptions, type FileToRestore, interleavedBlocks } from './item-blocks.ts';
import { PackBuilder, type RequestPack } from './request-pack.ts';

export interface RequestPackOptions extends BlockReadOptions {
  frame: RequestFrame;
  isShuffling: boolean;
  /** Memory of packs that are not needed any more, to be used again. */
  takeSpare: () => ArrayBuffer | undefined;
}

/** The blocks in the window together. More would live long enough to be moved to V8's old generation. */
const WINDOW_BYTES = 1024 * 1024;

/**
 * The most bytes of a request with more than one item. BatchWriteItem takes 16 MB, but a larger request is not faster,
 * and as many of them are in memory as are under way at once.
 */
const REQUEST_BYTES = 1024 * 1024;

/**
 * Reads a source and builds the requests that put its items, each of as many items as fit.
 * @throws AutodyneError `InvalidInput` naming file and line.
 */
export async function* requestPacks(
  files: readonly FileToRestore[],
  options: RequestPackOptions,
): AsyncGenerator<RequestPack> {
  const memory = new BlockMemory();
  const window = new BlockWindow(options.isShuffling ? WINDOW_BYTES : 0);
  const packer = new Packer(memory, options);
  for await (const block of interleavedBlocks(files, memory, options)) {
    if (block.count > 0) window.add(block);
    else memory.release(block.memory);
    yield* packer.addAll(window.takeSurplus());
  }
  yield* packer.addAll(window.takeRest());
  yield* packer.finish();
}

class Packer {
  readonly #memory: BlockMemory;
  readonly #frame: RequestFrame;
  readonly #takeSpare: () => ArrayBuffer | undefined;
  readonly #frameBytes: number;
  readonly #betweenBytes: number;
  #items: TakenItem[] = [];
  /** Of the request that puts them. */
  #sizeBytes = 0;
  #pack: PackBuilder | undefined;

  constructor(memory: BlockMemory, { frame, takeSpare }: RequestPackOptions) {
    this.#memory = memory;
    this.#frame = frame;
    this.#takeSpare = takeSpare;
    this.#frameBytes = Buffer.byteLength(frame.start + frame.end);
    this.#betweenBytes = Buffer.byteLength(frame.between);
  }

  /** Adds the next items, and yields each pack that is full. */
  *addAll(items: Iterable<TakenItem>): Generator<RequestPack> {
    for (const taken of items) {
      const pack = this.#add(taken);
      if (pack !== undefined) yield pack;
    }
  }

  #add(taken: TakenItem): RequestPack | undefined {
    const sizeBytes = taken.block.sizeOf(taken.item) + this.#betweenBytes;
    const isFull =
      this.#items.length === this.#frame.maxItems ||
      (this.#items.length > 0 && this.#sizeBytes + sizeBytes > REQUEST_BYTES);
    const pack = isFull ? this.#endRequest() : undefined;
    this.#items.push(taken);
    this.#sizeBytes += sizeBytes;
    return pack;
  }

  finish(): RequestPack[] {
    const packs = [this.#items.length > 0 ? this.#endRequest() : undefined, this.#pack?.finish()];
    return packs.filter((pack) => pack !== undefined);
  }

  /** Ends the current request; returns the pack that had no room for it, if any. */
  #endRequest(): RequestPack | undefined {
    const items = this.#items;
    const sizeBytes = this.#frameBytes + this.#sizeBytes;
    const full = this.#pack?.hasRoomFor(sizeBytes, items.length) === false ? this.#pack.finish() : undefined;
    if (full !== undefined) this.#pack = undefined;
    this.#pack ??= new PackBuilder(this.#frame, sizeBytes, this.#takeSpare());
    this.#pack.add(items, ({ memory }) => this.#memory.release(memory));
    this.#items = [];
    this.#sizeBytes = 0;
    return full;
  }
}
