import type { Item } from '../lib/items/attribute-value.ts';
import type { Page, PageFacts } from '../lib/items/read-pages.ts';
import { writeStdout } from './output.ts';

/** What `query --json` and `scan --json` print: the shape of `aws dynamodb query`; no items with `--count`. */
export interface ReadResult {
  Items?: Item[];
  Count: number;
  ScannedCount: number;
  /** Where to go on, when a limit stopped it. */
  LastEvaluatedKey?: Item;
}

/** A reading that has ended: what it found, and its last page. */
export interface Shown {
  result: ReadResult;
  lastPage: PageFacts | undefined;
}

/**
 * Prints pages as they arrive, each before the next is asked for; memory does not grow with the pages, unless the
 * format holds them.
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
