import { type ElementOptions, itemOfElement } from './element-item.ts';
import { chunksInput, type LineBlock, lineBlocks } from './line-blocks.ts';
import { assertUtf8, ITEM_LINE_FRAME, isItemLine, itemBytes } from './sound-line.ts';

/** The bytes of an item as DynamoDB JSON (or of its line), and the number of the line that it begins on. */
export interface SourceItem {
  bytes: Buffer;
  line: number;
  /** In that line, from 1, where it is known. */
  column?: number;
}

/**
 * The lines of a data file that are not empty, in batches, without their line feeds.
 * @throws AutodyneError `InvalidInput` for a line too long to be an item.
 */
export async function* dataFileLines(
  chunks: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<SourceItem[]> {
  for await (const block of lineBlocks(chunksInput(chunks), name)) {
    if (block.lines.length > 0) yield linesOf(block);
  }
}

function linesOf({ memory, lines }: LineBlock): SourceItem[] {
  return lines.map(({ start, end, line }) => ({ bytes: memory.subarray(start, end), line }));
}

/**
 * The items of a data file of ours or AWS's, in batches: lines of `{"Item":{…}}`, whose bytes are passed on after a
 * check only that each is UTF-8 and one object. So the bytes between its brackets may be no item: check the file's MD5
 * first.
 * @throws AutodyneError `InvalidInput` naming file and line for a line of another form.
 */
export async function* dataFileItems(
  chunks: AsyncIterable<Buffer>,
  options: ElementOptions,
): AsyncGenerator<SourceItem[]> {
  for await (const block of lineBlocks(chunksInput(chunks), options.name)) {
    if (block.lines.length > 0) yield itemsOfLines(block, options);
  }
}

/**
 * The items of a block of lines.
 * @throws AutodyneError `InvalidInput` naming file and line for an invalid one.
 */
export function itemsOfLines(block: LineBlock, options: ElementOptions): SourceItem[] {
  assertUtf8(block, options.name);
  return linesOf(block).map(({ bytes, line }) => {
    const isPlain = !options.isRepairingBinary && isItemLine(bytes, 0, bytes.length);
    if (isPlain) return { bytes: bytes.subarray(ITEM_LINE_FRAME.start, -ITEM_LINE_FRAME.end), line };
    const item = itemBytes(bytes, options.name, line);
    const column = item.byteOffset - bytes.byteOffset + 1;
    return { bytes: itemOfElement({ bytes: item, line, column }, options), line };
  });
}
