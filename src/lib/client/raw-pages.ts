import type { IncomingMessage } from 'node:http';
import {
  type ConsumedCapacity,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { DeserializeMiddleware, HttpResponse, MiddlewareStack } from '@smithy/types';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { type AllocateBody, BODY_CHECK, readBody } from './answer-body.ts';
import { DEFAULT_REQUEST_TIMEOUT_MS } from './client.ts';
import { type ItemSpans, type PageLayout, scanPage } from './page-scanner.ts';
import { isJsonAnswer } from './protocol.ts';
import { callService } from './send.ts';

/** A key as DynamoDB JSON has it: `{"id":{"S":"…"}}`, binary as base64 text. */
export type WireKey = Readonly<Record<string, unknown>>;

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
  startKey: ReadInput['ExclusiveStartKey'];
  consumedCapacity: ConsumedCapacity | undefined;
}

type ReadOperation = 'Scan' | 'Query';
type ReadInput = ScanCommandInput | QueryCommandInput;

export interface RawPageOptions {
  signal?: AbortSignal | undefined;
  /** Gives the memory of pages; each page gets fresh memory unless told. */
  allocate?: AllocateBody | undefined;
  /** An answer that pauses for longer is asked for again; 30 seconds unless told. */
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
 * @throws AutodyneError as the service fails; `Unexpected` for an answer that is not a page.
 */
export async function rawPage(
  client: DynamoDBClient,
  operation: ReadOperation,
  input: ReadInput,
  options: RawPageOptions = {},
): Promise<RawPage> {
  const context = { operation, tableName: input.TableName ?? '', indexName: input.IndexName };
  const answer = await callService(client, context, () => askRaw(client, operation, input, options));
  return toPage(answer, context);
}

function askRaw(
  client: DynamoDBClient,
  operation: ReadOperation,
  input: ReadInput,
  options: RawPageOptions,
): Promise<RawAnswer> {
  const asked = { ReturnConsumedCapacity: 'TOTAL', ...input } as const;
  const sent = options.signal === undefined ? {} : { abortSignal: options.signal };
  if (operation === 'Query') {
    const query = new QueryCommand(asked);
    return keepRaw(query.middlewareStack, options)(client.send(query, sent));
  }
  const scan = new ScanCommand(asked);
  return keepRaw(scan.middlewareStack, options)(client.send(scan, sent));
}

interface RawAnswer {
  body: Buffer<ArrayBuffer>;
  layout: PageLayout;
  /** What the SDK made of the answer without its items. */
  output: QueryCommandOutput;
}

function toPage(
  { body, layout, output }: RawAnswer,
  context: { operation: string; tableName: string },
): RawPage {
  const items = layout.items ?? new Uint32Array(0);
  const count = output.Count ?? items.length / 2;
  if (layout.items !== undefined && count !== items.length / 2) {
    throw new AutodyneError(
      'Unexpected',
      `${context.operation} of "${context.tableName}" answered ${items.length / 2} items and a Count of ${count}`,
    );
  }
  const { LastEvaluatedKey } = JSON.parse(layout.rest) as { LastEvaluatedKey?: WireKey | null };
  return {
    body,
    items,
    count,
    scannedCount: output.ScannedCount ?? count,
    lastEvaluatedKey: LastEvaluatedKey ?? undefined,
    startKey: output.LastEvaluatedKey,
    consumedCapacity: output.ConsumedCapacity,
  };
}

/**
 * Takes the items out of a command's answer before the SDK parses it. Returns what puts the two together again.
 */
function keepRaw<Input extends object, Output extends QueryCommandOutput>(
  stack: MiddlewareStack<Input, Output>,
  options: RawPageOptions,
): (sent: Promise<QueryCommandOutput>) => Promise<RawAnswer> {
  let raw: Omit<RawAnswer, 'output'> | undefined;
  const takeItems: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const answer = result.response as HttpResponse & { body: IncomingMessage };
    if (answer.statusCode >= 300 || !isJsonAnswer(answer)) return result;
    const body = await readBody(answer.body, {
      idleTimeoutMs: options.idleTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      allocate: options.allocate,
    });
    raw = { body, layout: scanPage(body) };
    return { ...result, response: { ...answer, body: new TextEncoder().encode(raw.layout.rest) } };
  };
  stack.addRelativeTo(takeItems, { relation: 'after', toMiddleware: BODY_CHECK, name: 'autodyneRawPage' });
  return async (sent) => {
    const output = await sent;
    if (raw === undefined) throw new AutodyneError('Unexpected', 'the service answered without a page');
    return { ...raw, output };
  };
}
