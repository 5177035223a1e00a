import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BatchResponse, BulkWriter } from '../../../src/lib/bulk/bulk-writer.ts';
import {
  batchFrame,
  putIfAbsentFrame,
  putRequest,
  type RequestBody,
} from '../../../src/lib/bulk/put-requests.ts';
import type { ClientOptions, ClientSettings } from '../../../src/lib/client/client-options.ts';
import { canonicalItem } from '../../../src/lib/digest/canonical-item.ts';
import { type AutodyneError, isAutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { toTypedJsonText } from '../../../src/lib/items/json/typed-json.ts';
import type { Item } from '../../../src/lib/items/values/attribute-value.ts';
import { parseJson } from '../../../src/lib/json/parse-json.ts';
import { verifySignature } from '../../../src/lib/proxy/verify-signature.ts';
import { selfSignedCertificate } from '../../helpers/certificate.ts';
import { startConnectProxy } from '../../helpers/connect-proxy.ts';
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
import { TEST_KEYS } from '../../helpers/sign-request.ts';
import { useTable } from '../../helpers/table.ts';
import { arbitraryItem } from '../items/json/arbitrary-item.ts';

const table = useTable();
const QUICK = { baseDelayMs: 1, maxDelayMs: 2, deadlineMs: 300 };

const writers: BulkWriter[] = [];
afterEach(() => {
  for (const writer of writers.splice(0)) writer.close();
});

function writerTo(
  url: string,
  options: ClientOptions = {},
  settings: Partial<ClientSettings> = {},
): BulkWriter {
  const writer = new BulkWriter(
    {
      ...TEST_KEYS,
      sessionToken: undefined,
      region: 'us-east-1',
      endpointUrl: url,
      tableName: table.tableName,
      ...settings,
    },
    { retry: QUICK, ...options },
  );
  writers.push(writer);
  return writer;
}

beforeEach(async () => {
  for (const item of await stored()) {
    const Key = { id: (JSON.parse(item) as { id: { S: string } }).id };
    await table.client.send(new DeleteItemCommand({ TableName: table.tableName, Key }));
  }
});

async function failureOf(writer: BulkWriter, items: readonly string[] = ITEMS): Promise<AutodyneError> {
  const failure: unknown = await writer.putBatch(batchOf(items)).catch((error: unknown) => error);
  if (!isAutodyneError(failure)) throw new Error('it was no failure', { cause: failure });
  return failure;
}

const bytesOf = (texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const batchOf = (texts: readonly string[]): RequestBody =>
  putRequest(batchFrame(table.tableName), bytesOf(texts));
const itemOf = (text: string): RequestBody =>
  putRequest(putIfAbsentFrame(table.tableName, 'id'), bytesOf([text]));
const canonical = (text: string): string => canonicalItem(parseJson(text) as Item);

async function stored(): Promise<string[]> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.tableName, ConsistentRead: true }),
  );
  return Items.map((item) => canonical(toTypedJsonText(item))).sort();
}

const ITEMS = Array.from(
  { length: 25 },
  (_, index) => `{"id":{"S":"${index}"},"text":{"S":"é \\u00e9 \\" ${index}"}}`,
);
const DONE: BatchResponse = { unprocessed: [], consumedWriteUnits: 25 };

describe('a bulk writer', () => {
  test('writes items of all types and odd names as they are', async () => {
    // The first request to a server that has just started may take seconds (DynamoDB Local's Java does).
    const writer = writerTo(table.url, { retry: { deadlineMs: 20_000 }, requestTimeoutMs: 20_000 });
    const texts = fc
      .sample(arbitraryItem({ isStorable: true }), { numRuns: 75, seed: 11 })
      .map((item, index) => toTypedJsonText({ ...item, ['id']: { S: String(index) } }));
    const batches = [0, 25, 50].map((start) => writer.putBatch(batchOf(texts.slice(start, start + 25))));
    for (const outcome of await Promise.all(batches)) {
      expect(outcome.unprocessed).toEqual([]);
      expect(outcome.consumedWriteUnits).toBeGreaterThanOrEqual(25);
    }
    expect(await stored()).toEqual(texts.map(canonical).sort());
  });

  test('signs so that AWS’s checks pass, session token included', async () => {
    await using faults = await startFaultServer(table.url);
    const sessionToken = 'token+/=';
    await writerTo(faults.url, {}, { sessionToken }).putBatch(batchOf(ITEMS));
    const [request] = faults.requests;
    if (request === undefined) throw new Error('nothing came');
    const verdict = verifySignature(
      { ...request, headers: request.headers as Record<string, string> },
      {
        service: 'dynamodb',
        region: 'us-east-1',
        credentialsOf: () => ({ secretAccessKey: TEST_KEYS.secretAccessKey, sessionToken }),
        skewMinutes: 5,
        now: new Date(),
      },
    );
    expect(verdict).toEqual({ isValid: true, accessKeyId: TEST_KEYS.accessKeyId });
  });

  test('keeps a connection for each batch under way, and no more', async () => {
    await using faults = await startFaultServer(table.url);
    const writer = writerTo(faults.url);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([0, 5, 10].map((at) => writer.putBatch(batchOf(ITEMS.slice(at, at + 5)))));
    }
    expect(faults.requests).toHaveLength(9);
    expect(faults.connections).toBe(3);
  });

  test('refuses to write in read-only mode', async () => {
    await using faults = await startFaultServer(table.url);
    const refused = writerTo(faults.url, {}, { isReadOnly: true }).putBatch(batchOf(ITEMS));
    await expect(refused).rejects.toMatchObject({ code: 'ReadOnly' });
    expect(faults.requests).toEqual([]);
  });

  test('tells of its requests and of its waits', async () => {
    await using faults = await startFaultServer(table.url, {
      script: inTurn([throttled()]),
    });
    const told: string[] = [];
    const writer = writerTo(faults.url, {
      onTrace: ({ operation, host, outcome }) => told.push(`${operation} ${host} ${outcome}`),
      onRetry: ({ error, attempt }) => told.push(`${(error as Error).name} ${attempt}`),
    });
    await writer.putBatch(batchOf(ITEMS));
    expect(told).toEqual([
      'BatchWriteItem 127.0.0.1 ThrottlingException',
      'ThrottlingException 1',
      'BatchWriteItem 127.0.0.1 ok',
    ]);
  });
});

test('unprocessed items are given back', async () => {
  await using server = await startFaultServer(table.url, { script: always({ unprocessed: 3 }) });
  const { unprocessed } = await writerTo(server.url).putBatch(batchOf(ITEMS));
  expect(unprocessed.map((item) => canonical(item.toString()))).toEqual(ITEMS.slice(22).map(canonical));
  expect(await stored()).toHaveLength(22);
});

test('nothing is tried again once the signal is raised', async () => {
  await using server = await startFaultServer(table.url, { script: always(throttled()) });
  const stop = new AbortController();
  const writer = writerTo(server.url, { retry: {}, onRetry: () => stop.abort() });
  await expect(writer.putBatch(batchOf(ITEMS), stop.signal)).rejects.toMatchObject({ code: 'Throttled' });
  expect(server.requests).toHaveLength(1);
});

test('closing it ends requests under way', async () => {
  await using server = await startFaultServer(table.url, { script: always({ silent: true }) });
  const writer = writerTo(server.url, { retry: {} });
  const pending = writer.putBatch(batchOf(ITEMS));
  const ended = expect(pending).rejects.toMatchObject({ code: 'Unreachable' });
  await vi.waitFor(() => expect(server.requests).toHaveLength(1));
  writer.close();
  await ended;
});

describe('an item that is put if its key is absent', () => {
  const [item = ''] = ITEMS;

  test('is written once', async () => {
    const writer = writerTo(table.url);
    const put = () => writer.putIfAbsent(itemOf(item));
    expect(await put()).toEqual({ isWritten: true, consumedWriteUnits: 1 });
    expect(await put()).toEqual({ isWritten: false, consumedWriteUnits: 1 });
    expect(await stored()).toEqual([canonical(item)]);
  });

  test('and that DynamoDB refuses is an error', async () => {
    const put = writerTo(table.url).putIfAbsent(itemOf('{"text":{"S":"no key"}}'));
    await expect(put).rejects.toMatchObject({ code: 'RefusedByService' });
    expect(await stored()).toEqual([]);
  });
});

const okWith = (body: string, headers: Record<string, string> = { 'content-type': JSON_TYPE }): Fault => ({
  response: { status: 200, headers, body },
});

describe('what goes wrong on the way', () => {
  test.each<[string, Fault[]]>([
    ['throttling', [throttled(), throttled()]],
    ['500 before it took effect', [internalError()]],
    ['503 of something in between', [{ response: { status: 503, body: '<html>' } }]],
    ['a connection that breaks before and after it took effect', [{ cut: 'before' }, { cut: 'after' }]],
    ['a response that is cut short', [{ cut: 'midway' }]],
    [
      'a wrong x-amz-crc32',
      [okWith('{"UnprocessedItems":{}}', { 'content-type': JSON_TYPE, 'x-amz-crc32': '1' })],
    ],
  ])('%s is waited out', async (_, faults) => {
    await using server = await startFaultServer(table.url, { script: inTurn(faults) });
    // What passes has the time that it needs, also where the machine has much else to do.
    const writer = writerTo(server.url, { retry: { ...QUICK, deadlineMs: 20_000 } });
    expect(await writer.putBatch(batchOf(ITEMS))).toMatchObject(DONE);
    expect(server.requests).toHaveLength(faults.length + 1);
    expect(await stored()).toEqual(ITEMS.map(canonical).sort());
  });

  test.each<[string, Fault, string, RegExp]>([
    ['throttling', throttled(), 'Throttled', /^ThrottlingException: .* \(BatchWriteItem, after retries\)$/],
    ['500', internalError(), 'Unreachable', /^InternalServerError: .* \(BatchWriteItem, after retries\)$/],
    [
      'a connection that breaks',
      { cut: 'after' },
      'Unreachable',
      /^cannot reach URL: ECONNRESET \(BatchWriteItem\)$/,
    ],
    [
      'an expired token',
      serviceError(400, 'ExpiredTokenException', 'The security token included in the request is expired'),
      'CredentialsRefused',
      /^ExpiredTokenException: /,
    ],
    ['a web page', okWith('<html>', {}), 'Unreachable', /^the server at URL is not DynamoDB: HTTP 200 /],
  ])('%s for ever is told', async (_, fault, code, message) => {
    await using server = await startFaultServer(table.url, { script: always(fault) });
    const failure = await failureOf(writerTo(server.url));
    expect(failure.code).toBe(code);
    expect(failure.message.replace(server.url, 'URL')).toMatch(message);
  });

  test('a server that is silent is given up in time', async () => {
    await using server = await startFaultServer(table.url, { script: always({ silent: true }) });
    const writer = writerTo(server.url, { requestTimeoutMs: 20 });
    expect(await failureOf(writer)).toMatchObject({ code: 'Unreachable' });
    expect(server.requests.length).toBeGreaterThan(1);
  });

  test('a server that is not there is given up soon', async () => {
    expect(await failureOf(writerTo('http://127.0.0.1:1'))).toMatchObject({
      code: 'Unreachable',
      message: 'cannot reach http://127.0.0.1:1: ECONNREFUSED (BatchWriteItem)',
    });
  });

  test('a clock that is wrong: the request is signed once more by the response’s', async () => {
    const skewMs = -3_600_000;
    const date = new Date(Date.now() + skewMs).toUTCString();
    const script = ({ headers }: FaultRequest): Fault | undefined => {
      const stamp = String(headers['x-amz-date']);
      const isFresh =
        stamp.slice(0, 11) === new Date(date).toISOString().replaceAll(/[-:]/g, '').slice(0, 11);
      return isFresh
        ? undefined
        : serviceError(400, 'InvalidSignatureException', 'Signature not yet current');
    };
    await using server = await startFaultServer(table.url, { script, headers: { date } });
    const writer = writerTo(server.url);
    expect(await writer.putBatch(batchOf(ITEMS))).toMatchObject(DONE);
    expect(await writer.putBatch(batchOf(ITEMS))).toMatchObject(DONE);
    expect(server.requests).toHaveLength(3);
  });
});

test.each([
  ['an item without its key', [...ITEMS.slice(1), '{"text":{"S":"x"}}']],
  ['the same key twice', [...ITEMS.slice(1), ...ITEMS.slice(1, 2)]],
])('%s is refused, and the batch with it', async (_, items) => {
  const failure = await failureOf(writerTo(table.url), items);
  expect(failure.code).toBe('RefusedByService');
  expect(failure.message).toMatch(/^ValidationException: .* \(BatchWriteItem\)$/);
  expect(await stored()).toEqual([]);
});

const certificate = selfSignedCertificate();

describe.skipIf(certificate === undefined)('HTTPS', () => {
  const tls = certificate ?? { key: '', cert: '' };

  test('with a certificate that nobody vouches for is refused', async () => {
    await using server = await startFaultServer(table.url, { tls });
    expect((await failureOf(writerTo(server.url))).message).toMatch(
      /^cannot reach https:.*: DEPTH_ZERO_SELF_SIGNED_CERT \(BatchWriteItem\)$/,
    );
    expect(server.requests).toEqual([]);
  });

  describe('to a server that is trusted', () => {
    beforeEach(() => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      return () => vi.unstubAllEnvs();
    });

    test('goes straight there', async () => {
      await using server = await startFaultServer(table.url, { tls });
      expect(await writerTo(server.url).putBatch(batchOf(ITEMS))).toMatchObject(DONE);
    });

    test('goes through an HTTP proxy’s tunnel, and keeps it', async () => {
      await using server = await startFaultServer(table.url, { tls });
      await using proxy = await startConnectProxy('user:pass');
      const httpsProxyFor = () => proxy.url.replace('//', '//user:pass@');
      const writer = writerTo(server.url, { httpsProxyFor });
      expect(await writer.putBatch(batchOf(ITEMS))).toMatchObject(DONE);
      expect(await writer.putBatch(batchOf(ITEMS))).toMatchObject(DONE);
      expect(proxy.tunnels).toEqual([new URL(server.url).host]);
    });

    test('says so when the proxy does not know it', async () => {
      await using server = await startFaultServer(table.url, { tls });
      await using proxy = await startConnectProxy('user:pass');
      const { message } = await failureOf(writerTo(server.url, { httpsProxyFor: () => proxy.url }));
      expect(message).toBe(`HTTP proxy authentication required to reach ${server.url} (HTTP 407)`);
    });
  });
});
