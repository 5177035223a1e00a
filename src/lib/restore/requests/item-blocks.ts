import { changedMeanwhile } from '../../sources/check-checksums.ts';
import { checkedBytes, checkedInput } from '../../sources/checked-bytes.ts';
import { COMPRESSION_MAGIC_BYTES, decompress, isCompressed } from '../../sources/decompress.ts';
import { BlockingFile, bytesOfOpen, fileBytesBlocking } from '../../sources/file-bytes.ts';
import { itemsOfLines, type SourceItem } from '../../sources/item-lines.ts';
import { type BytesInput, chunksInput, type LineBlock, lineBlocks } from '../../sources/line-blocks.ts';
import {
  hasPath,
  READ_BYTES,
  type ReadOptions,
  readSourceFile,
  type SourceFile,
} from '../../sources/read-source-file.ts';
import { assertUtf8, ITEM_LINE_FRAME, isItemLine } from '../../sources/sound-line.ts';
import { type BlockMemory, ItemBlock } from './item-block.ts';
import type { RepeatedKeys } from './repeated-keys.ts';
import { type DoneItems, Watermark } from './watermark.ts';

/** A file of a source that is to be restored. */
export interface FileToRestore {
  source: SourceFile;
  /** Its items that are done already, and left out. */
  done: DoneItems | undefined;
}

export interface BlockReadOptions extends Pick<ReadOptions, 'isRepairingBinary' | 'repairs' | 'stdin'> {
  /** Gets every item, those that are done already too. */
  repeatedKeys?: RepeatedKeys | undefined;
}

/** Files read at the same time: their items are near each other in the table, those of different files are not. */
const FILES_AT_ONCE = 4;

/**
 * The items of a source's files, several files in turn. Items that are done already are read and left out.
 * @param memory gives the blocks' memory, and takes it back when a block is copied
 * @throws AutodyneError `InvalidInput` naming file and line.
 */
export async function* interleavedBlocks(
  files: readonly FileToRestore[],
  memory: BlockMemory,
  options: BlockReadOptions,
): AsyncGenerator<ItemBlock> {
  const waiting = files.entries();
  const openNext = (): AsyncGenerator<ItemBlock>[] => {
    const { value } = waiting.next();
    return value === undefined ? [] : [new FileBlocks(value[1], value[0], memory, options).read()];
  };
  const open = Array.from({ length: FILES_AT_ONCE }, openNext).flat();
  try {
    for (let turn = 0; open.length > 0; turn += 1) {
      const at = turn % open.length;
      const result = await open[at]?.next();
      if (result?.done === false) yield result.value;
      else open.splice(at, 1, ...openNext());
    }
  } finally {
    for (const blocks of open) await blocks.return(undefined);
  }
}

/** The items of one file. The work on each block is in functions of their own, which V8 optimizes separately. */
class FileBlocks {
  readonly #source: SourceFile;
  /** Its index in the list of files. */
  readonly #number: number;
  readonly #done: Watermark;
  readonly #memory: BlockMemory;
  readonly #options: BlockReadOptions & { name: string };
  #index = 0;

  constructor(
    { source, done }: FileToRestore,
    number: number,
    memory: BlockMemory,
    options: BlockReadOptions,
  ) {
    this.#source = source;
    this.#number = number;
    this.#done = new Watermark(done);
    this.#memory = memory;
    this.#options = { ...options, name: source.name };
  }

  read(): AsyncGenerator<ItemBlock> {
    return this.#source.layout === 'lines' ? this.#ofLines() : this.#ofItems();
  }

  async *#ofItems(): AsyncGenerator<ItemBlock> {
    const reading = { ...this.#options, bytesOf: fileBytesBlocking };
    for await (const items of readSourceFile(this.#source, reading)) {
      yield this.#packed(items);
      await this.#options.repeatedKeys?.settle();
    }
  }

  async *#ofLines(): AsyncGenerator<ItemBlock> {
    try {
      yield* this.#lineBlocks();
    } catch (error) {
      throw await changedMeanwhile(this.#source, error);
    }
  }

  async *#lineBlocks(): AsyncGenerator<ItemBlock> {
    const { name } = this.#options;
    for await (const block of lineBlocks(
      linesInput(this.#source, this.#options.stdin),
      name,
      this.#memory.allocate,
    )) {
      assertUtf8(block, name);
      if (this.#isPlain(block)) yield this.#asRead(block);
      else {
        yield this.#packed(itemsOfLines(block, this.#options));
        this.#memory.release(block.memory);
      }
      await this.#options.repeatedKeys?.settle();
    }
  }

  #isPlain(block: LineBlock): boolean {
    const { memory, lines } = block;
    return (
      !this.#options.isRepairingBinary && lines.every(({ start, end }) => isItemLine(memory, start, end))
    );
  }

  /** The items stay where they were read. */
  #asRead({ memory, lines }: LineBlock): ItemBlock {
    const block = new ItemBlock(memory, this.#number);
    for (const { start, end, line } of lines)
      this.#add(block, start + ITEM_LINE_FRAME.start, end - ITEM_LINE_FRAME.end, line);
    return block;
  }

  /** For items that are not in one piece of memory. */
  #packed(items: readonly SourceItem[]): ItemBlock {
    const sizeBytes = items.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const block = new ItemBlock(this.#memory.allocate(sizeBytes), this.#number);
    let size = 0;
    for (const { bytes, line } of items) {
      const start = size;
      size += bytes.copy(block.memory, start);
      this.#add(block, start, size, line);
    }
    return block;
  }

  #add(block: ItemBlock, start: number, end: number, line: number): void {
    const index = this.#index;
    this.#index += 1;
    this.#options.repeatedKeys?.add(block.memory.subarray(start, end));
    if (!this.#done.isDone(index)) block.add(start, end, { index, line });
  }
}

/**
 * The bytes of a data file, compared again with its MD5 while they are read: it may have been changed since they
 * were checked.
 */
function linesInput(source: SourceFile, stream: AsyncIterable<Buffer> | undefined): BytesInput {
  if (!hasPath(source)) {
    if (stream === undefined) throw new TypeError('a source without a path needs a stream');
    return chunksInput(stream);
  }
  const file = new BlockingFile(source);
  const isPacked = isCompressed(file.head(COMPRESSION_MAGIC_BYTES));
  if (!isPacked && source.md5Base64 !== undefined) return checkedInput(file, source);
  const bytes = checkedBytes(bytesOfOpen(file, READ_BYTES), source);
  return chunksInput(isPacked ? decompress(bytes, source.name) : bytes);
}
