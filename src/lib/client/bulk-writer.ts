import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import type { ClientOptions, ClientSettings } from './client-options.ts';
import { PageMemory } from './page-memory.ts';
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
 * Puts items that are bytes of DynamoDB JSON already; no item becomes an object on its way. Each must be one whole
 * JSON object: nothing looks into it again before it is part of a request. Any number of requests may be under way at
 * once, over a connection each. Close it at the end.
 */
export class BulkWriter {
  readonly #sender: RawSender;
  readonly #tableName: string;
  readonly #memory = new PageMemory();
  readonly #batchStart: Buffer;

  /** @param options `onRetry` is told of each wait, throttling among them: slow down then. */
  constructor(settings: ClientSettings & { tableName: string }, options: ClientOptions = {}) {
    this.#sender = new RawSender(settings, options);
    this.#tableName = settings.tableName;
    this.#batchStart = Buffer.from(`{"RequestItems":{${JSON.stringify(settings.tableName)}:[`);
  }

  /**
   * One BatchWriteItem: 25 items at most, 16 MB with what is put around them, no two of the same key. One item that
   * DynamoDB refuses fails its whole batch.
   * @param signal once it is raised, nothing is tried again
   * @throws AutodyneError as the service fails; after a connection that broke, the items may be written all the same.
   */
  async putBatch(items: readonly Uint8Array[], signal?: AbortSignal): Promise<BatchAnswer> {
    const pieces = [this.#batchStart];
    for (const [index, item] of items.entries()) pieces.push(index === 0 ? FIRST : NEXT, item as Buffer);
    const { UnprocessedItems = {}, ConsumedCapacity = [] } = (await this.#send(
      'BatchWriteItem',
      [...pieces, BATCH_END],
      signal,
    )) as BatchOutput;
    return { unprocessed: itemsOf(UnprocessedItems), consumedWriteUnits: sumOf(ConsumedCapacity) };
  }

  /**
   * Puts one item unless its key is there. A refused condition costs a write unit or more, which DynamoDB does not
   * tell: one is counted.
   * @throws AutodyneError as the service fails.
   */
  async putIfAbsent(item: Uint8Array, partitionKeyName: string, signal?: AbortSignal): Promise<PutAnswer> {
    const members = {
      TableName: this.#tableName,
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': partitionKeyName },
      ReturnConsumedCapacity: 'TOTAL',
    };
    const start = Buffer.from(`${JSON.stringify(members).slice(0, -1)},"Item":`);
    try {
      const output = (await this.#send('PutItem', [start, item, PUT_END], signal)) as PutOutput;
      return { isWritten: true, consumedWriteUnits: output.ConsumedCapacity?.CapacityUnits ?? 0 };
    } catch (error) {
      if (!isAutodyneError(error, 'ConditionFailed')) throw error;
      return { isWritten: false, consumedWriteUnits: 1 };
    }
  }

  /** Closes the connections; requests under way fail. */
  close(): void {
    this.#sender.close();
  }

  async #send(
    operation: string,
    pieces: readonly Uint8Array[],
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const sizeBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const memory = this.#memory.allocate(sizeBytes);
    let end = 0;
    for (const piece of pieces) {
      memory.set(piece, end);
      end += piece.length;
    }
    try {
      const answer = await this.#sender.send(operation, memory.subarray(0, sizeBytes), {
        tableName: this.#tableName,
        retrySignal: signal,
      });
      return JSON.parse(answer.toString());
    } finally {
      this.#memory.release(memory.buffer);
    }
  }
}

const FIRST = Buffer.from('{"PutRequest":{"Item":');
const NEXT = Buffer.from('}},{"PutRequest":{"Item":');
const BATCH_END = Buffer.from('}}]},"ReturnConsumedCapacity":"TOTAL"}');
const PUT_END = Buffer.from('}');

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
