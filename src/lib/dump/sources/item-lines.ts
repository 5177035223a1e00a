import { isTypedObject } from '../../client/json-scanner.ts';
import { unwrapElement } from '../../items/elements/unwrap-element.ts';
import { type ElementOptions, itemOfElement } from './element-item.ts';
import { inputOf, type LineBlock, lineBlocks } from './line-blocks.ts';

/** The bytes of an item as DynamoDB JSON (or of its line), and the number of the line that it begins on. */
export interface SourceItem {
  bytes: Buffer;
  line: number;
  /** Where in that line, from 1, where that is known. */
  column?: number;
}

const ITEM_PREFIX = Buffer.from('{"Item":{');
const CLOSING_BRACES = Buffer.from('}}');

/**
 * The lines of a data file that are not empty, in batches, without their line feeds.
 * @throws AutodyneError `InvalidInput` for a line too long to be an item.
 */
export async function* dataFileLines(
  chunks: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<SourceItem[]> {
  for await (const block of lineBlocks(inputOf(chunks), name)) {
    if (block.lines.length > 0) yield linesOf(block);
  }
}

function linesOf({ memory, lines }: LineBlock): SourceItem[] {
  return lines.map(({ start, end, line }) => ({ bytes: memory.subarray(start, end), line }));
}

/**
 * The items of a data file of ours or AWS's, in batches: lines of `{"Item":{…}}`, whose bytes are passed on with no
 * look inside but that each is one object. So what is between its brackets may be no item: check the file's MD5 first.
 * @throws AutodyneError `InvalidInput` naming file and line for what is no such line.
 */
export async function* itemLines(
  chunks: AsyncIterable<Buffer>,
  options: ElementOptions,
): AsyncGenerator<SourceItem[]> {
  for await (const block of lineBlocks(inputOf(chunks), options.name)) {
    if (block.lines.length > 0) yield itemsOfLines(block, options);
  }
}

/**
 * The items of a block of lines.
 * @throws AutodyneError `InvalidInput` naming file and line for what is no item.
 */
export function itemsOfLines(block: LineBlock, options: ElementOptions): SourceItem[] {
  return linesOf(block).map(({ bytes, line }) => {
    const isPlain = !options.isRepairingBinary && isItemLine(bytes, 0, bytes.length);
    if (isPlain) return { bytes: bytes.subarray(ITEM_LINE.start, -ITEM_LINE.end), line };
    const element = { bytes, line, column: 1 };
    const found = unwrapElement(element, options.name, undefined, () => true);
    return { bytes: itemOfElement(found?.element ?? element, options), line };
  });
}

/** What is before and after the item in a line of `{"Item":{…}}`, in bytes. */
export const ITEM_LINE = { start: ITEM_PREFIX.length - 1, end: 1 } as const;

/**
 * Whether there is one `{"Item":{…}}` from `start` to `end`, in DynamoDB JSON as far as its brackets tell: binary that
 * `JSON.stringify` made an object of, with its bytes as numbers, is not.
 */
export function isItemLine(json: Buffer, start: number, end: number): boolean {
  return (
    hasAt(json, start, ITEM_PREFIX) &&
    hasAt(json, end - CLOSING_BRACES.length, CLOSING_BRACES) &&
    isTypedObject(json, start + ITEM_LINE.start, end - ITEM_LINE.end)
  );
}

/** Whether `some` stands there. Makes no object of it: there are as many lines as items. */
function hasAt(bytes: Buffer, at: number, some: Buffer): boolean {
  for (let index = 0; index < some.length; index += 1) {
    if (bytes[at + index] !== some[index]) return false;
  }
  return true;
}
