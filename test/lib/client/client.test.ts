import {
  type DynamoDBClient,
  GetItemCommand,
  type GetItemOutput,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { callOperation } from '../../../src/lib/client/call-operation.ts';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import type { ClientOptions } from '../../../src/lib/client/client-options.ts';
import type { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { fromAwsError } from '../../../src/lib/errors/from-aws-error.ts';
import { startFaultServer } from '../../helpers/fault-server.ts';
import {
  always,
  type Fault,
  type FaultRequest,
  inTurn,
  internalError,
  JSON_TYPE,
  serviceError,
  throttled,
} from '../../helpers/faults.ts';
import { useTable } from '../../helpers/table.ts';

const table = useTable();
const clients: DynamoDBClient[] = [];
afterAll(() => {
  for (const client of clients.splice(0)) client.destroy();
});

const QUICK = { baseDelayMs: 1, maxDelayMs: 2, deadlineMs: 400 };

function clientOf(url: string, options: ClientOptions = {}, isReadOnly = false): DynamoDBClient {
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };
  const settings = { ...keys, region: 'us-east-1', endpointUrl: url, isReadOnly };
  const client = createSdkClient(settings, { retry: QUICK, ...options });
  clients.push(client);
  return client;
}

type Get = (client: DynamoDBClient) => Promise<GetItemOutput>;

const input = () => ({ TableName: table.tableName, Key: { id: { S: 'absent' } } });

/** As apps do; what it throws becomes what the command line would say. */
const bySdk: Get = async (client) => {
  try {
    return await client.send(new GetItemCommand(input()));
  } catch (error) {
    const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? {};
    const endpointUrl = `${protocol}//${hostname}:${port}`;
    throw fromAwsError(error, { operation: 'GetItem', tableName: table.tableName, endpointUrl });
  }
};

/** As the command line does. */
const bySender: Get = (client) => callOperation(client, 'GetItem', input());

// Most of their time is waiting: for silence to end, and between tries.
describe.concurrent.each<[string, Get]>([
  ['the SDK', bySdk],
  ['the sender', bySender],
])('by %s', (way, get) => {
  const failure = (client: DynamoDBClient): Promise<AutodyneError> =>
    get(client).then(
      () => expect.unreachable('it succeeded'),
      (error: AutodyneError) => error,
    );

  describe('what passes by itself is tried again', () => {
    test.each<[string, Fault]>([
      ['throttling', throttled()],
      ['HTTP 500', internalError()],
      ['HTTP 503 with a page', { response: { status: 503, body: '<html>' } }],
      ['a connection cut before the response', { cut: 'before' }],
      ['a connection cut amid the response', { cut: 'midway' }],
      ['silence', { silent: true }],
    ])('%s', async (_, fault) => {
      const script = inTurn([fault, fault]);
      await using faults = await startFaultServer(table.url, { script });
      const retries: string[] = [];
      const client = clientOf(faults.url, {
        // Long enough for the response, also on a busy machine.
        requestTimeoutMs: 1000,
        retry: { ...QUICK, deadlineMs: 20_000 },
        onRetry: ({ attempt }) => retries.push(`after attempt ${attempt}`),
      });
      expect((await get(client)).Item).toBeUndefined();
      expect(faults.requests).toHaveLength(3);
      expect(retries).toEqual(['after attempt 1', 'after attempt 2']);
    });

    test('a transaction that met another one', async () => {
      const reasons = { CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }] };
      const script = inTurn([serviceError(400, 'TransactionCanceledException', 'cancelled', reasons)]);
      await using faults = await startFaultServer(table.url, { script });
      const TransactItems = [{ Put: { TableName: table.tableName, Item: { id: { S: 'a' } } } }];
      await clientOf(faults.url).send(new TransactWriteItemsCommand({ TransactItems }));
      expect(faults.requests).toHaveLength(2);
      // The same token, so that the second is not a second transaction.
      const tokens = faults.requests.map(
        ({ body }) => (JSON.parse(body.toString()) as { ClientRequestToken: string }).ClientRequestToken,
      );
      expect(tokens[0]).toMatch(/./);
      expect(tokens[1]).toBe(tokens[0]);
    });

    test('a clock that is wrong: the request is signed once more by the response’s clock', async () => {
      const skewMs = 3_600_000;
      const script = ({ headers }: FaultRequest): Fault | undefined => {
        const [, y, m, d, h, min, s] =
          /^(....)(..)(..)T(..)(..)(..)Z$/.exec(String(headers['x-amz-date'])) ?? [];
        const signedAt = Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}Z`);
        const isFresh = Math.abs(Date.now() + skewMs - signedAt) < 300_000;
        return isFresh ? undefined : serviceError(400, 'InvalidSignatureException', 'Signature expired');
      };
      const date = new Date(Date.now() + skewMs).toUTCString();
      await using faults = await startFaultServer(table.url, { script, headers: { date } });
      const client = clientOf(faults.url);
      await get(client);
      expect(faults.requests).toHaveLength(2);
      await get(client);
      expect(faults.requests).toHaveLength(3);
    });
  });

  describe('an error that lasts ends the command, with the message of the service', () => {
    const reason = {
      reason: 'TableReadKeyRangeThroughputExceeded',
      resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/music',
    };
    test.each<[string, Fault, code: string, exitCode: number, message: string]>([
      [
        'throttling',
        throttled([reason]),
        'Throttled',
        7,
        'ThrottlingException: Throughput exceeds the current capacity of your table. (GetItem, after retries); reads from table "music" exceed what one partition can serve (TableReadKeyRangeThroughputExceeded)',
      ],
      [
        'HTTP 500',
        internalError(),
        'Unreachable',
        7,
        'InternalServerError: The request processing has failed because of an unknown error. (GetItem, after retries)',
      ],
      [
        'HTTP 502 with a page',
        { response: { status: 502, body: '<html>' } },
        'Unreachable',
        7,
        'HTTP 502 (GetItem, after retries)',
      ],
      [
        'cut connections',
        { cut: 'before' },
        'Unreachable',
        7,
        'cannot reach the endpoint: ECONNRESET (GetItem)',
      ],
      [
        'silence',
        { silent: true },
        'Unreachable',
        7,
        'cannot reach the endpoint: no byte within 100 ms (GetItem)',
      ],
    ])('%s, until the deadline', async (_, fault, code, exitCode, message) => {
      await using faults = await startFaultServer(table.url, { script: always(fault) });
      const error = await failure(clientOf(faults.url, { requestTimeoutMs: 100 }));
      expect(error).toMatchObject({ code, exitCode, message: message.replace('the endpoint', faults.url) });
      expect(faults.requests.length).toBeGreaterThan(1);
    });

    test('silence on a connection that was kept from the request before', async () => {
      await using faults = await startFaultServer(table.url);
      const client = clientOf(faults.url, { requestTimeoutMs: 100 });
      await get(client);
      faults.script = always({ silent: true });
      const error = await failure(client);
      expect(error).toMatchObject({
        code: 'Unreachable',
        message: `cannot reach ${faults.url}: no byte within 100 ms (GetItem)`,
      });
      expect(faults.requests.length).toBeGreaterThan(2);
    });

    test.each<[string, Fault, code: string, exitCode: number, message: string]>([
      [
        'wrong keys',
        serviceError(
          400,
          'UnrecognizedClientException',
          'The security token included in the request is invalid.',
        ),
        'CredentialsRefused',
        6,
        'UnrecognizedClientException: The security token included in the request is invalid.',
      ],
      [
        'a wrong secret',
        serviceError(400, 'InvalidSignatureException', 'The request signature does not match'),
        'CredentialsRefused',
        6,
        'InvalidSignatureException: The request signature does not match',
      ],
      [
        'a bad request',
        serviceError(400, 'ValidationException', 'Bad'),
        'RefusedByService',
        1,
        'ValidationException: Bad (GetItem)',
      ],
      [
        'a web server',
        { response: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' } },
        'Unreachable',
        7,
        'the server at the endpoint is not DynamoDB: HTTP 200 (GetItem)',
      ],
      [
        'an empty response',
        { response: { status: 200 } },
        'Unreachable',
        7,
        'the server at the endpoint is not DynamoDB: HTTP 200 (GetItem)',
      ],
      [
        'a redirect, which is not followed',
        { response: { status: 307, headers: { location: 'https://other.example' } } },
        'Unreachable',
        7,
        'the server at the endpoint is not DynamoDB: HTTP 307 (GetItem)',
      ],
      [
        'half a response',
        { response: { status: 200, headers: { 'content-type': JSON_TYPE }, body: '{"Item":{' } },
        'Unreachable',
        7,
        way === 'the SDK'
          ? 'the server at the endpoint is not DynamoDB: HTTP 200 (GetItem)'
          : 'the response of GetItem is not a valid DynamoDB response: it is not JSON',
      ],
    ])('%s, at once', async (_, fault, code, exitCode, message) => {
      await using faults = await startFaultServer(table.url, { script: always(fault) });
      const expected = { code, exitCode, message: message.replace('the endpoint', faults.url) };
      expect(await failure(clientOf(faults.url))).toMatchObject(expected);
      expect(faults.requests).toHaveLength(1);
    });

    test('an endpoint where nobody listens is given up long before the deadline', async () => {
      const faults = await startFaultServer(table.url);
      await faults[Symbol.asyncDispose]();
      const client = clientOf(faults.url, { retry: { deadlineMs: 3_600_000, unreachableDeadlineMs: 200 } });
      expect(await failure(client)).toMatchObject({
        code: 'Unreachable',
        exitCode: 7,
        message: `cannot reach ${faults.url}: ECONNREFUSED (GetItem)`,
      });
    });

    test('a request never outlasts the deadline', async () => {
      await using faults = await startFaultServer(table.url, { script: always({ silent: true }) });
      const client = clientOf(faults.url, { requestTimeoutMs: 3_600_000, retry: { deadlineMs: 100 } });
      expect(await failure(client)).toMatchObject({ code: 'Unreachable' });
    });
  });

  describe('connections', () => {
    test('are kept: requests in turn share one', async () => {
      await using faults = await startFaultServer(table.url);
      const client = clientOf(faults.url);
      for (let request = 0; request < 5; request += 1) await get(client);
      expect(faults.requests).toHaveLength(5);
      expect(faults.connections).toBe(1);
    });
  });

  describe('in read-only mode', () => {
    test('a write is refused before a request is made, a read passes', async () => {
      await using faults = await startFaultServer(table.url);
      const client = clientOf(faults.url, {}, true);
      await get(client);
      const put = new PutItemCommand({ TableName: table.tableName, Item: { id: { S: 'a' } } });
      await expect(client.send(put)).rejects.toMatchObject({
        code: 'ReadOnly',
        exitCode: 6,
        message: 'refused to call PutItem: read-only mode is on',
      });
      expect(faults.requests.map(({ operation }) => operation)).toEqual(['GetItem']);
    });
  });

  describe('traces', () => {
    test('tell each attempt with its time and its id, and no secret', async () => {
      await using faults = await startFaultServer(table.url, { script: inTurn([throttled()]) });
      const events: unknown[] = [];
      await get(clientOf(faults.url, { onTrace: (event) => events.push(event) }));
      const measured = { durationMs: expect.any(Number), serverTimeMs: expect.any(Number) };
      const attempt = { operation: 'GetItem', host: '127.0.0.1', ...measured };
      expect(events).toEqual([
        { ...attempt, outcome: 'ThrottlingException', requestId: undefined },
        { ...attempt, outcome: 'ok', requestId: expect.any(String) },
      ]);
    });
  });
});
