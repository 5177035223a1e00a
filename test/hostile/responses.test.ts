import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test, vi } from 'vitest';
import { BulkWriter } from '../../src/lib/bulk/bulk-writer.ts';
import { batchFrame, putRequest } from '../../src/lib/bulk/put-requests.ts';
import { rawPages } from '../../src/lib/bulk/raw-pages.ts';
import { createSdkClient } from '../../src/lib/client/client.ts';
import type { AutodyneError } from '../../src/lib/errors/autodyne-error.ts';
import { fromAwsError } from '../../src/lib/errors/from-aws-error.ts';
import { TEST_KEYS } from '../helpers/sign-request.ts';
import {
  ENDLESS,
  type Misbehaviour,
  NOT_HTTP,
  responding,
  startHostileServer,
  TOO_LONG,
} from './hostile-server.ts';

const DEADLINE_MS = 400;
/** Some attempts until the deadline, which all fail: it is no matter which of them was the last. */
const retry = { deadlineMs: DEADLINE_MS, baseDelayMs: 50, maxDelayMs: 100 };
/** Enough to read what is too long up to its limit on a busy machine. */
const LONG_DEADLINE_MS = 20_000;
const settings = (url: string) => ({
  ...TEST_KEYS,
  sessionToken: undefined,
  region: 'us-east-1',
  endpointUrl: url,
  tableName: 'music',
});

/** The ways on which requests leave: the SDK's client, pages as bytes, and writes as bytes. */
const WAYS: Readonly<Record<string, (url: string, deadlineMs?: number) => Promise<unknown>>> = {
  'a single command': async (url, deadlineMs = DEADLINE_MS) => {
    const client = createSdkClient(settings(url), { retry: { ...retry, deadlineMs } });
    const command = new GetItemCommand({ TableName: 'music', Key: { id: { S: 'a' } } });
    return client.send(command).finally(() => client.destroy());
  },
  'bulk reading': async (url, deadlineMs = DEADLINE_MS) => {
    const client = createSdkClient(settings(url), { retry: { ...retry, deadlineMs } });
    try {
      const pages = [];
      for await (const page of rawPages(client, 'Scan', { TableName: 'music' })) pages.push(page);
      return pages;
    } finally {
      client.destroy();
    }
  },
  'bulk writing': async (url, deadlineMs = DEADLINE_MS) => {
    const writer = new BulkWriter(settings(url), { retry: { ...retry, deadlineMs } });
    const request = putRequest(batchFrame('music'), [Buffer.from('{"id":{"S":"a"}}')]);
    return writer.putBatch(request).finally(() => writer.close());
  },
};

async function failureOf(way: (url: string) => Promise<unknown>, misbehaviour: Misbehaviour) {
  await using server = await startHostileServer(misbehaviour);
  const startedAt = performance.now();
  const error = await way(server.url).then(
    (value: unknown) => {
      throw new Error(`was taken: ${JSON.stringify(value)}`);
    },
    (thrown: unknown) => fromAwsError(thrown, { operation: 'Any', tableName: 'music', endpointUrl: 'URL' }),
  );
  return { error: error as AutodyneError, elapsedMs: performance.now() - startedAt, server };
}

describe.each(Object.entries(WAYS))('%s', (_, way) => {
  test.concurrent.each(Object.entries(NOT_HTTP))('%s is an error in words', async (__, misbehaviour) => {
    const { error, server } = await failureOf(way, misbehaviour);
    expect(error).toMatchObject({ code: 'Unreachable', exitCode: 7 });
    expect(server.requests).toBeGreaterThan(0);
  });

  test.concurrent.each(Object.entries(ENDLESS))(
    '%s ends at the deadline, and the connection with it',
    async (__, misbehaviour) => {
      const { error, elapsedMs, server } = await failureOf(way, misbehaviour);
      expect(error).toMatchObject({ code: 'Unreachable', exitCode: 7 });
      // One attempt may begin just before the deadline, and has as long.
      expect(elapsedMs).toBeLessThan(DEADLINE_MS * 2 + 1500);
      await vi.waitFor(() => expect(server.connections).toBe(0));
    },
  );

  test.each(Object.entries(TOO_LONG))('%s is not read to its end', async (__, misbehaviour) => {
    const before = process.memoryUsage();
    const { error } = await failureOf((url) => way(url, LONG_DEADLINE_MS), misbehaviour);
    const after = process.memoryUsage();
    expect(error.message).toMatch(/is not DynamoDB: the response is longer than \d+ MiB/);
    expect(error.code).toBe('Unreachable');
    // 160 MiB for a batch, and as much again while it grows.
    expect(after.rss - before.rss).toBeLessThan(400 * 1024 * 1024);
  });

  test.each<[string, string]>([
    ['a string', '"x"'],
    ['an array', '[]'],
    ['null', 'null'],
    ['nothing', ''],
    ['a page of a web server', '<html>'],
    ['half an object', '{"Items":['],
  ])('200 with %s is not taken', async (__, body) => {
    const { error } = await failureOf(way, responding(body));
    expect(error).toMatchObject({ exitCode: 7 });
  });

  test('200 with an error in it is that error', async () => {
    const body =
      '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no such table"}';
    const { error } = await failureOf(way, responding(body));
    expect(error).toMatchObject({
      code: 'TableNotFound',
      message: 'table "music" does not exist: no such table',
    });
  });

  test.each(['CERT_HAS_EXPIRED', 'ECONNREFUSED'])(
    'a member "code": "%s" of an error says nothing',
    async (code) => {
      const members = { code, syscall: 'connect', $retryable: {}, name: 'TimeoutError', $metadata: {} };
      const body = JSON.stringify({ __type: 'x#ValidationException', message: 'no', ...members });
      await using server = await startHostileServer(responding(body, '400 Bad Request'));
      const error = await way(server.url).catch((thrown: unknown) =>
        fromAwsError(thrown, { operation: 'Any', tableName: 'music' }),
      );
      expect(error).toMatchObject({
        code: 'RefusedByService',
        message: expect.stringMatching(/^ValidationException: no/),
      });
      expect(server.requests).toBe(1);
    },
  );

  test.concurrent.each<[string, unknown]>([
    ['a string', 'x'],
    ['nulls', [null, 1, { Code: 5, Message: {} }]],
    ['an object', { length: 3 }],
  ])('odd reasons of an error, %s, are passed over', async (__, reasons) => {
    for (const name of ['TransactionCanceledException', 'ThrottlingException']) {
      const members = {
        CancellationReasons: reasons,
        ThrottlingReasons: reasons,
        throttlingReasons: reasons,
      };
      const body = JSON.stringify({ __type: `x#${name}`, message: 'canceled', ...members });
      const { error } = await failureOf(way, responding(body, '400 Bad Request'));
      expect(error.message).toContain('canceled');
      expect(error.name).toBe('AutodyneError');
    }
  });
});

describe('a page that holds no page', () => {
  test.each<[string, string, string]>([
    ['nothing', '{}', 'no "Count"'],
    ['a count without items', '{"Count":5}', 'no "Items"'],
    ['items without a count', '{"Items":[]}', 'no "Count"'],
    ['another count', '{"Items":[{"a":{"S":"x"}}],"Count":2}', '1 in "Items", but "Count" is 2'],
    [
      'no key to go on from',
      '{"Items":[],"Count":0,"LastEvaluatedKey":{}}',
      '"LastEvaluatedKey" is not a key',
    ],
    [
      'a text to go on from',
      '{"Items":[],"Count":0,"LastEvaluatedKey":"x"}',
      '"LastEvaluatedKey" is not a key',
    ],
    [
      'a list to go on from',
      '{"Items":[],"Count":0,"LastEvaluatedKey":{"a":{"L":[]}}}',
      '"LastEvaluatedKey" is not a key',
    ],
  ])('%s', async (_, body, problem) => {
    const { error } = await failureOf(WAYS['bulk reading'] ?? expect.fail, responding(body));
    expect(error).toMatchObject({
      code: 'Unreachable',
      message: `the response of Scan is not a valid DynamoDB response: ${problem}`,
    });
  });

  test('a key that does not move on ends it after two pages', async () => {
    const body = '{"Items":[],"Count":0,"LastEvaluatedKey":{"a":{"S":"x"}}}';
    await using server = await startHostileServer(responding(body));
    await expect(WAYS['bulk reading']?.(server.url)).rejects.toThrow(
      'is that of an earlier page, so the read would never end',
    );
    expect(server.requests).toBe(2);
  });

  test('a long page that names an error is none', async () => {
    const items = JSON.stringify(Array.from({ length: 2000 }, () => ({ a: { S: 'x'.repeat(100) } })));
    const body = `{"Items":${items},"Count":2000,"__type":"x#InternalServerError"}`;
    const { error } = await failureOf(WAYS['bulk reading'] ?? expect.fail, responding(body));
    expect(error.message).toBe('the response of Scan is not a valid DynamoDB response: it is an error');
  });

  test('keys in a circle end it once round', async () => {
    let page = 0;
    const body = () => `{"Items":[],"Count":0,"LastEvaluatedKey":{"a":{"N":"${page++ % 900}"}}}`;
    await using server = await startHostileServer((socket, request) => responding(body())(socket, request));
    await expect(WAYS['bulk reading']?.(server.url)).rejects.toThrow('would never end');
    expect(server.requests).toBe(901);
  });
});

test.each<[string, string]>([
  ['nothing', '{}'],
  ['a text', '{"UnprocessedItems":"x"}'],
  ['items of another table', '{"UnprocessedItems":{"other":[]}}'],
  ['requests that hold nothing', '{"UnprocessedItems":{"music":[null]}}'],
])('a batch with the response %s does not count as written', async (_, body) => {
  const { error } = await failureOf(WAYS['bulk writing'] ?? expect.fail, responding(body));
  expect(error.message).toMatch(/^the response of BatchWriteItem is not a valid DynamoDB response: /);
});

test('a put with an error response does not count as written', async () => {
  const { error } = await failureOf(async (url) => {
    const client = createSdkClient(settings(url), { retry });
    const command = new PutItemCommand({ TableName: 'music', Item: { id: { S: 'a' } } });
    return client.send(command).finally(() => client.destroy());
  }, responding('{"__type":"x#ConditionalCheckFailedException","message":"The conditional request failed"}'));
  expect(error.code).toBe('ConditionFailed');
});

test('an item may have an attribute called __type', async () => {
  const item = '{"id":{"S":"a"},"__type":{"S":"x#ValidationException"}}';
  await using server = await startHostileServer(responding(`{"Item":${item}}`));
  const output = await WAYS['a single command']?.(server.url);
  expect(output).toMatchObject({ Item: { __type: { S: 'x#ValidationException' } } });
});

test('a page in tiny chunks is read in linear time', async () => {
  const text = `{"Items":[{"a":{"S":"${'x'.repeat(1024 * 1024)}"}}],"Count":1}`;
  const chunks = text.replace(/./gs, '1\r\n$&\r\n');
  await using server = await startHostileServer((socket) =>
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`,
    ),
  );
  const client = createSdkClient(settings(server.url), { retry: { deadlineMs: 20_000 } });
  const pages = [];
  for await (const page of rawPages(client, 'Scan', { TableName: 'music' })) pages.push(page.body.length);
  client.destroy();
  expect(pages).toEqual([text.length]);
});

describe('what nobody asked for on a kept connection', () => {
  const item = (value: string): string => `{"Item":{"id":{"S":"${value}"}}}`;

  /** Sends two requests over one connection; `extra` follows the first response, at once or a moment later. */
  async function twoRequests(extra: string, isLater: boolean): Promise<unknown[]> {
    let count = 0;
    await using server = await startHostileServer((socket, request) => {
      count += 1;
      responding(item(`own ${count}`))(socket, request);
      if (count > 1) return;
      if (isLater) setTimeout(() => socket.write(extra), 30);
      else socket.write(extra);
    });
    const client = createSdkClient(settings(server.url), { retry });
    const command = () => new GetItemCommand({ TableName: 'music', Key: { id: { S: 'a' } } });
    const values = [];
    for (let request = 0; request < 2; request += 1) {
      values.push((await client.send(command())).Item?.['id']?.S);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    client.destroy();
    return values;
  }

  const foreign = `HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${item('foreign').length}\r\n\r\n${item('foreign')}`;
  test.each([
    ['a second response, at once', foreign, false],
    ['a second response, later', foreign, true],
    ['the beginning of one, later', foreign.slice(0, 40), true],
    ['garbage, later', 'x'.repeat(100), true],
  ])('%s, is not taken for the next response', async (_, extra, isLater) => {
    const values = await twoRequests(extra, isLater);
    expect(values[0]).toBe('own 1');
    expect(values[1]).toMatch(/^own [23]$/);
  });
});
