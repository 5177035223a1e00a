import { SortedRecords } from '../digest/sorted-records.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { keyIdentity, keyOf } from '../items/keys/key-of.ts';
import { itemsAtMost, itemsToKeep, type ReadLimits, stopReason } from '../items/read/read-limits.ts';
import type { Page } from '../items/read/read-pages.ts';
import { getAttribute, type Item } from '../items/values/attribute-value.ts';
import { type DumpItem, decodeDumpItem } from './dump-items.ts';
import { orderBytes } from './key-order.ts';
import type { PreparedRead } from './prepare-read.ts';

/** Items that met the conditions, and the number of items that were evaluated to find them. */
interface Found {
  items: readonly DumpItem[];
  scannedCount: number;
}

const PAGE_ITEMS = 256;

/**
 * The pages that a read of a dump returns: those of a Query in the order of its sort key, those of a Scan in the dump's
 * own. Bounded memory: a large Query is sorted in a temporary folder.
 * @throws AutodyneError `InvalidInput` for an invalid item in the dump; `InvalidUsage` for a start key that is not in
 *   it
 */
export async function* pagesOfDump(
  items: AsyncIterable<readonly DumpItem[]>,
  read: PreparedRead,
  limits: ReadLimits,
): AsyncGenerator<Page, void, undefined> {
  const isOrderNeeded = !read.isCount || read.startKey !== undefined;
  const isOrdered = read.plan.operation !== 'Scan' && isOrderNeeded;
  const found = isOrdered ? inOrder(items, read, limits) : matching(fromStart(items, read), read);
  const progress = { returned: 0, evaluated: 0 };
  let page: Page | undefined;
  for await (const { items: more, scannedCount } of found) {
    const stoppedBy = page && stopReason(limits, progress);
    if (page !== undefined) yield { ...page, stoppedBy };
    if (stoppedBy !== undefined) return;
    const count = itemsToKeep(limits, progress, more.length);
    page = pageOf(more.slice(0, count), read, scannedCount);
    progress.returned += count;
    if (count === more.length) continue;
    yield { ...page, stoppedBy: stopReason(limits, progress) };
    return;
  }
  if (page !== undefined) yield { ...page, lastEvaluatedKey: undefined };
}

function pageOf(items: readonly DumpItem[], read: PreparedRead, scannedCount: number): Page {
  const { isFiltered, startKeyAttributes } = read.plan;
  const last = items.at(-1)?.item;
  const names = startKeyAttributes.map(({ name }) => name);
  return {
    items: items.map(({ item }) => read.project(item)),
    count: items.length,
    // Without a filter DynamoDB would evaluate no more than it returns.
    scannedCount: isFiltered ? scannedCount : items.length,
    lastEvaluatedKey: last === undefined || names.length === 0 ? undefined : keyOf(last, names),
    consumedCapacity: undefined,
    stoppedBy: undefined,
  };
}

/** In the dump's order. */
async function* matching(
  batches: AsyncIterable<readonly DumpItem[]>,
  read: PreparedRead,
): AsyncGenerator<Found, void, undefined> {
  for await (const batch of batches) {
    const evaluated = batch.flatMap(({ item, bytes }) => {
      const seen = read.view(item);
      return seen !== undefined && read.requestOf(seen) !== -1 ? [{ item: seen, bytes }] : [];
    });
    if (evaluated.length === 0) continue;
    yield { items: evaluated.filter(({ item }) => read.isFound(item)), scannedCount: evaluated.length };
  }
}

/** For a Query: in the order of the sort key. */
async function* inOrder(
  batches: AsyncIterable<readonly DumpItem[]>,
  read: PreparedRead,
  limits: ReadLimits,
): AsyncGenerator<Found, void, undefined> {
  const { isReverse, startKey } = read;
  // One more than is wanted shows whether there are more.
  const wanted = itemsAtMost(limits) + 1;
  const sorted = new SortedRecords({ isReverse, atMost: Number.isFinite(wanted) ? wanted : undefined });
  const orderOf = (item: Item): Buffer => {
    const key = orderBytes(read.plan.startKeyAttributes.map(({ name }) => getAttribute(item, name)));
    const request = read.requestCount === 1 ? 0 : read.requestOf(item);
    // The order of the requests stays, whichever way each is read.
    return Buffer.concat([Buffer.of(isReverse ? read.requestCount - 1 - request : request), key]);
  };
  const start = startKey && orderOf(startKey);
  const isAfterStart = (order: Buffer): boolean =>
    start === undefined || (isReverse ? Buffer.compare(start, order) : Buffer.compare(order, start)) > 0;
  let scannedCount = 0;
  try {
    for await (const found of matching(batches, read)) {
      scannedCount += found.scannedCount;
      for (const { item, bytes } of found.items) {
        const order = orderOf(item);
        // The bytes are a part of a larger buffer, all of which would be kept with them.
        if (isAfterStart(order)) await sorted.add({ order, payload: Buffer.from(bytes) });
      }
    }
    let items: DumpItem[] = [];
    for await (const { payload } of sorted.records()) {
      const item = read.view(decodeDumpItem(payload));
      if (item !== undefined) items.push({ item, bytes: payload });
      if (items.length < PAGE_ITEMS) continue;
      yield { items, scannedCount };
      items = [];
      scannedCount = 0;
    }
    if (items.length > 0 || scannedCount > 0) yield { items, scannedCount };
  } finally {
    await sorted.close();
  }
}

/** Skips the items up to the start key, where there is one. */
async function* fromStart(
  batches: AsyncIterable<readonly DumpItem[]>,
  { plan, startKey }: PreparedRead,
): AsyncGenerator<readonly DumpItem[], void, undefined> {
  if (startKey === undefined) {
    yield* batches;
    return;
  }
  const names = plan.startKeyAttributes.map(({ name }) => name);
  const start = keyIdentity(startKey, names);
  let isStarted = false;
  for await (const batch of batches) {
    if (isStarted) yield batch;
    else {
      const at = batch.findIndex(({ item }) => keyIdentity(item, names) === start);
      isStarted = at !== -1;
      if (isStarted) yield batch.slice(at + 1);
    }
  }
  if (isStarted) return;
  throw new AutodyneError('InvalidUsage', 'the dump has no item with the key in --start');
}
