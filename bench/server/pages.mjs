/**
 * Tables that are nothing but pages, made once: the items of a page are bytes that several pages share, and each page
 * has its own end (where it ended, what it cost) and its own head, with the length and the crc32 of the whole.
 */
import { crc32 } from 'node:zlib';
import { responseHead } from './http.mjs';
import { keyOf, makeItem } from './items.mjs';

const PAGE_BYTES = 1024 * 1024;
const UNITS_A_PAGE = 128;

/** Pages of about a megabyte each, enough for this number of items. */
export function makeItemPages(itemCount) {
  const pages = [];
  let items = [];
  let sizeBytes = 0;
  for (let index = 0; index < itemCount; index += 1) {
    const item = JSON.stringify(makeItem(index));
    items.push(item);
    sizeBytes += Buffer.byteLength(item) + 1;
    if (sizeBytes < PAGE_BYTES && index < itemCount - 1) continue;
    pages.push(itemPage(items));
    items = [];
    sizeBytes = 0;
  }
  return pages;
}

function itemPage(items) {
  const start = Buffer.from(
    `{"ConsumedCapacity":{"CapacityUnits":${UNITS_A_PAGE}.5,"TableName":"bench"},"Count":${items.length},"Items":[${items.join(',')}]`,
  );
  return { start, checksum: crc32(start), itemCount: items.length };
}

/**
 * A table of so many items. One that is larger than what was made has its items again and again, with keys that are
 * there already; the last page may hold more than was asked for, so that the table's own count is what holds.
 */
export function makeTable(itemPages, itemsWanted) {
  const pages = [];
  let itemCount = 0;
  let sizeBytes = 0;
  while (itemCount < itemsWanted) {
    const page = itemPages[pages.length % itemPages.length];
    itemCount += page.itemCount;
    sizeBytes += page.start.length;
    pages.push({ ...page, isLast: itemCount >= itemsWanted });
  }
  return { itemCount, sizeBytes, pages: pages.map(withEnd) };
}

/** The same bytes end a segment's last page and one with others after it, but for the key. */
function withEnd(page, index) {
  const key = JSON.stringify(keyOf(index));
  const ending = (lastEvaluatedKey) => {
    const end = `${lastEvaluatedKey},"ScannedCount":${page.itemCount}}`;
    const length = page.start.length + Buffer.byteLength(end);
    return { head: responseHead(200, length, crc32(end, page.checksum)), end };
  };
  return { ...page, amid: ending(`,"LastEvaluatedKey":${key}`), last: ending('') };
}

/** The number of the page after the one that ended with this key. */
export function pageAfter(exclusiveStartKey) {
  return Number(exclusiveStartKey.id.S.slice('track-'.length)) + 1;
}
