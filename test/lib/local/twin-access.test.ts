import { crc32 } from 'node:zlib';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import { startTwin, type Twin } from '../../../src/lib/local/twin.ts';
import type { Signing } from '../../helpers/sign-request.ts';
import { type PostAnswer, signedPost } from '../../helpers/signed-fetch.ts';

let twin: Twin;
let signing: Signing;
beforeAll(async () => {
  twin = await startTwin({ tableName: 'mine', region: 'eu-west-1' });
  const { accessKeyId, secretAccessKey, region } = twin;
  signing = { accessKeyId, secretAccessKey, region, service: 'dynamodb' };
});
afterAll(() => twin.stop());

const ARN = 'arn:aws:dynamodb:eu-west-1:000000000000:table/mine';

function call(
  operation: string,
  body: unknown,
  changed: Partial<Signing> = {},
  sent: { headers?: Record<string, string>; body?: string } = {},
): Promise<PostAnswer> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return signedPost(`${twin.endpointUrl}/`, { ...signing, headers, body: text, ...changed }, sent);
}

function assertChecksum(response: PostAnswer): void {
  expect(response.headers.get('x-amz-crc32')).toBe(String(crc32(response.text)));
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9A-V]{52}$|^[0-9A-F-]{52}$/);
}

const KEY = { id: { S: '1' } };
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

describe('a signature that is refused', () => {
  test.each<[string, Partial<Signing>, { headers?: Record<string, string>; body?: string }, string, string]>([
    [
      'an unknown key',
      { accessKeyId: 'AKIALOCALUNKNOWN' },
      {},
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    ['a wrong secret', { secretAccessKey: 'wrong' }, {}, 'InvalidSignatureException', MISMATCH],
    [
      'a session token',
      { sessionToken: 'token' },
      {},
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'another region',
      { region: 'us-east-1' },
      {},
      'InvalidSignatureException',
      "Credential should be scoped to a valid region, not 'us-east-1'. ",
    ],
    [
      "the proxy's service",
      { service: 'execute-api' },
      {},
      'InvalidSignatureException',
      "Credential should be scoped to correct service: 'dynamodb'. ",
    ],
    [
      'a body changed after signing',
      {},
      { body: '{"TableName":"other"}' },
      'InvalidSignatureException',
      MISMATCH,
    ],
    [
      'an operation changed after signing',
      {},
      { headers: { 'x-amz-target': 'DynamoDB_20120810.DeleteItem' } },
      'InvalidSignatureException',
      MISMATCH,
    ],
    [
      'no signature',
      {},
      { headers: { authorization: '' } },
      'MissingAuthenticationTokenException',
      'Request is missing Authentication Token',
    ],
  ])('%s', async (_, changed, sent, name, message) => {
    const response = await call('GetItem', { TableName: 'mine', Key: KEY }, changed, sent);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.text)).toEqual({ __type: `com.amazon.coral.service#${name}`, message });
    assertChecksum(response);
  });

  test.each([
    [
      'early',
      16,
      /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$/,
    ],
    [
      'late',
      -16,
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
    ],
  ])('a clock that is too %s', async (_, minutes, message) => {
    const at = new Date(Date.now() + minutes * 60_000);
    const response = await call('GetItem', { TableName: 'mine', Key: KEY }, { at });
    expect(JSON.parse(response.text)).toEqual({
      __type: 'com.amazon.coral.service#InvalidSignatureException',
      message: expect.stringMatching(message),
    });
  });

  test("autodyne's own client learns the right time from the refusal", async () => {
    const client = createSdkClient({ ...twin, sessionToken: undefined });
    client.config.systemClockOffset = -60 * 60_000;
    const { $metadata } = await client.send(new GetItemCommand({ TableName: 'mine', Key: KEY }));
    expect($metadata.httpStatusCode).toBe(200);
    client.destroy();
  });
});

describe('what the restricted user may not do', () => {
  const other = 'arn:aws:dynamodb:eu-west-1:000000000000:table/other';
  const select = { Statement: "SELECT * FROM other WHERE id = '1'" };
  test.each<[operation: string, body: unknown, action: string, resource: string]>([
    ['UpdateTable', { TableName: 'mine', BillingMode: 'PROVISIONED' }, 'UpdateTable', ARN],
    ['UpdateTable', { TableName: ARN }, 'UpdateTable', ARN],
    ['CreateTable', { TableName: 'other' }, 'CreateTable', other],
    ['DeleteTable', { TableName: 'mine' }, 'DeleteTable', ARN],
    ['UpdateTimeToLive', { TableName: 'mine' }, 'UpdateTimeToLive', ARN],
    ['ListTables', {}, 'ListTables', 'arn:aws:dynamodb:eu-west-1:000000000000:table/*'],
    ['DescribeTable', { TableName: 'other' }, 'DescribeTable', other],
    ['GetItem', { TableName: 'other', Key: KEY }, 'GetItem', other],
    ['PutItem', { TableName: 'other', Item: KEY }, 'PutItem', other],
    ['UpdateItem', { TableName: 'other', Key: KEY }, 'UpdateItem', other],
    ['DeleteItem', { TableName: 'other', Key: KEY }, 'DeleteItem', other],
    ['Scan', { TableName: 'other' }, 'Scan', other],
    ['Query', { TableName: 'other', IndexName: 'by-artist' }, 'Query', `${other}/index/by-artist`],
    ['Scan', '{"TableName":"other","TableName":"mine"}', 'Scan', other],
    ['Scan', '{"TableName":"mine","TableName":"other"}', 'Scan', other],
    [
      'Scan',
      { TableName: 'arn:aws:dynamodb:eu-west-1:123456789012:table/mine' },
      'Scan',
      'arn:aws:dynamodb:eu-west-1:123456789012:table/mine',
    ],
    [
      'BatchGetItem',
      { RequestItems: { mine: { Keys: [KEY] }, other: { Keys: [KEY] } } },
      'BatchGetItem',
      other,
    ],
    ['BatchWriteItem', { RequestItems: { mine: [], other: [] } }, 'BatchWriteItem', other],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 'mine' } }, { Delete: { TableName: 'other' } }] },
      'DeleteItem',
      other,
    ],
    ['TransactGetItems', { TransactItems: [{ Get: { TableName: 'other' } }] }, 'GetItem', other],
    ['ExecuteStatement', select, 'PartiQLSelect', other],
    ['BatchExecuteStatement', { Statements: [select] }, 'PartiQLSelect', other],
    ['ExecuteTransaction', { TransactStatements: [select] }, 'PartiQLSelect', other],
  ])('%s %j', async (operation, body, action, resource) => {
    const response = await call(operation, body);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.text)).toEqual({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      Message: `User: arn:aws:iam::000000000000:user/mine is not authorized to perform: dynamodb:${action} on resource: ${resource} because no identity-based policy allows the dynamodb:${action} action`,
    });
    assertChecksum(response);
  });

  test('a PartiQL statement that names no table', async () => {
    const response = await call('ExecuteStatement', { Statement: 'DROP TABLE mine' });
    expect(JSON.parse(response.text)).toEqual({
      __type: 'com.amazon.coral.validate#ValidationException',
      message: "Statement wasn't well formed, can't be processed",
    });
  });
});

describe('what is theirs passes', () => {
  const item = { id: { S: '1' }, n: { N: '12345678901234567890123456789012345678' } };
  test.each<[operation: string, body: unknown, response: unknown]>([
    ['PutItem', { TableName: 'mine', Item: item }, {}],
    ['GetItem', { TableName: 'mine', Key: KEY }, { Item: item }],
    ['GetItem', { TableName: ARN, Key: KEY }, { Item: item }],
    ['Query', query('mine'), { Items: [item], Count: 1, ScannedCount: 1 }],
    ['Scan', { TableName: ARN }, { Items: [item], Count: 1, ScannedCount: 1 }],
    [
      'BatchGetItem',
      { RequestItems: { mine: { Keys: [KEY] } } },
      { Responses: { mine: [item] }, UnprocessedKeys: {} },
    ],
    [
      'BatchGetItem',
      { RequestItems: { [ARN]: { Keys: [KEY] } } },
      { Responses: { [ARN]: [item] }, UnprocessedKeys: {} },
    ],
    [
      'BatchWriteItem',
      { RequestItems: { [ARN]: [{ PutRequest: { Item: { id: { S: '2' } } } }] } },
      { UnprocessedItems: {} },
    ],
    [
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'mine', Key: KEY } }] },
      { Responses: [{ Item: item }] },
    ],
    ['TransactWriteItems', { TransactItems: [{ Delete: { TableName: ARN, Key: { id: { S: '2' } } } }] }, {}],
    ['ExecuteStatement', { Statement: "SELECT * FROM mine WHERE id = '1'" }, { Items: [item] }],
    ['DeleteItem', { TableName: 'mine', Key: KEY }, {}],
  ])('%s %j', async (operation, body, expected) => {
    const response = await call(operation, body);
    expect(JSON.parse(response.text)).toEqual(expected);
    expect(response.status).toBe(200);
    assertChecksum(response);
  });

  test('DescribeTable, under the ARN of its account', async () => {
    const response = await call('DescribeTable', { TableName: 'mine' });
    expect(JSON.parse(response.text)).toMatchObject({
      Table: { TableName: 'mine', TableArn: ARN, TableStatus: 'ACTIVE' },
    });
    assertChecksum(response);
  });

  test("the engine's refusals come as they are", async () => {
    const response = await call('GetItem', { TableName: 'mine', Key: { no: { S: '1' } } });
    expect(response.status).toBe(400);
    expect(JSON.parse(response.text)).toMatchObject({
      message: 'The provided key element does not match the schema',
    });
    assertChecksum(response);
  });

  function query(TableName: string): unknown {
    return {
      TableName,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: '1' } },
    };
  }
});

describe('what is no request of the protocol', () => {
  test.each([
    ['an operation that DynamoDB does not have', 'DropTable', {}, 'UnknownOperationException'],
    ['a body that is no JSON', 'GetItem', '{"TableName":', 'SerializationException'],
  ])('%s', async (_, operation, body, name) => {
    const response = await call(operation, body);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.text)).toMatchObject({ __type: `com.amazon.coral.service#${name}` });
  });

  test.each([
    ['another path', '/elsewhere', 'POST', 404, '<UnknownOperationException/>\n'],
    ['another method', '/', 'PUT', 404, '<UnknownOperationException/>\n'],
    ['a look whether it is there', '/', 'GET', 200, 'healthy: dynamodb.eu-west-1.amazonaws.com '],
  ])('%s', async (_, path, method, status, text) => {
    const response = await fetch(`${twin.endpointUrl}${path}`, { method });
    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  test('more than 16 MB', async () => {
    const response = await call('PutItem', ' '.repeat(16 * 1024 * 1024 + 1));
    expect([response.status, response.text]).toEqual([413, '']);
  });
});
