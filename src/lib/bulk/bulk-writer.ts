import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { ClientOptions, ClientSettings } from '../client/client-options.ts';
import { RawSender } from '../client/raw-sender.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { parseJson } from '../json/parse-json.ts';
import { checkResponseShape, notDynamoDb } from '../wire/response-shape.ts';
import type { RequestBody } from './put-requests.ts';

export interface BatchResponse {
  /** The items that it did not process this time, as bytes that it serialized; to be sent again, later. */
  unprocessed: readonly Buffer[];
  consumedWriteUnits: number;
}

export interface PutResponse {
  isWritten: boolean;
  consumedWriteUnits: number;
}

/**
 * Sends puts that are bytes already; no item becomes an object on its way. Any number of requests may be under way at
 * once, over a connection each; a body must stay unchanged until its response has arrived. Close it at the end.
 */
export class BulkWriter {
  readonly #sender: RawSender;
  readonly #tableName: string;

  /** @param options `onRetry` is called for each wait, throttling among them: slow down then. */
  constructor(settings: ClientSettings & { tableName: string }, options: ClientOptions = {}) {
    this.#sender = new RawSender(settings, options);
    this.#tableName = settings.tableName;
  }

  /**
   * One BatchWriteItem: 25 items at most, 16 MB together with the request's own members, no two of the same key. One
   * item that DynamoDB refuses fails its whole batch.
   * @param signal once it is raised, nothing is tried again
   * @throws AutodyneError as the service fails; after a connection that broke, the items may still have been written.
   */
  async putBatch(request: RequestBody, signal?: AbortSignal): Promise<BatchResponse> {
    const response = await this.#send('BatchWriteItem', request, signal);
    const output = parseOutput<BatchOutput>('BatchWriteItem', response);
    return {
      unprocessed: itemsOf(output.UnprocessedItems, this.#tableName),
      consumedWriteUnits: sumOf(output.ConsumedCapacity),
    };
  }

  /**
   * Puts one item unless its key exists. A refused condition costs a write unit or more, which DynamoDB does not
   * report: one is counted.
   * @throws AutodyneError as the service fails.
   */
  async putIfAbsent(request: RequestBody, signal?: AbortSignal): Promise<PutResponse> {
    try {
      const response = await this.#send('PutItem', request, signal);
      const { ConsumedCapacity } = parseOutput<PutOutput>('PutItem', response);
      return { isWritten: true, consumedWriteUnits: sumOf(ConsumedCapacity) };
    } catch (error) {
      if (!isAutodyneError(error, 'ConditionFailed')) throw error;
      return { isWritten: false, consumedWriteUnits: 1 };
    }
  }

  /** Closes the connections; requests under way fail. */
  close(): void {
    this.#sender.close();
  }

  #send(operation: string, { bytes, sha256 }: RequestBody, signal: AbortSignal | undefined): Promise<Buffer> {
    const options = { tableName: this.#tableName, bodySha256: sha256, retrySignal: signal };
    return this.#sender.send(operation, bytes, options);
  }
}

/** The wire's names; items are left as they are. */
interface BatchOutput {
  UnprocessedItems: Record<string, unknown>;
  ConsumedCapacity?: unknown;
}

interface PutOutput {
  ConsumedCapacity?: unknown;
}

/** @throws AutodyneError `Unreachable` for a body that is no response of that operation */
function parseOutput<T>(operation: string, response: Buffer): T {
  let output: unknown;
  try {
    output = parseJson(response.toString());
  } catch (error) {
    throw notDynamoDb(operation, (error as Error).message);
  }
  checkResponseShape(operation, output as object as Record<string, unknown>, {});
  return output as T;
}

/** The wire form of items has no number in it, so that JSON's own parser loses nothing of them. */
function itemsOf(unprocessed: BatchOutput['UnprocessedItems'], tableName: string): Buffer[] {
  return Object.entries(unprocessed).flatMap(([name, requests]) => {
    if (name !== tableName || !Array.isArray(requests))
      throw notDynamoDb(
        'BatchWriteItem',
        `"UnprocessedItems" of table "${name}", which was not in the request`,
      );
    return requests.map((request: { PutRequest?: { Item?: unknown } } | null) => {
      const item = request?.PutRequest?.Item;
      if (typeof item !== 'object' || item === null)
        throw notDynamoDb('BatchWriteItem', '"UnprocessedItems" that were not sent');
      return Buffer.from(JSON.stringify(item));
    });
  });
}

/** A server's capacity is passed on where it is a number. */
function sumOf(consumed: unknown): number {
  const list: unknown[] = Array.isArray(consumed) ? consumed : [consumed];
  return list.reduce<number>((sum, entry) => {
    const { CapacityUnits } = (entry ?? {}) as ConsumedCapacity;
    return typeof CapacityUnits === 'number' ? sum + CapacityUnits : sum;
  }, 0);
}
