import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeTable } from '../../src/lib/items/read/describe-table.ts';
import type { GatewayResponse } from '../../src/proxy.ts';
import { type Call, httpEvent, restEvent } from '../helpers/gateway-events.ts';
import { useTable } from '../helpers/table.ts';

/** The built file, as Lambda would run it: with what the template sets and the runtime brings in its environment. */
const bundleFile = fileURLToPath(new URL('../../dist/lambda/index.mjs', import.meta.url));
type Handler = (event: unknown) => Promise<GatewayResponse>;

const table = useTable();
let handler: Handler;

async function loadHandler(dynamoDbUrl: string): Promise<Handler> {
  const environment = {
    TABLE_NAME: table.tableName,
    TABLE_ARN: `arn:aws:dynamodb:us-east-1:123456789012:table/${table.tableName}`,
    DYNAMODB_URL: dynamoDbUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const url = `${pathToFileURL(bundleFile).href}?${encodeURIComponent(dynamoDbUrl)}`;
  return ((await import(/* @vite-ignore */ url)) as { handler: Handler }).handler;
}

afterAll(() => vi.unstubAllEnvs());

beforeAll(async () => {
  handler = await loadHandler(table.url);
});

const createBody = (name: string): string =>
  JSON.stringify({
    TableName: table.tableName,
    AttributeDefinitions: [{ AttributeName: name, AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: name,
          KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  });

async function indexNames(): Promise<(string | undefined)[]> {
  const { GlobalSecondaryIndexes = [] } = await describeTable(table.client, table.tableName);
  return GlobalSecondaryIndexes.map((index) => index.IndexName);
}

describe.each<[string, (call: Call) => object]>([
  ['REST API', restEvent],
  ['HTTP API', httpEvent],
])('the bundled handler behind a %s', (kind, event) => {
  const prefix = kind.slice(0, 4).trim().toLowerCase();

  test.each<[string, Partial<Call>]>([
    ['plain', {}],
    ['base64', { isBase64: true }],
    ['capitals', { headerCase: 'upper' }],
    ['small', { headerCase: 'lower' }],
  ])('creates and deletes an index: %s', async (name, call) => {
    const indexName = `${prefix}-${name}`;
    const created = await handler(event({ body: createBody(indexName), ...call }));
    expect(created.statusCode).toBe(200);
    expect(JSON.parse(created.body)).toMatchObject({
      TableDescription: {
        GlobalSecondaryIndexes: expect.arrayContaining([expect.objectContaining({ IndexName: indexName })]),
      },
    });
    expect(created.headers).toMatchObject({ 'content-type': 'application/x-amz-json-1.0' });
    expect(await indexNames()).toContain(indexName);

    const body = JSON.stringify({
      TableName: `arn:aws:dynamodb:us-east-1:123456789012:table/${table.tableName}`,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: indexName } }],
    });
    expect((await handler(event({ body, ...call }))).statusCode).toBe(200);
    expect(await indexNames()).not.toContain(indexName);
  });

  test("passes the service's own error on", async () => {
    const body = createBody('x');
    expect(await handler(event({ body }))).toMatchObject({
      statusCode: 400,
      body: expect.stringContaining('ValidationException'),
      isBase64Encoded: false,
    });
  });

  test('refuses what is not an index change', async () => {
    const body = JSON.stringify({ TableName: table.tableName, SSESpecification: { Enabled: false } });
    expect(await handler(event({ body }))).toEqual({
      statusCode: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: '{"__type":"com.amazon.coral.validate#ValidationException","message":"Modifying SSESpecification is not allowed"}',
      isBase64Encoded: false,
    });
  });

  test.each<[string, Partial<Call>, string]>([
    ['a caller that IAM does not know', { userArn: null }, 'Missing Authentication Token'],
    ['another method', { method: 'GET' }, 'Missing Authentication Token'],
  ])('refuses %s', async (_, call, message) => {
    expect(await handler(event({ body: createBody('refused'), ...call }))).toEqual({
      statusCode: 403,
      headers: {
        'content-type': 'application/json',
        'x-amzn-errortype': 'MissingAuthenticationTokenException',
      },
      body: JSON.stringify({ message }),
      isBase64Encoded: false,
    });
    expect(await indexNames()).not.toContain('refused');
  });
});

test('the bundle needs nothing but Node', () => {
  const imported = readFileSync(bundleFile, 'utf8').matchAll(/^import .* from "(.*)";$/gm);
  expect([...imported].map(([, name]) => name).filter((name) => !name?.startsWith('node:'))).toEqual([]);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an empty event', {}],
  [
    'an event without a body',
    { ...restEvent({ body: '' }), body: null, headers: null, multiValueHeaders: null },
  ],
])('%s gets a response, and throws nothing', async (_, event) => {
  expect((await handler(event)).statusCode).toBeOneOf([400, 403]);
});

test('responds as DynamoDB would when it cannot be reached', async () => {
  const cutOff = await loadHandler('http://127.0.0.1:1');
  const response = await cutOff(restEvent({ body: createBody('unreachable') }));
  expect([response.statusCode, JSON.parse(response.body)]).toEqual([
    500,
    {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'The request processing has failed because of an unknown error.',
    },
  ]);
});
