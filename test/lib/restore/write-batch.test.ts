import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BulkWriter } from '../../../src/lib/bulk/bulk-writer.ts';
import { batchFrame } from '../../../src/lib/bulk/put-requests.ts';
import { overwritingWriter } from '../../../src/lib/restore/item-writers.ts';
import { batchOf, type RestoreItem } from '../../../src/lib/restore/requests/item-batch.ts';
import { writeBatch } from '../../../src/lib/restore/write-batch.ts';
import { startFaultServer } from '../../helpers/fault-server.ts';
import {
  always,
  type Fault,
  type FaultRequest,
  inTurn,
  internalError,
  randomly,
  throttled,
} from '../../helpers/faults.ts';
import { TEST_KEYS } from '../../helpers/sign-request.ts';
import { useTable } from '../../helpers/table.ts';

const table = useTable();
const QUICK = { baseDelayMs: 1, maxDelayMs: 2, deadlineMs: 300, unreachableDeadlineMs: 300 };

const writers: BulkWriter[] = [];
afterEach(() => {
  for (const writer of writers.splice(0)) writer.close();
});

beforeEach(async () => {
  for (const id of await storedIds()) {
    await table.client.send(new DeleteItemCommand({ TableName: table.tableName, Key: { id: { S: id } } }));
  }
});

async function storedIds(): Promise<string[]> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.tableName, ConsistentRead: true }),
  );
  return Items.map((item) => item['id']?.S ?? '');
}

const itemsOf = (texts: readonly string[]): RestoreItem[] =>
  texts.map((text, index) => ({ bytes: Buffer.from(text), file: 0, index, line: index + 1 }));

const numbered = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `{"id":{"S":"${first + index}"},"n":{"N":"1.50"}}`);

/** Writes a batch as a restore does; what became of it. */
async function write(
  url: string,
  items: readonly string[],
  options: { deadlineMs?: number; signal?: AbortSignal; onThrottled?: () => void } = {},
) {
  const retry = { ...QUICK, deadlineMs: options.deadlineMs ?? QUICK.deadlineMs };
  const settings = { ...TEST_KEYS, sessionToken: undefined, region: 'us-east-1', endpointUrl: url };
  const bulkWriter = new BulkWriter({ ...settings, tableName: table.tableName }, { retry });
  writers.push(bulkWriter);
  const writer = overwritingWriter(bulkWriter, table.tableName);
  if (writer.kind !== 'put') throw new Error('not a writer of batches');
  const outcome = {
    written: [] as number[],
    rejected: [] as number[],
    units: 0,
    failure: undefined as unknown,
  };
  try {
    const someOf = (some: readonly RestoreItem[]) => batchOf(some, batchFrame(table.tableName));
    await writeBatch(someOf(itemsOf(items)), {
      send: writer.send,
      batchOf: someOf,
      retry,
      signal: options.signal,
      onThrottled: options.onThrottled ?? (() => undefined),
      onUnits: (units) => {
        outcome.units += units;
      },
      onWritten: (slots) => slots.eachSlot((_, index) => outcome.written.push(index)),
      onRejected: async ({ index }) => {
        outcome.rejected.push(index);
      },
    });
  } catch (error) {
    outcome.failure = error;
  }
  return outcome;
}

const idsOf = ({ body }: FaultRequest): string[] => {
  const { RequestItems } = JSON.parse(body.toString()) as {
    RequestItems: Record<string, { PutRequest: { Item: { id: { S: string } } } }[]>;
  };
  return Object.values(RequestItems).flatMap((puts) => puts.map(({ PutRequest }) => PutRequest.Item.id.S));
};

describe('unprocessed items', () => {
  test('are sent again, and no others', async () => {
    const script = inTurn([25, 10, 10, 1].map((unprocessed) => ({ unprocessed })));
    await using server = await startFaultServer(table.url, { script });
    const { written, failure } = await write(server.url, numbered(0, 25));
    expect(failure).toBeUndefined();
    expect(written.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index));
    expect(server.requests.map((request) => idsOf(request).length)).toEqual([25, 25, 10, 10, 1]);
    expect(await storedIds()).toHaveLength(25);
  });

  test('that never go through fail the batch, when nothing went through for long enough', async () => {
    await using server = await startFaultServer(table.url, {
      script: (request) => ({ unprocessed: idsOf(request).length > 5 ? 5 : 25 }),
    });
    const { written, failure } = await write(server.url, numbered(0, 25));
    expect(written).toHaveLength(20);
    expect(failure).toMatchObject({ code: 'Throttled' });
    expect(await storedIds()).toHaveLength(20);
  });

  test('that the service writes in a way of its own are found again', async () => {
    const respelled = (response: unknown): unknown => {
      const text = JSON.stringify({
        UnprocessedItems: {
          [table.tableName]: [{ PutRequest: { Item: { n: { N: '1.5' }, id: { S: '3' } } } }],
        },
      });
      return { ...(response as object), ...(JSON.parse(text) as object) };
    };
    await using server = await startFaultServer(table.url, { script: inTurn([{ change: respelled }]) });
    const { written, failure } = await write(server.url, numbered(0, 5));
    expect(failure).toBeUndefined();
    expect(written).toEqual([0, 1, 2, 4, 3]);
    expect(server.requests.map((request) => idsOf(request))).toEqual([['0', '1', '2', '3', '4'], ['3']]);
  });

  test('that cannot be matched have the whole batch sent again', async () => {
    const unknown = (response: unknown): unknown => ({
      ...(response as object),
      UnprocessedItems: { [table.tableName]: [{ PutRequest: { Item: { id: { S: 'who?' } } } }] },
    });
    await using server = await startFaultServer(table.url, { script: inTurn([{ change: unknown }]) });
    const { written, failure } = await write(server.url, numbered(0, 3));
    expect(failure).toBeUndefined();
    expect(written).toEqual([0, 1, 2]);
    expect(server.requests.map((request) => idsOf(request).length)).toEqual([3, 3]);
  });

  test('are left when the signal is raised, without a failure', async () => {
    await using server = await startFaultServer(table.url, { script: always({ unprocessed: 5 }) });
    const stop = new AbortController();
    const outcome = await write(server.url, numbered(0, 25), {
      deadlineMs: 60_000,
      signal: stop.signal,
      onThrottled: () => stop.abort(),
    });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.written).toHaveLength(20);
    expect(server.requests).toHaveLength(1);
  });
});

test('of a batch that is refused, only the items at fault are rejected', async () => {
  const items = numbered(0, 25);
  items[7] = '{"text":{"S":"no key"}}';
  items[19] = '{"id":{"N":"1"}}';
  items[20] = '{"id":{"S":"20"} "n":{"N":"1"}}';
  const { written, rejected, failure } = await write(table.url, items);
  expect(failure).toBeUndefined();
  expect(rejected).toEqual([7, 19, 20]);
  expect(written).toHaveLength(22);
  expect(await storedIds()).toHaveLength(22);
});

test('all that can go wrong, at random: what is written is what was given', async () => {
  const faults: Fault[] = [
    throttled(),
    internalError(),
    { cut: 'before' },
    { cut: 'after' },
    { cut: 'midway' },
    { unprocessed: 7 },
    { unprocessed: 25 },
  ];
  await using server = await startFaultServer(table.url, { script: randomly(3, 0.6, faults) });
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      write(server.url, numbered(index * 25, 25), { deadlineMs: 20_000 }),
    ),
  );
  for (const { written, failure } of outcomes) {
    expect(failure).toBeUndefined();
    expect(written).toHaveLength(25);
  }
  expect(await storedIds()).toHaveLength(250);
});
