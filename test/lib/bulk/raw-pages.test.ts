import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EXPORT_LINE, ITEM_LINE, itemLines } from '../../../src/lib/bulk/item-lines.ts';
import { type RawPage, rawPages } from '../../../src/lib/bulk/raw-pages.ts';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import type { ClientOptions } from '../../../src/lib/client/client-options.ts';
import { canonicalItem } from '../../../src/lib/digest/canonical-item.ts';
import { parseTypedItem, toTypedJsonText } from '../../../src/lib/items/json/typed-json.ts';
import type { Item } from '../../../src/lib/items/values/attribute-value.ts';
import { parseJson } from '../../../src/lib/json/parse-json.ts';
import { type FaultServer, startFaultServer } from '../../helpers/fault-server.ts';
import {
  type Fault,
  inTurn,
  internalError,
  JSON_TYPE,
  serviceError,
  throttled,
} from '../../helpers/faults.ts';
import { useTable } from '../../helpers/table.ts';
import { arbitraryItem } from '../items/json/arbitrary-item.ts';

const ITEM_COUNT = 60;

const table = useTable({
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'part', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'part', AttributeType: 'B' },
  ],
});

beforeAll(async () => {
  const odd = fc.sample(arbitraryItem({ isStorable: true }), { numRuns: ITEM_COUNT, seed: 7 });
  const items = odd.map(
    (item, index): Item => ({
      ...item,
      ['id']: { S: `é"${index % 3}` },
      ['part']: { B: Buffer.from([index, 255]) },
    }),
  );
  for (let start = 0; start < items.length; start += 20) {
    const puts = items.slice(start, start + 20).map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.tableName]: puts } }));
  }
});

const clients: DynamoDBClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

function clientOf(server: FaultServer, options: ClientOptions = {}): DynamoDBClient {
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };
  const settings = { ...keys, region: 'us-east-1', endpointUrl: server.url, isReadOnly: false };
  const client = createSdkClient(settings, {
    retry: { baseDelayMs: 1, maxDelayMs: 2, deadlineMs: 400 },
    ...options,
  });
  clients.push(client);
  return client;
}

async function all(pages: AsyncIterable<RawPage>): Promise<RawPage[]> {
  const list: RawPage[] = [];
  for await (const page of pages) list.push(page);
  return list;
}

/** An item in the one way of writing it: the engine's order of members differs from response to response. */
function canonical(json: string): string {
  return canonicalItem(parseJson(json) as Item);
}

const canonicalItems = (items: readonly Item[] = []): string[] =>
  items.map((item) => canonical(toTypedJsonText(item)));

function texts(pages: readonly RawPage[]): string[] {
  return pages.flatMap((page) =>
    itemLines(page, ITEM_LINE).toString().split('\n').slice(0, -1).map(canonical),
  );
}

const scan = (client: DynamoDBClient, input: Partial<ScanCommandInput> = {}) =>
  all(rawPages(client, 'Scan', { TableName: table.tableName, ...input }));

describe('raw pages', () => {
  test('are the pages that the SDK reads, in its order', async () => {
    const pages = await scan(table.client, { Limit: 7 });
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
    expect(texts(pages)).toEqual(canonicalItems(Items));
    expect(pages.map((page) => page.count)).toEqual([...Array(8).fill(7), 4]);
    expect(pages.every((page) => page.scannedCount === page.count)).toBe(true);
    expect(pages.every((page) => (page.consumedCapacity?.CapacityUnits ?? 0) > 0)).toBe(true);
  });

  test('go on from their last evaluated key, which is DynamoDB JSON', async () => {
    const [first, ...others] = await scan(table.client, { Limit: 20 });
    expect(first?.lastEvaluatedKey).toEqual({
      id: { S: expect.stringMatching(/^é"\d$/) },
      part: { B: expect.stringMatching(/^.{4}$/) },
    });
    expect(others.at(-1)?.lastEvaluatedKey).toBeUndefined();
    const ExclusiveStartKey = parseTypedItem(JSON.stringify(first?.lastEvaluatedKey), 'the key');
    expect(texts(await scan(table.client, { ExclusiveStartKey }))).toEqual(texts(others));
  });

  test('of segments are together those of the table', async () => {
    const segments = [0, 1, 2].map((Segment) => scan(table.client, { Segment, TotalSegments: 3, Limit: 5 }));
    const found = (await Promise.all(segments)).flatMap(texts);
    expect(found.toSorted()).toEqual(texts(await scan(table.client)).toSorted());
    expect(found).toHaveLength(ITEM_COUNT);
  });

  test('of a filtered scan may be empty, and do not end it', async () => {
    const pages = await scan(table.client, {
      Limit: 10,
      FilterExpression: 'id = :id AND part > :part',
      ExpressionAttributeValues: { ':id': { S: 'é"1' }, ':part': { B: Buffer.from([50]) } },
    });
    expect(pages.map((page) => page.scannedCount)).toEqual([...Array(6).fill(10), 0]);
    expect(pages.flatMap((page) => [...page.items]).length / 2).toBe(3);
  });

  test('of a query', async () => {
    const input = {
      TableName: table.tableName,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'é"2' } },
    };
    const { Items = [] } = await table.client.send(new QueryCommand(input));
    expect(Items).toHaveLength(ITEM_COUNT / 3);
    expect(texts(await all(rawPages(table.client, 'Query', { ...input, Limit: 6 })))).toEqual(
      canonicalItems(Items),
    );
  });

  test('that only count have no items', async () => {
    const [page] = await scan(table.client, { Select: 'COUNT' });
    expect(page).toMatchObject({ count: ITEM_COUNT, items: new Uint32Array(0) });
  });

  test('make lines of an export', async () => {
    const [page] = await scan(table.client, { Limit: 1 });
    if (page === undefined) throw new Error('there is no page');
    const item = itemLines(page, ITEM_LINE).toString().trimEnd();
    const target = Buffer.alloc(1_000_000);
    const lines = itemLines(page, EXPORT_LINE, target);
    expect(lines.toString()).toBe(`{"Item":${item}}\n`);
    expect(lines.buffer).toBe(target.buffer);
  });

  test('are asked for one at a time, each when the caller lets it', async () => {
    await using server = await startFaultServer(table.url);
    const asked: number[] = [];
    const pages = rawPages(
      clientOf(server),
      'Scan',
      { TableName: table.tableName, Limit: 20 },
      { beforeRequest: async () => void asked.push(server.requests.length) },
    );
    await pages.next();
    expect(asked).toEqual([0]);
    await pages.next();
    expect(asked).toEqual([0, 1]);
    await pages.return();
    expect(server.requests).toHaveLength(2);
  });

  test('stop when the caller stops', async () => {
    await using server = await startFaultServer(table.url, { script: () => ({ silent: true }) });
    const stop = new AbortController();
    const pages = rawPages(clientOf(server), 'Scan', { TableName: table.tableName }, { signal: stop.signal });
    const next = pages.next();
    stop.abort();
    await expect(next).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});

const damaged: Fault = {
  response: {
    status: 200,
    headers: { 'content-type': JSON_TYPE, 'x-amz-crc32': '1' },
    body: '{"Items":[],"Count":0}',
  },
};
const page = (body: string): Fault => ({
  response: { status: 200, headers: { 'content-type': JSON_TYPE }, body },
});

describe('what goes wrong on the way', () => {
  test.each<[string, Fault[]]>([
    ['a body with a wrong x-amz-crc32', [damaged]],
    ['a body that ends early', [{ cut: 'midway' }]],
    ['a connection cut before and after the request', [{ cut: 'before' }, { cut: 'after' }]],
    ['throttling, and trouble of AWS’s own', [throttled(), internalError(), throttled()]],
    ['a response of something that is not DynamoDB', [{ response: { status: 503, body: '<html>' } }]],
  ])('%s is waited out', async (_, faults) => {
    await using server = await startFaultServer(table.url, { script: inTurn([undefined, ...faults]) });
    const retries: unknown[] = [];
    const client = clientOf(server, {
      // Time enough, also where the machine has much else to do.
      retry: { baseDelayMs: 1, maxDelayMs: 2, deadlineMs: 20_000 },
      onRetry: (retry) => retries.push(retry),
    });
    expect(texts(await scan(client, { Limit: 25 }))).toEqual(texts(await scan(table.client)));
    expect(retries).toHaveLength(faults.length);
  });

  test.each<[string, Fault, string, string]>([
    [
      'a wrong checksum for ever',
      damaged,
      'Unreachable',
      'the response was changed in transit: x-amz-crc32 is 1, but the checksum of the body is 370684966 (Scan, after retries)',
    ],
    ['short bodies for ever', { cut: 'midway' }, 'Unreachable', 'cannot reach URL: ECONNRESET (Scan)'],
    [
      'expired credentials',
      serviceError(400, 'ExpiredTokenException', 'The security token included in the request is expired'),
      'CredentialsRefused',
      'ExpiredTokenException: The security token included in the request is expired',
    ],
    [
      'no page',
      page('{"Items":['),
      'Unreachable',
      'the response of the service cannot be read: an item that is not an object at byte 10',
    ],
    [
      'a Count that is not that of the items',
      page('{"Items":[{}],"Count":2}'),
      'Unreachable',
      'the response of Scan is not a valid DynamoDB response: 1 in "Items", but "Count" is 2',
    ],
  ])('%s ends it', async (_, fault, code, message) => {
    await using server = await startFaultServer(table.url, { script: () => fault });
    const expected = message.replace('URL', server.url);
    await expect(scan(clientOf(server))).rejects.toThrow(
      expect.objectContaining({ code, message: expected }),
    );
  });

  test('a response that stalls is asked for again', async () => {
    const { createServer } = await import('node:http');
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      const body = '{"Items":[{"id":{"S":"a"}}],"Count":1}';
      response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': body.length });
      response.write(requests === 1 ? body.slice(0, 5) : body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const client = clientOf({ url: `http://127.0.0.1:${port}` } as FaultServer, { retry: {} });
    const pages = await all(rawPages(client, 'Scan', { TableName: table.tableName }, { idleTimeoutMs: 50 }));
    expect(texts(pages)).toEqual(['{"id":{"S":"a"}}']);
    expect(requests).toBe(2);
    server.closeAllConnections();
    server.close();
  });
});
