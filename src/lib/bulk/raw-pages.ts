import type {
  AttributeValue,
  ConsumedCapacity,
  QueryCommandInput,
  ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type ServiceClient, senderOf } from '../client/client-sender.ts';
import type { AllocateBody } from '../http/http-exchange.ts';
import { parseJson } from '../json/parse-json.ts';
import { requestBody } from '../wire/request-body.ts';
import { checkPage } from '../wire/response-shape.ts';
import { StartKeys } from '../wire/start-keys.ts';
import { type ItemEnd, type ItemSpans, scanPage } from './page-scanner.ts';

/** A key as DynamoDB JSON has it: `{"id":{"S":"…"}}`, binary as base64 text. */
export type WireKey = Readonly<Record<string, WireKeyValue>>;
type WireKeyValue = { S: string } | { N: string } | { B: string };

/** One response of Scan or Query, its items left as the bytes that were received. */
export interface RawPage {
  /** The response. Its memory is the page's own, so that it can be transferred to another thread. */
  body: Buffer<ArrayBuffer>;
  /** Offsets in {@link body}; empty where items were only counted. */
  items: ItemSpans;
  /** Items on this page. */
  count: number;
  /** Items evaluated, before any filter. */
  scannedCount: number;
  /** The key that the next page starts from; `undefined` on the last one. */
  lastEvaluatedKey: WireKey | undefined;
  /** The same as the SDK has it. */
  startKey: Record<string, AttributeValue> | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
}

type ReadOperation = 'Scan' | 'Query';
type ReadInput = ScanCommandInput | QueryCommandInput;

export interface RawPageOptions {
  signal?: AbortSignal | undefined;
  /** Gives the memory of pages; each page gets new memory by default. */
  allocate?: AllocateBody | undefined;
  /** Walks over each item; see {@link scanPage}. */
  itemEnd?: ItemEnd | undefined;
  /**
   * Milliseconds after which a response that does not begin, or pauses, is requested again; the client's limit by
   * default.
   */
  idleTimeoutMs?: number | undefined;
}

export interface RawPagesOptions extends RawPageOptions {
  /** Awaited before each request, so that a scan can be slowed down. */
  beforeRequest?: (() => Promise<void>) | undefined;
}

/**
 * All pages of a Scan (of one segment, if `input` names one) or a Query, each requested when the reader asks for it.
 * @throws AutodyneError as {@link rawPage} does; `Unreachable` where a page says to start again from one before.
 */
export async function* rawPages(
  client: ServiceClient,
  operation: ReadOperation,
  input: ReadInput,
  options: RawPagesOptions = {},
): AsyncGenerator<RawPage, void> {
  let startKey = input.ExclusiveStartKey;
  const startKeys = new StartKeys(operation, startKey);
  do {
    await options.beforeRequest?.();
    const page = await rawPage(client, operation, { ...input, ExclusiveStartKey: startKey }, options);
    yield page;
    startKey = page.startKey;
    if (startKey !== undefined) startKeys.add(startKey);
  } while (startKey !== undefined);
}

/**
 * One page of a Scan or Query. No item becomes an object: a page costs about a tenth of what the SDK's own command
 * takes. The response is checked against its length and `x-amz-crc32`, and requested again under the client's retry
 * policy. Consumed capacity is always requested.
 * @throws AutodyneError as the service fails; `Unreachable` for a response that is not a page.
 */
export async function rawPage(
  client: ServiceClient,
  operation: ReadOperation,
  input: ReadInput,
  options: RawPageOptions = {},
): Promise<RawPage> {
  const { TableName: tableName = '', IndexName: indexName } = input;
  const body = await senderOf(client).send(
    operation,
    requestBody({ ReturnConsumedCapacity: 'TOTAL', ...input }),
    {
      tableName,
      indexName,
      signal: options.signal,
      idleTimeoutMs: options.idleTimeoutMs,
      // A page's memory is transferred to threads, so it must not be shared with anything else.
      allocate: options.allocate ?? Buffer.allocUnsafeSlow,
    },
  );
  const { items, rest } = scanPage(body, options.itemEnd);
  const output = parseJson(rest) as PageOutput;
  checkPage(operation, items && items.length / 2, { ...output }, { ...input });
  const { Count: count } = output;
  const lastEvaluatedKey = output.LastEvaluatedKey ?? undefined;
  return {
    body,
    items: items ?? new Uint32Array(0),
    count,
    scannedCount: output.ScannedCount ?? count,
    lastEvaluatedKey,
    startKey: lastEvaluatedKey && decodeKey(lastEvaluatedKey),
    consumedCapacity: output.ConsumedCapacity ?? undefined,
  };
}

/** A response without its items, as it is received. */
interface PageOutput {
  Count: number;
  ScannedCount?: number;
  LastEvaluatedKey?: WireKey | null;
  ConsumedCapacity?: ConsumedCapacity | null;
}

/** A key's attributes are S, N or B. */
function decodeKey(key: WireKey): Record<string, AttributeValue> {
  const decode = (value: WireKeyValue): AttributeValue =>
    'B' in value ? { B: Buffer.from(value.B, 'base64') } : value;
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, decode(value)]));
}
