import type { ByteEdit } from '../requests/byte-edits.ts';
import { type ByteRange, eachMember } from '../requests/request-members.ts';
import { type HeldResponse, lastBytes } from './held-response.ts';

/** Versions of the embedded engine that count an item that did not fit into a page as scanned. */
const COUNTS_ONE_TOO_MANY: readonly string[] = ['1.2.1'];
/**
 * More than can follow a page's items: two numbers, the last key (at most 6 KB, six times that in JSON), the capacity.
 */
export const PAGE_TAIL_BYTES = 64 * 1024;
/** Items have at most 400 KB: two always fit into a page of 1 MB, a third may not. */
const FEWEST_THAT_FILL_A_PAGE = 3;
/** A page that the next item does not fit into has more than 1 MB less 400 KB, at half a unit for each 4 KB. */
const LEAST_UNITS_OF_A_FULL_PAGE = ((1024 - 400) / 4) * 0.5;

/**
 * `ScannedCount` is one too high for each page that ended because the next item did not fit. It is right where a page
 * ended for another reason: by the request's `Limit`, or because there are no more items.
 * @param last the page's last bytes, at least {@link PAGE_TAIL_BYTES} of them
 * @returns the edit that corrects it, in those bytes; `undefined` where it is right
 * @throws the connection's error
 */
export async function scannedCountEdit(
  request: Buffer,
  last: Buffer,
  ask: PageAsker,
): Promise<ByteEdit | undefined> {
  const end = endOfPage(last);
  if (end === undefined || end.scannedCount === end.count) return undefined;
  const scannedCount = await trueScannedCount(request, end, ask);
  if (scannedCount === end.scannedCount) return undefined;
  return { ...end.scannedCountAt, replacement: String(scannedCount) };
}

/** Sends the request for another page. */
export interface PageAsker {
  /** From the engine's own response. */
  engineVersion: string;
  send(request: Buffer): Promise<HeldResponse>;
}

async function trueScannedCount(
  request: Buffer,
  { count, scannedCount, consumedUnits }: PageEnd,
  { engineVersion, send }: PageAsker,
): Promise<number> {
  let isFiltered = false;
  let limitAt: ByteRange | undefined;
  eachMember(request, ({ name, valueAt }) => {
    isFiltered ||= /^(FilterExpression|ScanFilter|QueryFilter)$/.test(name);
    if (name === 'Limit') limitAt = valueAt;
  });
  if (!isFiltered) return count;
  const isKnown = COUNTS_ONE_TOO_MANY.includes(engineVersion);
  if (!isKnown) return scannedCount;
  const limit = limitAt === undefined ? undefined : Number(textOf(request, limitAt));
  if (limitAt === undefined || scannedCount !== limit) return scannedCount - 1;
  if (consumedUnits !== undefined && consumedUnits < LEAST_UNITS_OF_A_FULL_PAGE) return scannedCount;
  // The item at which the limit is reached was evaluated, or did not fit: with room for one more, the engine would go
  // on after the former only.
  if (limit < FEWEST_THAT_FILL_A_PAGE) return scannedCount;
  const wider = Buffer.concat([
    request.subarray(0, limitAt.start),
    Buffer.from(String(limit + 1)),
    request.subarray(limitAt.end),
  ]);
  const next = endOfPage(lastBytes(await send(wider), PAGE_TAIL_BYTES));
  return next?.scannedCount === limit ? limit - 1 : limit;
}

/** The part of a page after its items; not for the last page. */
interface PageEnd {
  count: number;
  scannedCount: number;
  scannedCountAt: ByteRange;
  /** `undefined` where the request did not ask for it. */
  consumedUnits: number | undefined;
}

/**
 * The end of a page as the engine writes it; `undefined` when it is the last page, or written otherwise. Nothing within
 * an item or a key has this form: after the `]` of a list or a set always comes a `}`.
 */
function endOfPage(tail: Buffer): PageEnd | undefined {
  const afterItems = tail.lastIndexOf('],"Count":');
  const start = afterItems === -1 ? 0 : afterItems;
  const text = tail.toString('latin1', start, start + 100);
  const match = /^(?:\{|\],)"Count":(\d+),"ScannedCount":(\d+),"LastEvaluatedKey":/.exec(text);
  const [, count = '', scannedCount = ''] = match ?? [];
  if (match === null) return undefined;
  const numberStart = start + text.indexOf('"ScannedCount":') + '"ScannedCount":'.length;
  return {
    count: Number(count),
    scannedCount: Number(scannedCount),
    scannedCountAt: { start: numberStart, end: numberStart + scannedCount.length },
    consumedUnits: consumedUnits(tail.toString('latin1', start)),
  };
}

function consumedUnits(json: string): number | undefined {
  const units = /"ConsumedCapacity":\{"TableName":"[^"]*","CapacityUnits":([\d.]+)/.exec(json)?.[1];
  return units === undefined ? undefined : Number(units);
}

function textOf(json: Buffer, { start, end }: ByteRange): string {
  return json.toString('latin1', start, end);
}
