import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createSdkClient } from '../../src/lib/client/client.ts';
import { startFaultServer } from './fault-server.ts';
import { always, inTurn, internalError, randomly, seededRandom } from './faults.ts';
import { useTable } from './table.ts';

const table = useTable();

function clientOf(url: string): ReturnType<typeof createSdkClient> {
  const settings = {
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'secret',
    sessionToken: undefined,
    region: 'us-east-1',
  };
  return createSdkClient({ ...settings, endpointUrl: url }, { retry: { baseDelayMs: 1, maxDelayMs: 2 } });
}

const put = (id: string) => ({ PutRequest: { Item: { id: { S: id } } } });

describe('the fault server', () => {
  test('passes what no fault is for, and leaves out the end of a batch', async () => {
    await using faults = await startFaultServer(table.url, {
      script: inTurn([{ unprocessed: 2 }, { unprocessed: 9 }], 'BatchWriteItem'),
    });
    const client = clientOf(faults.url);
    const requests = ['a', 'b', 'c'].map(put);
    const write = () =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [table.tableName]: requests } }));
    expect(await write()).toMatchObject({ UnprocessedItems: { [table.tableName]: [put('b'), put('c')] } });
    expect((await client.send(new ScanCommand({ TableName: table.tableName }))).Count).toBe(1);
    expect(await write()).toMatchObject({ UnprocessedItems: { [table.tableName]: requests } });
    expect((await write()).UnprocessedItems).toEqual({});

    faults.script = inTurn([{ unprocessed: 1 }], 'BatchGetItem');
    const Keys = ['a', 'b'].map((id) => ({ id: { S: id } }));
    const read = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table.tableName]: { Keys, ConsistentRead: true } } }),
    );
    expect(read.Responses).toEqual({ [table.tableName]: [{ id: { S: 'a' } }] });
    expect(read.UnprocessedKeys).toEqual({
      [table.tableName]: { Keys: [{ id: { S: 'b' } }], ConsistentRead: true },
    });
    client.destroy();
  });

  test.each(['before', 'after', 'midway'] as const)(
    'cuts %s the response, and the client retries',
    async (cut) => {
      await using faults = await startFaultServer(table.url, { script: inTurn([{ cut }, internalError()]) });
      const client = clientOf(faults.url);
      const get = new GetItemCommand({ TableName: table.tableName, Key: { id: { S: 'absent' } } });
      expect((await client.send(get)).Item).toBeUndefined();
      expect(faults.requests.map(({ operation, attempt }) => `${operation} ${attempt}`)).toEqual([
        'GetItem 1',
        'GetItem 2',
        'GetItem 3',
      ]);
      client.destroy();
    },
  );

  test('changes a response', async () => {
    const script = always({ change: () => ({ Item: { id: { S: 'changed' } } }) }, 'GetItem');
    await using faults = await startFaultServer(table.url, { script });
    const client = clientOf(faults.url);
    const get = new GetItemCommand({ TableName: table.tableName, Key: { id: { S: 'absent' } } });
    expect((await client.send(get)).Item).toEqual({ id: { S: 'changed' } });
    client.destroy();
  });

  test('strikes the same requests for the same seed', () => {
    const request = {
      operation: 'Scan',
      attempt: 1,
      method: 'POST',
      path: '/',
      headers: {},
      body: Buffer.alloc(0),
    };
    const struck = (seed: number): boolean[] => {
      const script = randomly(seed, 0.3, [{ silent: true }]);
      return Array.from({ length: 200 }, () => script(request) !== undefined);
    };
    expect(struck(1)).toEqual(struck(1));
    expect(struck(1)).not.toEqual(struck(2));
    expect(struck(1).filter(Boolean).length).toBeGreaterThan(30);
    expect(struck(1).filter(Boolean).length).toBeLessThan(90);
    expect(seededRandom(7)()).toBe(seededRandom(7)());
  });
});
