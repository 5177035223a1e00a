import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { callOperation } from '../../../src/lib/client/call-operation.ts';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import type { ServiceClient } from '../../../src/lib/client/client-sender.ts';
import { documentClientOver } from '../../../src/lib/client/document-client.ts';
import { clientHandedIn, type SdkClient } from '../../../src/lib/client/handed-in-client.ts';
import { startFaultServer } from '../../helpers/fault-server.ts';
import { always, throttled } from '../../helpers/faults.ts';
import { useTable } from '../../helpers/table.ts';

const table = useTable();
const clients: SdkClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

/** As an app makes it, without a word of ours. */
function appClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const credentials = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' };
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: table.url, credentials, ...config });
  clients.push(client);
  return client;
}

function ourClient(endpointUrl = table.url): DynamoDBClient {
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };
  const client = createSdkClient({ ...keys, region: 'us-east-1', endpointUrl });
  clients.push(client);
  return client;
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable('it succeeded'),
    (error: Error) => error,
  );
}

describe.each<[string, (config?: DynamoDBClientConfig) => ServiceClient]>([
  ['a DynamoDBClient', appClient],
  ['a DynamoDBDocumentClient', (config) => DynamoDBDocumentClient.from(appClient(config))],
  ['one with cached middleware', (config) => appClient({ ...config, cacheMiddleware: true })],
  ['one that was handed in', (config) => clientHandedIn(appClient(config))],
])('%s of an app', (_, clientOf) => {
  const TableName = table.tableName;

  test('takes and gives typed items, all digits, sets, binary and odd names', async () => {
    const client = clientOf();
    const Item = {
      id: { S: 'typed' },
      digits: { N: '12345678901234567890123456789012345678' },
      fraction: { N: '0.1234567890123456789012345678901234567' },
      numbers: { NS: ['98765432109876543210987654321098765432'] },
      bytes: { B: new Uint8Array([0, 255]) },
      many: { BS: [new Uint8Array([1])] },
      list: { L: [{ N: '1' }, { M: { deep: { B: new Uint8Array([2]) } } }] },
      nothing: { NULL: true as const },
      yes: { BOOL: true },
    };
    await callOperation(client, 'PutItem', { TableName, Item });
    const { Item: found } = await callOperation(client, 'GetItem', { TableName, Key: { id: Item.id } });
    expect(found).toEqual(Item);
  });

  test('keeps an attribute named __proto__', async () => {
    const client = clientOf();
    const Item = Object.assign(Object.create(null) as Record<string, { S: string }>, { id: { S: 'proto' } });
    Object.defineProperty(Item, '__proto__', { value: { S: 'kept' }, enumerable: true });
    await callOperation(ourClient(), 'PutItem', { TableName, Item });
    const { Item: found = {} } = await callOperation(client, 'GetItem', {
      TableName,
      Key: { id: { S: 'proto' } },
    });
    expect(Object.entries(found).sort()).toEqual(Object.entries(Item).sort());
  });

  test('gives the service’s errors as autodyne’s own, with the item that stood in the way', async () => {
    const client = clientOf();
    const Item = { id: { S: 'there' }, n: { N: '1' } };
    await callOperation(client, 'PutItem', { TableName, Item });
    const error = await rejection(
      callOperation(client, 'PutItem', {
        TableName,
        Item,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    expect(error).toMatchObject({ name: 'AutodyneError', code: 'ConditionFailed' });
    expect(error.cause).toMatchObject({ Item });
    const absent = await rejection(callOperation(client, 'Scan', { TableName: 'no-such-table' }));
    expect(absent).toMatchObject({
      code: 'TableNotFound',
      message: expect.stringMatching(/^table "no-such-table" does not exist: /),
    });
  });

  test('retries as the app configured it, and says where it went', async () => {
    const faults = await startFaultServer(table.url, { script: always(throttled()) });
    const client = clientOf({ endpoint: faults.url, maxAttempts: 1 });
    const error = await rejection(callOperation(client, 'Scan', { TableName }));
    expect(error).toMatchObject({ code: 'Throttled' });
    expect(faults.requests).toHaveLength(1);
    await faults[Symbol.asyncDispose]();
    const later = clientOf({ endpoint: faults.url, maxAttempts: 1 });
    const refused = await rejection(callOperation(later, 'Scan', { TableName }));
    expect(refused).toMatchObject({
      code: 'Unreachable',
      message: `cannot reach ${faults.url}: ECONNREFUSED (Scan)`,
    });
  });

  test('a signal ends its request', async () => {
    await using faults = await startFaultServer(table.url, { script: always({ silent: true }) });
    const client = clientOf({ endpoint: faults.url });
    const aborter = new AbortController();
    const asked = rejection(callOperation(client, 'Scan', { TableName }, { signal: aborter.signal }));
    setTimeout(() => aborter.abort(), 50);
    expect((await asked).name).toBe('AbortError');
    const aborted = rejection(callOperation(client, 'Scan', { TableName }, { signal: AbortSignal.abort() }));
    expect((await aborted).name).toBe('AbortError');
  });
});

test('a signal ends a request of the sender, and nothing is sent where it was raised before', async () => {
  await using faults = await startFaultServer(table.url, { script: always({ silent: true }) });
  const aborter = new AbortController();
  const { signal } = aborter;
  const client = ourClient(faults.url);
  const asked = rejection(callOperation(client, 'Scan', { TableName: 't' }, { signal }));
  setTimeout(() => aborter.abort(), 50);
  expect((await asked).name).toBe('AbortError');
  const aborted = rejection(callOperation(client, 'Scan', { TableName: 't' }, { signal }));
  expect((await aborted).name).toBe('AbortError');
  expect(faults.requests).toHaveLength(1);
});

describe('read-only', () => {
  test.each<[string, () => SdkClient]>([
    ['an app’s client', appClient],
    ['a document client', () => DynamoDBDocumentClient.from(appClient())],
    ['a client of ours', ourClient],
  ])('writes through %s are refused, reads pass', async (_, clientOf) => {
    const client = clientHandedIn(clientOf(), { readOnly: true });
    const TableName = table.tableName;
    const refused = callOperation(client, 'PutItem', { TableName, Item: { id: { S: 'no' } } });
    await expect(refused).rejects.toMatchObject({
      code: 'ReadOnly',
      message: 'refused to call PutItem: read-only mode is on',
    });
    const { Item } = await callOperation(client, 'GetItem', { TableName, Key: { id: { S: 'no' } } });
    expect(Item).toBeUndefined();
  });

  test('the app’s own use of its client is its own', async () => {
    const client = DynamoDBDocumentClient.from(appClient());
    clientHandedIn(client, { readOnly: true });
    await client.send(new PutCommand({ TableName: table.tableName, Item: { id: 'own' } }));
  });
});

describe('refused', () => {
  test.each<[string, unknown, string, string]>([
    [
      'a client of an older SDK',
      { config: { serviceId: 'DynamoDB' }, send: () => expect.unreachable('it was used') },
      'the client is of an AWS SDK that is too old: it has no protocol in its configuration',
      'update @aws-sdk/client-dynamodb and @aws-sdk/lib-dynamodb to 3.928.0 or later',
    ],
    [
      'a client of another service',
      { config: { serviceId: 'S3', protocol: {} } },
      'the client is not a client of DynamoDB: it is one of S3',
      'hand in a DynamoDBClient or a DynamoDBDocumentClient of the AWS SDK for JavaScript v3',
    ],
    [
      'nothing',
      undefined,
      'the client is not a client of DynamoDB',
      'hand in a DynamoDBClient or a DynamoDBDocumentClient of the AWS SDK for JavaScript v3',
    ],
  ])('%s', async (_, client, message, suggestion) => {
    const expected = { code: 'InvalidUsage', message, suggestions: [suggestion] };
    expect(() => clientHandedIn(client as SdkClient)).toThrow(expect.objectContaining(expected));
    if (client === undefined) return;
    await expect(callOperation(client as SdkClient, 'Scan', { TableName: 't' })).rejects.toMatchObject(
      expected,
    );
  });
});

describe('a client of ours', () => {
  const TableName = table.tableName;

  test('is passed by, through the sender beside it; so is a document client over it', async () => {
    await using faults = await startFaultServer(table.url);
    const client = ourClient(faults.url);
    await callOperation(client, 'Scan', { TableName });
    await callOperation(documentClientOver(client), 'Scan', { TableName });
    expect(faults.requests.map(({ headers }) => headers['user-agent'])).toEqual([undefined, undefined]);
    expect(faults.connections).toBe(1);
  });

  test('is used where someone added middleware to it', async () => {
    const client = ourClient();
    const seen: string[] = [];
    client.middlewareStack.add(
      (next, context) => (args) => {
        seen.push(String(context.commandName));
        return next(args);
      },
      { step: 'initialize', name: 'app' },
    );
    await callOperation(client, 'Scan', { TableName });
    await callOperation(documentClientOver(client), 'Scan', { TableName });
    expect(seen).toEqual(['ScanCommand', 'ScanCommand']);
  });
});
