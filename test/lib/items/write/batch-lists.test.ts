import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { createSdkClient } from '../../../../src/lib/client/client.ts';
import { tableSchema } from '../../../../src/lib/items/keys/key-schema.ts';
import { batchGet } from '../../../../src/lib/items/read/batch-get.ts';
import { describeTable } from '../../../../src/lib/items/read/describe-table.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { batchWrite } from '../../../../src/lib/items/write/batch-write.ts';
import { startFaultServer } from '../../../helpers/fault-server.ts';
import type { Fault, FaultScript } from '../../../helpers/faults.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable();
const clients: { destroy(): void }[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

async function faulty(script: FaultScript) {
  const faults = await startFaultServer(table.url, { script });
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };
  const client = createSdkClient({ ...keys, region: 'us-east-1', endpointUrl: faults.url });
  clients.push(client);
  return { faults, client, schema: tableSchema(await describeTable(client, table.tableName)) };
}

const puts = (count: number): WriteRequest[] =>
  Array.from({ length: count }, (_, at) => ({ PutRequest: { Item: { id: { S: `${at}` } } } }));

/** The first so many batches leave what a fault says. */
function firstBatches(count: number, fault: Fault): FaultScript {
  return ({ operation, attempt }) => (operation.startsWith('Batch') && attempt <= count ? fault : undefined);
}

test('a list of writes is written, a list of keys is got, in its order', async () => {
  await using context = await disposable(firstBatches(0, { unprocessed: 0 }));
  const { client, schema } = context;
  expect(await batchWrite(client, schema, puts(60))).toEqual({ written: 60, repeated: 0 });
  const keys = ['59', 'absent', '0'].map((id) => ({ item: { id: { S: id } }, location: id }));
  const found: (Item | undefined)[] = [];
  for await (const { item } of batchGet(client, table.tableName, keys)) found.push(item);
  expect(found).toEqual([{ id: { S: '59' } }, undefined, { id: { S: '0' } }]);
});

describe('the wait between tries is a function of whoever asks', () => {
  test('told how many responses in a row took nothing', async () => {
    const script: FaultScript = ({ operation, attempt }) => {
      if (operation !== 'BatchWriteItem' || attempt > 4) return undefined;
      return { unprocessed: attempt === 3 ? 1 : attempt < 3 ? 10 : 1 };
    };
    await using context = await disposable(script);
    const { client, schema, faults } = context;
    const waits: number[] = [];
    const wait = async (attempt: number) => void waits.push(attempt);
    expect(await batchWrite(client, schema, puts(10), { wait })).toEqual({ written: 10, repeated: 0 });
    expect(waits).toEqual([1, 2, 1, 2]);
    expect(faults.requests.filter(({ operation }) => operation === 'BatchWriteItem')).toHaveLength(5);
  });

  test('which ends the work by throwing', async () => {
    await using context = await disposable(firstBatches(9, { unprocessed: 25 }));
    const { client, schema } = context;
    const wait = () => Promise.reject(new Error('enough'));
    await expect(batchWrite(client, schema, puts(25), { wait })).rejects.toThrow('enough');
  });

  test('of reads too', async () => {
    const none: Fault = {
      change: (response) => ({
        ...(response as object),
        Responses: {},
        UnprocessedKeys: { [table.tableName]: { Keys: [{ id: { S: '1' } }] } },
      }),
    };
    await using context = await disposable(firstBatches(2, none));
    const { client } = context;
    const waits: number[] = [];
    const wait = async (attempt: number) => void waits.push(attempt);
    const keys = [{ item: { id: { S: '1' } }, location: 'key' }];
    for await (const { item } of batchGet(client, table.tableName, keys, { wait }))
      expect(item).toEqual({ id: { S: '1' } });
    expect(waits).toEqual([1, 2]);
  });
});

describe('a signal', () => {
  test('ends a wait, and the work with its reason', async () => {
    await using context = await disposable(firstBatches(99, { unprocessed: 25 }));
    const { client, schema } = context;
    const aborter = new AbortController();
    const retry = { deadlineMs: 60_000, unreachableDeadlineMs: 1, baseDelayMs: 60_000, maxDelayMs: 60_000 };
    setTimeout(() => aborter.abort(new Error('stopped')), 50);
    const work = batchWrite(client, schema, puts(25), { retry, signal: aborter.signal });
    await expect(work).rejects.toThrow('stopped');
  });

  test('ends a request under way', async () => {
    await using context = await disposable(firstBatches(99, { silent: true }));
    const { client, schema } = context;
    const signal = AbortSignal.timeout(50);
    await expect(batchWrite(client, schema, puts(25), { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

async function disposable(script: FaultScript) {
  const context = await faulty(script);
  return { ...context, [Symbol.asyncDispose]: () => context.faults[Symbol.asyncDispose]() };
}
