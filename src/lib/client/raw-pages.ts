import type {
  AttributeValue,
  ConsumedCapacity,
  DynamoDBClient,
  QueryCommandInput,
  ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import type { AllocateBody } from './answer-body.ts';
import { senderOf } from './client-sender.ts';
import { type ItemSpans, scanPage } from './page-scanner.ts';

/** A key as DynamoDB JSON has it: `{"id":{"S":"…"}}`, binary as base64 text. */
export type WireKey = Readonly<Record<string, WireKeyValue>>;
type WireKeyValue = { S: string } | { N: string } | { B: string };

/** One answer of Scan or Query, its items left as the bytes that came. */
export interface RawPage {
  /** The answer. Its memory is the page's own: whoever has the page may hand it to a thread. */
  body: Buffer<ArrayBuffer>;
  /** Where each item lies in {@link body}; empty where items were only counted. */
  items: ItemSpans;
  /** Items on this page. */
  count: number;
  /** Items evaluated, before any filter. */
  scannedCount: number;
  /** Where the next page starts; `undefined` on the last one. */
  lastEvaluatedKey: WireKey | undefined;
  /** The same as the SDK has it. */
  startKey: Record<string, AttributeValue> | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
}

type ReadOperation = 'Scan' | 'Query';
type ReadInput = ScanCommandInput | QueryCommandInput;

export interface RawPageOptions {
  signal?: AbortSignal | undefined;
  /** Gives the memory of pages; each page gets fresh memory unless told. */
  allocate?: AllocateBody | undefined;
  /** An answer that takes so long to begin, or pauses for so long, is asked for again; the client's bound unless told. */
  idleTimeoutMs?: number | undefined;
}

export interface RawPagesOptions extends RawPageOptions {
  /** Awaited before each request: the place to hold a scan back. */
  beforeRequest?: (() => Promise<void>) | undefined;
}

/**
 * All pages of a Scan (of one segment, if `input` names one) or a Query, each requested when it is asked for.
 * @throws AutodyneError as {@link rawPage} does.
 */
export async function* rawPages(
  client: DynamoDBClient,
  operation: ReadOperation,
  input: ReadInput,
  options: RawPagesOptions = {},
): AsyncGenerator<RawPage, void> {
  let startKey = input.ExclusiveStartKey;
  do {
    await options.beforeRequest?.();
    const page = await rawPage(client, operation, { ...input, ExclusiveStartKey: startKey }, options);
    yield page;
    startKey = page.startKey;
  } while (startKey !== undefined);
}

/**
 * One page of a Scan or Query. No item becomes an object: a page costs about a tenth of what the SDK's own command
 * takes. The answer is checked against its length and `x-amz-crc32`, and asked for again under the client's retry
 * policy. Consumed capacity is always asked for.
 * @param client made by `createClient`
 * @throws AutodyneError as the service fails; `Unexpected` for an answer that is not a page.
 */
export async function rawPage(
  client: DynamoDBClient,
  operation: ReadOperation,
  input: ReadInput,
  options: RawPageOptions = {},
): Promise<RawPage> {
  const { TableName: tableName = '', IndexName: indexName } = input;
  const body = await senderOf(client).send(operation, requestBody(input), {
    tableName,
    indexName,
    signal: options.signal,
    idleTimeoutMs: options.idleTimeoutMs,
    // Nobody else's memory may lie beside a page's, which is handed to threads.
    allocate: options.allocate ?? Buffer.allocUnsafeSlow,
  });
  const { items, rest } = scanPage(body);
  const output = JSON.parse(rest) as PageOutput;
  const count = output.Count ?? (items?.length ?? 0) / 2;
  if (items !== undefined && count !== items.length / 2) {
    throw new AutodyneError(
      'Unexpected',
      `${operation} of "${tableName}" answered ${countOf(items.length / 2, 'item')} and a Count of ${count}`,
    );
  }
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

/** An answer without its items, as it comes. */
interface PageOutput {
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: WireKey | null;
  ConsumedCapacity?: ConsumedCapacity | null;
}

function requestBody(input: ReadInput): Buffer {
  return Buffer.from(JSON.stringify({ ReturnConsumedCapacity: 'TOTAL', ...input }, binaryAsBase64));
}

/** Bytes as DynamoDB JSON has them. (A Buffer would have become something else before `value` is handed over.) */
function binaryAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const bytes = this[name];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}

/** A key's attributes are S, N or B. */
function decodeKey(key: WireKey): Record<string, AttributeValue> {
  const decode = (value: WireKeyValue): AttributeValue =>
    'B' in value ? { B: Buffer.from(value.B, 'base64') } : value;
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, decode(value)]));
}
