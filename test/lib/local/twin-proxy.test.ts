import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTwin, type Twin } from '../../../src/lib/local/twin.ts';
import type { Signing } from '../../helpers/sign-request.ts';
import { type PostAnswer, signedPost } from '../../helpers/signed-fetch.ts';

let twin: Twin;
beforeAll(async () => {
  // Slow enough that an index is still being made when the next request comes.
  twin = await startTwin({ tableName: 'mine', indexDelayMs: 3_600_000 });
});
afterAll(() => twin.stop());

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/mine';
const create = (IndexName: string) => ({
  TableName: 'mine',
  AttributeDefinitions: [{ AttributeName: 'uuid', AttributeType: 'S' }],
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName,
        KeySchema: [{ AttributeName: 'uuid', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    },
  ],
});

interface Changed extends Signing {
  sent?: { headers?: Record<string, string>; body?: string };
}

function throughProxy(
  body: unknown,
  { sent, ...changed }: Changed = {},
  path = '/dynamodb',
): Promise<PostAnswer> {
  const { accessKeyId, secretAccessKey } = twin;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-target': 'DynamoDB_20120810.UpdateTable',
  };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signing = { accessKeyId, secretAccessKey, headers, body: text, ...changed };
  return signedPost(`${twin.endpointUrl}${path}`, signing, sent);
}

async function dynamoDb(operation: string, body: unknown): Promise<unknown> {
  const { accessKeyId, secretAccessKey } = twin;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const signing = { accessKeyId, secretAccessKey, headers, body: JSON.stringify(body), service: 'dynamodb' };
  const response = await signedPost(`${twin.endpointUrl}/`, signing);
  expect(response.headers.get('x-amz-crc32')).toBe(String(crc32(response.text)));
  return JSON.parse(response.text);
}

describe('an index through the proxy', () => {
  test('is CREATING, shown so by DescribeTable, and cannot be read', async () => {
    const response = await throughProxy(create('by-uuid'));
    expect(response.status).toBe(200);
    const index = {
      IndexName: 'by-uuid',
      IndexStatus: 'CREATING',
      Backfilling: false,
      IndexArn: `${ARN}/index/by-uuid`,
    };
    const shown = {
      TableName: 'mine',
      TableArn: ARN,
      TableStatus: 'UPDATING',
      GlobalSecondaryIndexes: [index],
    };
    expect(JSON.parse(response.text)).toMatchObject({ TableDescription: shown });
    expect(await dynamoDb('DescribeTable', { TableName: 'mine' })).toMatchObject({ Table: shown });
    const query = {
      TableName: 'mine',
      IndexName: 'by-uuid',
      KeyConditionExpression: 'uuid = :u',
      ExpressionAttributeValues: { ':u': { S: 'x' } },
    };
    const refusal = {
      __type: 'com.amazon.coral.validate#ValidationException',
      message: 'Cannot read from backfilling global secondary index: by-uuid',
    };
    expect(await dynamoDb('Query', query)).toEqual(refusal);
    expect(await dynamoDb('Scan', { TableName: 'mine', IndexName: 'by-uuid' })).toEqual(refusal);
    expect(await dynamoDb('ExecuteStatement', { Statement: 'SELECT * FROM mine."by-uuid"' })).toEqual(
      refusal,
    );
    expect(await dynamoDb('Scan', { TableName: 'mine' })).toMatchObject({ Count: 0 });
  });

  test('a second one is refused meanwhile, but what is not allowed is refused as such', async () => {
    expect(await errorOf(throughProxy(create('other')))).toMatch(/^ResourceInUseException: /);
    expect(await errorOf(throughProxy({ ...create('other'), BillingMode: 'PROVISIONED' }))).toBe(
      'ValidationException: Modifying BillingMode is not allowed',
    );
  });
});

/** An error's name, from `__type` or else the header, and its text. */
async function errorOf(sent: Promise<PostAnswer>): Promise<string> {
  const { status, headers, text } = await sent;
  expect(status).toBeGreaterThanOrEqual(400);
  const { __type, message, Message } = JSON.parse(text) as Record<string, string | undefined>;
  return `${__type?.split('#')[1] ?? headers.get('x-amzn-errortype')}: ${message ?? Message}`;
}

describe('restricted means restricted', () => {
  const big = JSON.stringify({ ...create('by-uuid'), filler: 'x'.repeat(2 * 1024 * 1024) });
  const twice = JSON.stringify(create('a')).replace(
    '{"TableName":"mine"',
    '{"TableName":"other","TableName":"mine"',
  );
  const updates = create('a').GlobalSecondaryIndexUpdates;
  const late = new Date(Date.now() - 15 * 60_000);
  const withMember = (name: string, value: unknown): unknown => ({ ...create('a'), [name]: value });

  test.each<[string, unknown, Changed, string | RegExp]>([
    ...[
      'BillingMode',
      'DeletionProtectionEnabled',
      'GlobalTableWitnessUpdates',
      'MultiRegionConsistency',
      'OnDemandThroughput',
      'ProvisionedThroughput',
      'ReplicaUpdates',
      'SSESpecification',
      'StreamSpecification',
      'TableClass',
      'WarmThroughput',
      'SomethingNew',
    ].map((name): [string, unknown, Changed, string] => [
      name,
      withMember(name, {}),
      {},
      `ValidationException: Modifying ${name} is not allowed`,
    ]),
    [
      'two at once',
      withMember('GlobalSecondaryIndexUpdates', [...updates, ...create('b').GlobalSecondaryIndexUpdates]),
      {},
      /^LimitExceededException: Subscriber limit exceeded/,
    ],
    [
      'another table',
      withMember('TableName', 'other'),
      {},
      'ValidationException: Modifying table other is not allowed',
    ],
    [
      "another account's table",
      withMember('TableName', ARN.replace('000000000000', '123456789012')),
      {},
      /^ValidationException: Modifying table arn:aws:dynamodb:us-east-1:123456789012:table\/mine is not allowed$/,
    ],
    [
      'unsigned',
      create('a'),
      { sent: { headers: { authorization: '' } } },
      'MissingAuthenticationTokenException: Missing Authentication Token',
    ],
    [
      'a wrong secret',
      create('a'),
      { secretAccessKey: 'wrong' },
      /^InvalidSignatureException: The request signature we calculated/,
    ],
    [
      'an unknown key',
      create('a'),
      { accessKeyId: 'AKIALOCALUNKNOWN' },
      'UnrecognizedClientException: The security token included in the request is invalid.',
    ],
    [
      'replayed after 15 minutes',
      create('a'),
      { at: late },
      /^InvalidSignatureException: Signature expired: /,
    ],
    [
      'signed for DynamoDB',
      create('a'),
      { service: 'dynamodb' },
      "InvalidSignatureException: Credential should be scoped to correct service: 'execute-api'. ",
    ],
    [
      'a body changed after signing',
      create('a'),
      { sent: { body: JSON.stringify(create('b')) } },
      /^InvalidSignatureException: The request signature we calculated/,
    ],
    [
      'another operation in X-Amz-Target',
      create('a'),
      {
        headers: {
          'x-target': 'DynamoDB_20120810.UpdateTable',
          'x-amz-target': 'DynamoDB_20120810.DeleteTable',
        },
      },
      'UnknownOperationException: The operation must be in X-Target only, but X-Amz-Target is DynamoDB_20120810.DeleteTable',
    ],
    [
      'another operation in X-Target',
      create('a'),
      { headers: { 'x-target': 'DynamoDB_20120810.DeleteTable' } },
      'UnknownOperationException: X-Target must be DynamoDB_20120810.UpdateTable, not DynamoDB_20120810.DeleteTable',
    ],
    ['2 MB', big, {}, 'RequestTooLargeException: Request Too Long'],
    ['invalid JSON', '{"TableName":', {}, /^SerializationException: /],
    [
      'duplicate members',
      twice,
      {},
      /^SerializationException: body:1:\d+: the member "TableName" occurs twice$/,
    ],
  ])('%s', async (_, body, changed, expected) => {
    const actual = await errorOf(throughProxy(body, changed));
    if (typeof expected === 'string') expect(actual).toBe(expected);
    else expect(actual).toMatch(expected);
  });

  test('a wrong method, and a wrong path', async () => {
    const response = await fetch(twin.proxyUrl);
    expect([response.status, await response.json()]).toEqual([
      403,
      { message: 'Missing Authentication Token' },
    ]);
    expect((await throughProxy(create('a'), {}, '/dynamodb/more')).status).toBe(404);
  });
});
