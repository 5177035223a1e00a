import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BulkWriter } from '../../../src/lib/bulk/bulk-writer.ts';
import { batchFrame, putRequest } from '../../../src/lib/bulk/put-requests.ts';
import { rawPage } from '../../../src/lib/bulk/raw-pages.ts';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import { documentClientOver } from '../../../src/lib/client/document-client.ts';
import { answeringServer, type CannedResponse } from '../../helpers/answering-server.ts';
import { MISREAD_NAMES, unusedName } from '../../helpers/escaped-names.ts';
import { JSON_TYPE } from '../../helpers/faults.ts';
import { TEST_KEYS } from '../../helpers/sign-request.ts';

const Key = { id: { S: '1' } };
const TableName = 'table';

/** A server whose first response holds a map with the name `before`, and its second one with the name as written. */
async function settingsOf(
  { before, written }: (typeof MISREAD_NAMES)[number],
  first: string,
  response: (map: string) => Pick<CannedResponse, 'status' | 'body'>,
) {
  const responses = [before, written].map((name) => ({
    headers: { 'content-type': JSON_TYPE },
    ...response(`{"${first}":{"S":"1"},"${name}":{"S":"2"}}`),
  }));
  const server = await answeringServer(responses);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const retry = { baseDelayMs: 1, maxDelayMs: 1, deadlineMs: 300 };
  const settings = { ...TEST_KEYS, sessionToken: undefined, region: 'us-east-1', endpointUrl: server.url };
  return { settings, options: { retry } };
}

const namesIn = (map: object | undefined): string[] => Object.keys(map ?? {});

async function failure<T>(call: Promise<unknown>): Promise<T> {
  return call.then(
    () => expect.unreachable(),
    (error: unknown) => error as T,
  );
}

describe.each(MISREAD_NAMES)('what a server names $written, after $before', (pair) => {
  test.each([
    ['an item', (map: string) => `{"Item":${map}}`, (item: Record<string, AttributeValue>) => item],
    [
      'a map in an item, deep',
      (map: string) => `{"Item":{"list":{"L":[{"M":${map}}]}}}`,
      (item: Record<string, AttributeValue>) => item['list']?.L?.[0]?.M,
    ],
  ])('createSdkClient: %s', async (_what, body, mapIn) => {
    const first = unusedName();
    const { settings, options } = await settingsOf(pair, first, (map) => ({ status: 200, body: body(map) }));
    const client = createSdkClient(settings, options);
    await client.send(new GetItemCommand({ TableName, Key }));
    const { Item = {} } = await client.send(new GetItemCommand({ TableName, Key }));
    expect(namesIn(mapIn(Item))).toEqual([first, pair.name]);
  });

  test('createSdkDocumentClient', async () => {
    const first = unusedName();
    const body = (map: string): string => `{"Item":{"map":{"M":${map}},"n":{"N":"1.50"},"b":{"B":"AQ=="}}}`;
    const { settings, options } = await settingsOf(pair, first, (map) => ({ status: 200, body: body(map) }));
    const client = documentClientOver(createSdkClient(settings, options));
    await client.send(new GetCommand({ TableName, Key: { id: '1' } }));
    const { Item = {} } = await client.send(new GetCommand({ TableName, Key: { id: '1' } }));
    expect(namesIn(Item['map'] as object)).toEqual([first, pair.name]);
    expect(String(Item['n'])).toBe('1.50');
    expect(Item['b']).toEqual(Uint8Array.of(1));
  });

  const failed = (map: string) => ({
    status: 400,
    body: `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no","Item":${map}}`,
  });

  test('the item in an error of createSdkClient', async () => {
    const first = unusedName();
    const { settings, options } = await settingsOf(pair, first, failed);
    const client = createSdkClient(settings, options);
    const put = (): Promise<{ name: string; Item?: object }> =>
      failure(client.send(new PutItemCommand({ TableName, Item: Key })));
    await put();
    const error = await put();
    expect(error.name).toBe('ConditionalCheckFailedException');
    expect(namesIn(error.Item)).toEqual([first, pair.name]);
  });

  test('the item in an error of createSdkDocumentClient', async () => {
    const first = unusedName();
    const { settings, options } = await settingsOf(pair, first, failed);
    const client = documentClientOver(createSdkClient(settings, options));
    const put = (): Promise<{ Item?: object }> =>
      failure(client.send(new PutCommand({ TableName, Item: { id: '1' } })));
    await put();
    expect(namesIn((await put()).Item)).toEqual([first, pair.name]);
  });

  test('the items in the reasons of a cancelled transaction', async () => {
    const first = unusedName();
    const { settings, options } = await settingsOf(pair, first, (map) => ({
      status: 400,
      body: `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled","CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":${map}}]}`,
    }));
    const client = createSdkClient(settings, options);
    const TransactItems = [{ Put: { TableName, Item: Key } }];
    const write = (): Promise<{ CancellationReasons?: { Item?: object }[] }> =>
      failure(client.send(new TransactWriteItemsCommand({ TransactItems })));
    await write();
    expect(namesIn((await write()).CancellationReasons?.[1]?.Item)).toEqual([first, pair.name]);
  });

  test('the last evaluated key of a page', async () => {
    const first = unusedName();
    const body = (map: string): string => `{"Items":[],"Count":0,"ScannedCount":0,"LastEvaluatedKey":${map}}`;
    const { settings, options } = await settingsOf(pair, first, (map) => ({ status: 200, body: body(map) }));
    const client = createSdkClient(settings, options);
    await rawPage(client, 'Scan', { TableName });
    const { startKey, lastEvaluatedKey } = await rawPage(client, 'Scan', { TableName });
    expect(namesIn(startKey)).toEqual([first, pair.name]);
    expect(namesIn(lastEvaluatedKey)).toEqual([first, pair.name]);
  });

  test('items that BatchWriteItem gives back, which are written again', async () => {
    const first = unusedName();
    const body = (map: string): string => `{"UnprocessedItems":{"table":[{"PutRequest":{"Item":${map}}}]}}`;
    const { settings, options } = await settingsOf(pair, first, (map) => ({ status: 200, body: body(map) }));
    const writer = new BulkWriter({ ...settings, tableName: TableName }, options);
    onTestFinished(() => writer.close());
    const request = putRequest(batchFrame(TableName), [Buffer.from('{"id":{"S":"1"}}')]);
    await writer.putBatch(request);
    const { unprocessed } = await writer.putBatch(request);
    expect(unprocessed.map(String)).toEqual([
      `{"${first}":{"S":"1"},${JSON.stringify(pair.name)}:{"S":"2"}}`,
    ]);
  });
});
