import type { DumpRequest } from '../archive/dump-request.ts';
import { EXPORT_LINE, itemLinesSizeBytes } from '../bulk/item-lines.ts';
import { type RawPage, type RawPagesOptions, rawPages } from '../bulk/raw-pages.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import { segmentLanes, segmentNumbers } from '../items/read/segment-lanes.ts';
import { type DumpProgress, DumpRun, type DumpRunOptions, StopScan } from './dump-run.ts';
import { assertIsEmpty, type DescribedItems } from './empty-dump.ts';
import { dumpScanInput } from './scan-input.ts';

export interface DumpStreamOptions extends Omit<DumpRunOptions, 'limit'> {
  pageItems?: number | undefined;
  /** The description of the table, to check a dump without items against. */
  described?: DescribedItems | undefined;
  /** The suggestion if it stops before its end; by default, to dump to a folder. */
  stoppedWay?: string;
  /** Gives the memory of pages, where the writer returns it. */
  allocate?: RawPagesOptions['allocate'];
}

/**
 * Reads the table, up to 16 segments at a time, and passes each page to `write` as it arrives, one after another. It
 * cannot be resumed.
 * @param write takes the page, and its memory with it.
 * @throws AutodyneError `Interrupted` when `signal` fired, `Incomplete` when `maxUnits` are used up or it is not
 *   certain that there are no items (see {@link assertIsEmpty}), or as reading and writing fail.
 */
export async function dumpPages(
  client: ServiceClient,
  request: DumpRequest,
  write: (page: RawPage) => Promise<void>,
  options: DumpStreamOptions = {},
): Promise<DumpProgress> {
  const run = new DumpRun({ ...options, limit: request.limit });
  let isWritten: Promise<void> = Promise.resolve();
  const inTurn = (page: RawPage): Promise<void> => {
    isWritten = isWritten.then(async () => {
      const wanted = run.wanted(page.count);
      const items = page.items.slice(0, wanted * 2);
      const facts = {
        itemCount: wanted,
        scannedCount: page.scannedCount,
        contentSizeBytes: itemLinesSizeBytes(items, EXPORT_LINE),
        consumedReadUnits: page.consumedCapacity?.CapacityUnits ?? 0,
      };
      await write({ ...page, items, count: wanted });
      run.count(facts);
    });
    return isWritten;
  };
  const scanLane = async (own: Iterable<number>): Promise<void> => {
    for (const segment of own) {
      if (run.stopReason !== undefined) return;
      await scanSegment(client, request, segment, run, inTurn, options).catch((error: unknown) =>
        run.stop('failed', error),
      );
    }
  };
  const numbers = segmentNumbers(request.firstSegment, request.lastSegment);
  await Promise.all(segmentLanes(numbers, scanLane));
  run.close();
  if (run.stopReason === 'failed') throw run.failure;
  const { itemCount } = run.progress;
  const { stoppedWay = 'dump to a folder, which can be resumed' } = options;
  const interrupted = (): AutodyneError => interruptedDump(itemCount, stoppedWay);
  if (run.stopReason === 'interrupted') throw interrupted();
  if (run.stopReason === 'units spent') {
    throw new AutodyneError(
      'Incomplete',
      `the dump stopped at --max-units after ${countOf(itemCount, 'item')}`,
      { suggestions: [stoppedWay], details: { itemCount } },
    );
  }
  if (itemCount === 0) {
    await assertIsEmpty(client, request, options.described, options).catch((error: unknown) => {
      throw options.signal?.aborted === true ? interrupted() : error;
    });
  }
  return run.progress;
}

/** The error of a dump that cannot be resumed. */
export function interruptedDump(itemCount: number, stoppedWay: string): AutodyneError {
  return new AutodyneError('Interrupted', `the dump was interrupted after ${countOf(itemCount, 'item')}`, {
    suggestions: [stoppedWay],
    details: { itemCount },
  });
}

async function scanSegment(
  client: ServiceClient,
  request: DumpRequest,
  segment: number,
  run: DumpRun,
  write: (page: RawPage) => Promise<void>,
  options: DumpStreamOptions,
): Promise<void> {
  const start = { segment, exclusiveStartKey: undefined, nextFileNumber: 1 };
  try {
    const pages = rawPages(client, 'Scan', dumpScanInput(request, start, options.pageItems), {
      beforeRequest: run.beforeRequest,
      signal: run.requestSignal,
      allocate: options.allocate,
    });
    for await (const page of pages) await write(page);
  } catch (error) {
    if (!(error instanceof StopScan || run.requestSignal.aborted)) throw error;
  }
}
