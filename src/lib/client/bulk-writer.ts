import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import type { ClientOptions, ClientSettings } from './client-options.ts';
import { parseJson } from './parse-json.ts';
import type { RequestBody } from './put-requests.ts';
import { RawSender } from './raw-sender.ts';

/** What DynamoDB says of one batch that it took. */
export interface BatchAnswer {
  /** The items that it did not take this time, as bytes of its own making; to be sent again, later. */
  unprocessed: readonly Buffer[];
  consumedWriteUnits: number;
}

/** What it says of one item. */
export interface PutAnswer {
  isWritten: boolean;
  consumedWriteUnits: number;
}

/**
 * Sends puts that are bytes already; no item becomes an object on its way. Any number of requests may be under way at
 * once, over a connection each; a body must stay as it is until its answer has come. Close it at the end.
 */
export class BulkWriter {
  readonly #sender: RawSender;
  readonly #tableName: string;

  /** @param options `onRetry` is told of each wait, throttling among them: slow down then. */
  constructor(settings: ClientSettings & { tableName: string }, options: ClientOptions = {}) {
    this.#sender = new RawSender(settings, options);
    this.#tableName = settings.tableName;
  }

  /**
   * One BatchWriteItem: 25 items at most, 16 MB with what is put around them, no two of the same key. One item that
   * DynamoDB refuses fails its whole batch.
   * @param signal once it is raised, nothing is tried again
   * @throws AutodyneError as the service fails; after a connection that broke, the items may be written all the same.
   */
  async putBatch(request: RequestBody, signal?: AbortSignal): Promise<BatchAnswer> {
    const answer = await this.#send('BatchWriteItem', request, signal);
    const { UnprocessedItems = {}, ConsumedCapacity = [] } = parseJson(answer.toString()) as BatchOutput;
    return { unprocessed: itemsOf(UnprocessedItems), consumedWriteUnits: sumOf(ConsumedCapacity) };
  }

  /**
   * Puts one item unless its key is there. A refused condition costs a write unit or more, which DynamoDB does not
   * tell: one is counted.
   * @throws AutodyneError as the service fails.
   */
  async putIfAbsent(request: RequestBody, signal?: AbortSignal): Promise<PutAnswer> {
    try {
      const answer = await this.#send('PutItem', request, signal);
      const { ConsumedCapacity } = parseJson(answer.toString()) as PutOutput;
      return { isWritten: true, consumedWriteUnits: ConsumedCapacity?.CapacityUnits ?? 0 };
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
  UnprocessedItems?: Record<string, { PutRequest?: { Item?: unknown } }[]>;
  ConsumedCapacity?: ConsumedCapacity[];
}

interface PutOutput {
  ConsumedCapacity?: ConsumedCapacity;
}

/** The wire form of items has no number in it, so that JSON's own parser loses nothing of them. */
function itemsOf(unprocessed: NonNullable<BatchOutput['UnprocessedItems']>): Buffer[] {
  return Object.values(unprocessed)
    .flat()
    .map(({ PutRequest }) => Buffer.from(JSON.stringify(PutRequest?.Item)));
}

function sumOf(consumed: readonly ConsumedCapacity[]): number {
  return consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
