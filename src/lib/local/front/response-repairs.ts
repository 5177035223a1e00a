import type { IncomingMessage } from 'node:http';
import { type ByteRange, eachMember } from '../requests/request-members.ts';
import type { Backend } from './backend.ts';
import { type HeldResponse, holdResponse, lastBytes, withLastBytes } from './held-response.ts';

/** The embedded engine's versions that count an item that did not fit into a page as scanned. */
const COUNTS_ONE_TOO_MANY: readonly string[] = ['1.2.1'];
/** More than can follow a page's items: two numbers, the last key (at most 6 KB, six times that in JSON), the capacity. */
const TAIL_BYTES = 64 * 1024;
/** Items have at most 400 KB: two always fit into a page of 1 MB, a third may not. */
const FEWEST_THAT_FILL_A_PAGE = 3;
/** A page that the next item does not fit into has more than 1 MB less 400 KB, at half a unit for each 4 KB. */
const LEAST_UNITS_OF_A_FULL_PAGE = ((1024 - 400) / 4) * 0.5;

/**
 * What the embedded engine's response must be before it may pass for DynamoDB's; only pages of Query and Scan are held
 * for that, all else is passed on as the stream that it is. One place for all that looks into responses.
 * @throws the connection's error
 */
export async function repairedResponse(
  operation: string,
  request: Buffer,
  response: IncomingMessage,
  backend: Backend,
): Promise<IncomingMessage | HeldResponse> {
  if ((operation !== 'Query' && operation !== 'Scan') || response.statusCode !== 200) return response;
  return withTrueScannedCount(operation, request, await holdResponse(response), backend);
}

/**
 * `ScannedCount` is one too high for each page that ended because the next item did not fit. It is right where a page
 * ended for another reason: by the request's `Limit`, or because there are no more items.
 */
async function withTrueScannedCount(
  operation: string,
  request: Buffer,
  page: HeldResponse,
  backend: Backend,
): Promise<HeldResponse> {
  const tail = lastBytes(page, TAIL_BYTES);
  const end = endOfPage(tail);
  if (end === undefined || end.scannedCount === end.count) return page;
  const scannedCount = await trueScannedCount(operation, request, page, end, backend);
  if (scannedCount === end.scannedCount) return page;
  const { start, end: after } = end.scannedCountAt;
  const repaired = [tail.subarray(0, start), Buffer.from(String(scannedCount)), tail.subarray(after)];
  return withLastBytes(page, tail, Buffer.concat(repaired));
}

async function trueScannedCount(
  operation: string,
  request: Buffer,
  page: HeldResponse,
  { count, scannedCount, consumedUnits }: PageEnd,
  backend: Backend,
): Promise<number> {
  let isFiltered = false;
  let limitAt: ByteRange | undefined;
  eachMember(request, ({ name, valueAt }) => {
    isFiltered ||= /^(FilterExpression|ScanFilter|QueryFilter)$/.test(name);
    if (name === 'Limit') limitAt = valueAt;
  });
  if (!isFiltered) return count;
  const isKnown = COUNTS_ONE_TOO_MANY.includes(String(page.headers['x-dynoxide-version']));
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
  const next = endOfPage(lastBytes(await holdResponse(await backend.send(operation, wider)), TAIL_BYTES));
  return next?.scannedCount === limit ? limit - 1 : limit;
}

/** What follows the items of a page that is not the last one. */
interface PageEnd {
  count: number;
  scannedCount: number;
  /** Where that number stands in the bytes. */
  scannedCountAt: ByteRange;
  /** What the page cost, where the request asked for it. */
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

function consumedUnits(text: string): number | undefined {
  const units = /"ConsumedCapacity":\{"TableName":"[^"]*","CapacityUnits":([\d.]+)/.exec(text)?.[1];
  return units === undefined ? undefined : Number(units);
}

function textOf(json: Buffer, { start, end }: ByteRange): string {
  return json.toString('latin1', start, end);
}
