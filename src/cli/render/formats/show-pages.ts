import { ITEM_LINE, itemLines, itemLinesSizeBytes } from '../../../lib/bulk/item-lines.ts';
import type { PageMemory } from '../../../lib/bulk/page-memory.ts';
import type { BytePage } from '../../../lib/items/read/byte-pages.ts';
import type { Page, PageFacts } from '../../../lib/items/read/read-pages.ts';
import type { Item } from '../../../lib/items/values/attribute-value.ts';
import type { ReadResult } from '../../results/item-results.ts';
import { writeStdout } from '../output.ts';

/** A reading that has ended: what it found, and its last page. */
export interface Shown {
  result: ReadResult;
  lastPage: PageFacts | undefined;
}

/**
 * Prints each page before the next one is requested. Memory does not grow with the number of pages, unless the format
 * holds the items.
 */
export async function printPages<P extends PageFacts>(
  pages: AsyncIterable<P>,
  textOf: (page: P) => string | Uint8Array,
  onPage: (page: P) => void,
): Promise<Shown> {
  return countPages(pages, async (page) => {
    onPage(page);
    await writeStdout(textOf(page));
  });
}

/** Prints pages as they arrive, the bytes of each item in a line; their memory, the pages' too, is used again. */
export async function printBytePages(
  pages: AsyncIterable<BytePage>,
  memory: PageMemory,
  onPage: (page: BytePage) => void,
): Promise<Shown> {
  return countPages(pages, async (page) => {
    onPage(page);
    const target = memory.allocate(itemLinesSizeBytes(page.items, ITEM_LINE));
    await writeStdout(itemLines(page, ITEM_LINE, target));
    memory.release(target.buffer);
    memory.release(page.body.buffer);
  });
}

/** Collects pages for `--json`. */
export async function collectPages(pages: AsyncIterable<Page>, onPage: (page: Page) => void): Promise<Shown> {
  const Items: Item[] = [];
  const { result, lastPage } = await countPages(pages, (page) => {
    onPage(page);
    for (const item of page.items) Items.push(item);
  });
  return { result: { Items, ...result }, lastPage };
}

/** Goes through pages and adds up what they count. */
export async function countPages<P extends PageFacts>(
  pages: AsyncIterable<P>,
  onPage: (page: P) => void | Promise<void>,
): Promise<Shown> {
  const result: ReadResult = { Count: 0, ScannedCount: 0 };
  let lastPage: P | undefined;
  for await (const page of pages) {
    result.Count += page.count;
    result.ScannedCount += page.scannedCount;
    await onPage(page);
    lastPage = page;
  }
  const key = lastPage?.stoppedBy === undefined ? undefined : lastPage.lastEvaluatedKey;
  return { result: key === undefined ? result : { ...result, LastEvaluatedKey: key }, lastPage };
}
