import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import type { AllocateBody } from './answer-body.ts';
import type { ClientOptions, ClientSettings } from './client.ts';
import { PageMemory } from './page-memory.ts';
import { RawSender, waitUnless } from './raw-sender.ts';
import { retryDelayMs } from './retry-policy.ts';

/** What became of one batch. */
export interface BatchOutcome {
  /** Items that DynamoDB took. */
  writtenCount: number;
  /** The items that it is not known to have taken, as bytes; after a connection that broke it may have. */
  unwritten: readonly Uint8Array[];
  /** Why, when there are any: {@link unwritten} can be written again, as a put is the same done twice. */
  failure: AutodyneError | undefined;
  /** What each answer says that it consumed. */
  consumedCapacity: readonly ConsumedCapacity[];
}

/** The wire's names; items are left as they are. */
interface BatchAnswer {
  UnprocessedItems?: Record<string, { PutRequest?: { Item?: unknown } }[]>;
  ConsumedCapacity?: ConsumedCapacity[];
}

/**
 * Puts items that are bytes of DynamoDB JSON already, by BatchWriteItem; no item becomes an object on its way. Any
 * number of batches may be under way at once, over a connection each. It must be closed, or the process does not end.
 */
export class BulkWriter {
  readonly #sender: RawSender;
  readonly #tableName: string;
  readonly #options: ClientOptions;
  readonly #memory = new PageMemory();
  readonly #start: Buffer;

  /** @param options `onRetry` is told of each wait, throttling and unprocessed items among them: slow down then. */
  constructor(settings: ClientSettings & { tableName: string }, options: ClientOptions = {}) {
    this.#sender = new RawSender(settings, settings.tableName, options);
    this.#tableName = settings.tableName;
    this.#options = options;
    this.#start = Buffer.from(`{"RequestItems":{${JSON.stringify(settings.tableName)}:[`);
  }

  /**
   * Writes up to 25 items, 16 MB with what is put around them, no two of the same key. Items that DynamoDB leaves
   * unprocessed are sent again, and nothing else is, until all are written or none was taken for as long as the retry
   * policy has patience. One item that DynamoDB refuses fails its whole batch.
   * @param signal once it is raised, nothing is tried again
   */
  async write(items: readonly Uint8Array[], signal?: AbortSignal): Promise<BatchOutcome> {
    const consumedCapacity: ConsumedCapacity[] = [];
    let pending = items;
    let progressAt = Date.now();
    const outcome = (failure?: AutodyneError): BatchOutcome => ({
      writtenCount: items.length - pending.length,
      unwritten: pending,
      failure,
      consumedCapacity,
    });
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      const answer = await this.#send(pending, signal);
      if (answer instanceof AutodyneError) return outcome(answer);
      consumedCapacity.push(...(answer.ConsumedCapacity ?? []));
      const left = unprocessedItems(answer);
      if (left.length < pending.length) {
        progressAt = Date.now();
        attempt = 1;
      }
      pending = left;
      if (left.length > 0 && !(await this.#waitBefore(attempt, progressAt, signal))) {
        return outcome(this.#unprocessedError(left.length));
      }
    }
    return outcome();
  }

  /** Closes the connections; batches under way fail. */
  close(): void {
    this.#sender.close();
  }

  async #send(
    items: readonly Uint8Array[],
    signal: AbortSignal | undefined,
  ): Promise<BatchAnswer | AutodyneError> {
    const body = batchBody(this.#start, items, this.#memory.allocate);
    try {
      const answer = await this.#sender.send('BatchWriteItem', body, signal);
      return JSON.parse(answer.toString()) as BatchAnswer;
    } catch (error) {
      if (error instanceof AutodyneError) return error;
      throw error;
    } finally {
      this.#memory.release(body.buffer);
    }
  }

  /** Whether there is time for another attempt; resolves when it is due. */
  async #waitBefore(attempt: number, progressAt: number, signal: AbortSignal | undefined): Promise<boolean> {
    const error = unprocessed();
    const elapsedMs = Date.now() - progressAt;
    const policy = this.#sender.retryPolicy;
    const delayMs = retryDelayMs(policy, { errorType: 'THROTTLING', error, attempt, elapsedMs });
    if (delayMs === undefined) return false;
    this.#options.onRetry?.({ error, attempt, delayMs });
    return waitUnless(signal, delayMs);
  }

  #unprocessedError(count: number): AutodyneError {
    return new AutodyneError(
      'Throttled',
      `DynamoDB leaves ${count} items of table "${this.#tableName}" unprocessed (BatchWriteItem, after retries)`,
      { suggestions: ['try again later, or with a longer --timeout'] },
    );
  }
}

const BEFORE_ITEM = Buffer.from('{"PutRequest":{"Item":');
const AFTER_ITEM = Buffer.from('}}');
const COMMA = Buffer.from(',');
const END = Buffer.from(']},"ReturnConsumedCapacity":"INDEXES"}');

/** The request's body; `start` is all that comes before the first item. */
function batchBody(start: Buffer, items: readonly Uint8Array[], allocate: AllocateBody): Buffer<ArrayBuffer> {
  const around = BEFORE_ITEM.length + AFTER_ITEM.length + COMMA.length;
  const sizeBytes = items.reduce((sum, item) => sum + item.length + around, start.length + END.length);
  const body = allocate(sizeBytes);
  let at = start.copy(body);
  items.forEach((item, index) => {
    if (index > 0) at += COMMA.copy(body, at);
    at += BEFORE_ITEM.copy(body, at);
    body.set(item, at);
    at += item.length;
    at += AFTER_ITEM.copy(body, at);
  });
  at += END.copy(body, at);
  return body.subarray(0, at);
}

/** The wire form of items has no number in it, so that JSON's own parser loses nothing of them. */
function unprocessedItems({ UnprocessedItems = {} }: BatchAnswer): Buffer[] {
  return Object.values(UnprocessedItems)
    .flat()
    .map(({ PutRequest }) => Buffer.from(JSON.stringify(PutRequest?.Item)));
}

/** What a listener to retries is told: it counts as throttling, which it nearly always is. */
function unprocessed(): Error {
  return Object.assign(new Error('items were left unprocessed'), { name: 'UnprocessedItems' });
}
