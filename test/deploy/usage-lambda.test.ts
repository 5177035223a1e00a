import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readUsageReport } from '../../src/lib/usage/usage-report-schema.ts';
import type { GatewayResponse } from '../../src/proxy.ts';
import { answeringServer } from '../helpers/answering-server.ts';
import { cloudwatchStub } from '../helpers/cloudwatch-stub.ts';
import { type Call, httpEvent, restEvent } from '../helpers/gateway-events.ts';
import { useTable } from '../helpers/table.ts';

/** The built file, as Lambda would run it: with what the template sets and the runtime brings in its environment. */
const bundleFile = fileURLToPath(new URL('../../dist/lambda/usage.mjs', import.meta.url));
type Handler = (event: unknown) => Promise<GatewayResponse>;

const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'Artist', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-artist',
      KeySchema: [{ AttributeName: 'Artist', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

async function loadHandler(cloudWatchUrl: string, dynamoDbUrl = table.url): Promise<Handler> {
  const environment = {
    TABLE_NAME: table.tableName,
    TABLE_ARN: `arn:aws:dynamodb:us-east-1:123456789012:table/${table.tableName}`,
    DYNAMODB_URL: dynamoDbUrl,
    CLOUDWATCH_URL: cloudWatchUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const url = `${pathToFileURL(bundleFile).href}?${encodeURIComponent(cloudWatchUrl)}`;
  return ((await import(/* @vite-ignore */ url)) as { handler: Handler }).handler;
}

afterEach(() => vi.unstubAllEnvs());

const NOW = Math.floor(Date.now() / 1000);
const LAST_HOUR = Math.floor(NOW / 3600) * 3600 - 3600;
const METRICS = {
  ConsumedReadCapacityUnits: { [LAST_HOUR]: 2 },
  ConsumedWriteCapacityUnits: { [LAST_HOUR + 60]: 30 },
  'ConsumedWriteCapacityUnits/by-artist': { [LAST_HOUR + 60]: 30 },
};
const KEYS = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', region: 'us-east-1' };

function call(members: object = {}, more: Partial<Call> = {}): Call {
  const body = JSON.stringify({
    TableName: table.tableName,
    Since: LAST_HOUR,
    PeriodSeconds: 3600,
    ...members,
  });
  return { path: '/usage', body, ...more };
}

describe.each<[string, (call: Call) => object]>([
  ['REST API', restEvent],
  ['HTTP API', httpEvent],
])('the bundled usage handler behind a %s', (_kind, event) => {
  test('reports the table and its index, in the format of the route', async () => {
    await using cloudwatch = await cloudwatchStub(table.tableName, METRICS, KEYS);
    const handler = await loadHandler(cloudwatch.url);
    const response = await handler(event(call()));
    expect([response.statusCode, response.headers]).toEqual([
      200,
      { 'content-type': 'application/x-amz-json-1.0' },
    ]);
    expect(readUsageReport(JSON.parse(response.body), 'the function')).toMatchObject({
      TableName: table.tableName,
      Source: 'cloudwatch',
      Since: LAST_HOUR,
      PeriodSeconds: 3600,
      Points: [
        {
          Time: LAST_HOUR,
          Table: { Read: 2, Write: 30, Throttled: 0 },
          Indexes: { 'by-artist': { Read: 0, Write: 30, Throttled: 0 } },
        },
      ],
    });
  });

  test('caches a response for equal requests', async () => {
    await using cloudwatch = await cloudwatchStub(table.tableName, METRICS, KEYS);
    const handler = await loadHandler(cloudwatch.url);
    const first = await handler(event(call()));
    expect(await handler(event(call({ Since: LAST_HOUR + 1 })))).toEqual(first);
    expect(cloudwatch.asked).toHaveLength(2); // The two pages of one.
    await handler(event(call({ PeriodSeconds: 60 })));
    expect(cloudwatch.asked).toHaveLength(4);
  });

  test.each([
    [{ TableName: 'others' }, 'Reading the usage of table others is not allowed'],
    [{ Statistics: ['Sum'] }, 'Requesting Statistics is not allowed'],
    [{ Since: 0 }, /^Since and Until are \d+ days apart; the maximum is 455 days$/],
  ])('refuses %o, and asks nobody', async (members, message) => {
    await using cloudwatch = await cloudwatchStub(table.tableName, METRICS, KEYS);
    const handler = await loadHandler(cloudwatch.url);
    const { statusCode, body } = await handler(event(call(members)));
    expect([statusCode, JSON.parse(body)]).toEqual([
      400,
      {
        __type: 'com.amazon.coral.validate#ValidationException',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      },
    ]);
    expect(cloudwatch.asked).toEqual([]);
  });

  test.each<[string, Partial<Call>]>([
    ['a caller that IAM does not know', { userArn: null }],
    ['another method', { method: 'GET' }],
  ])('refuses %s', async (_, more) => {
    const handler = await loadHandler('http://127.0.0.1:9');
    expect(await handler(event(call({}, more)))).toMatchObject({
      statusCode: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
  });
});

describe('a failure behind the function', () => {
  const denied = '{"__type":"AccessDenied","Message":"User: arn:aws:sts::1:role/x is not authorized"}';

  test('is not sent to the caller', async () => {
    await using cloudwatch = await answeringServer([{ status: 400, body: denied }]);
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const handler = await loadHandler(cloudwatch.url);
    const response = await handler(restEvent(call()));
    const logged = stderr.mock.calls.map(([text]) => String(text)).join('');
    stderr.mockRestore();
    expect([response.statusCode, JSON.parse(response.body)]).toEqual([
      500,
      {
        __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
        message: 'The request processing has failed because of an unknown error.',
      },
    ]);
    expect(logged).toContain('is not authorized');
  });

  test('is not kept', async () => {
    await using cloudwatch = await answeringServer([
      { status: 400, body: denied },
      { status: 200, body: '{"MetricDataResults":[]}' },
    ]);
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const handler = await loadHandler(cloudwatch.url);
    const codes = [await handler(restEvent(call())), await handler(restEvent(call()))];
    stderr.mockRestore();
    expect(codes.map(({ statusCode }) => statusCode)).toEqual([500, 200]);
  });
});

test('the bundle needs nothing but Node', () => {
  const imported = readFileSync(bundleFile, 'utf8').matchAll(/^import .* from "(.*)";$/gm);
  expect([...imported].map(([, name]) => name).filter((name) => !isBuiltin(name ?? ''))).toEqual([]);
});
