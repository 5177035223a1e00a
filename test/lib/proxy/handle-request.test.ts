import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../src/lib/http/http-message.ts';
import { handleProxyRequest, handleSignedProxyRequest } from '../../../src/lib/proxy/handle-request.ts';
import type { UpdateTableCall } from '../../../src/lib/proxy/update-table-policy.ts';
import { signRequest, TEST_KEYS } from '../../helpers/sign-request.ts';

const BODY = '{"TableName":"music","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"uuid"}}]}';
const DONE: HttpResponse = {
  status: 200,
  headers: { 'x-amzn-requestid': '1' },
  body: '{"TableDescription":{}}',
};
const NOW = new Date('2026-03-01T12:00:00Z');

function plain(changes: Partial<HttpRequest> = {}): HttpRequest {
  const headers = { 'x-target': 'DynamoDB_20120810.UpdateTable' };
  return { method: 'POST', path: '/dynamodb', headers, body: Buffer.from(BODY), ...changes };
}

/** The proxy's response, and the calls that it made. */
async function ask(request: HttpRequest): Promise<{ response: HttpResponse; calls: UpdateTableCall[] }> {
  const calls: UpdateTableCall[] = [];
  const response = await handleProxyRequest(request, {
    tableName: 'music',
    updateTable: (call) => {
      calls.push(call);
      return Promise.resolve(DONE);
    },
  });
  return { response, calls };
}

describe('the proxy', () => {
  test("passes a change on and the service's response back", async () => {
    expect(await ask(plain())).toEqual({ response: DONE, calls: [JSON.parse(BODY)] });
  });

  const json = { 'content-type': 'application/x-amz-json-1.0' };
  const unreadable = (problem: string): HttpResponse => ({
    status: 400,
    headers: json,
    body: JSON.stringify({ __type: 'com.amazon.coral.service#SerializationException', Message: problem }),
  });
  const unknownOperation = (message: string): HttpResponse => ({
    status: 400,
    headers: json,
    body: JSON.stringify({ __type: 'com.amazon.coral.service#UnknownOperationException', message }),
  });
  const noRoute: HttpResponse = {
    status: 403,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': 'MissingAuthenticationTokenException',
    },
    body: '{"message":"Missing Authentication Token"}',
  };

  test.each<[string, Partial<HttpRequest>, HttpResponse]>([
    ['GET', { method: 'GET' }, noRoute],
    ['PUT', { method: 'PUT' }, noRoute],
    [
      'a body of 2 MB',
      { body: Buffer.alloc(2 * 1024 * 1024, ' ') },
      {
        status: 413,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'RequestTooLargeException' },
        body: '{"message":"Request Too Long"}',
      },
    ],
    ['no target', { headers: {} }, unknownOperation('X-Target must be DynamoDB_20120810.UpdateTable')],
    [
      'another operation',
      { headers: { 'x-target': 'DynamoDB_20120810.DeleteTable' } },
      unknownOperation('X-Target must be DynamoDB_20120810.UpdateTable, not DynamoDB_20120810.DeleteTable'),
    ],
    [
      'two operations',
      { headers: { 'x-target': 'DynamoDB_20120810.UpdateTable, DynamoDB_20120810.DeleteTable' } },
      unknownOperation(
        'X-Target must be DynamoDB_20120810.UpdateTable, not DynamoDB_20120810.UpdateTable, DynamoDB_20120810.DeleteTable',
      ),
    ],
    [
      'another operation in X-Amz-Target',
      {
        headers: {
          'x-target': 'DynamoDB_20120810.UpdateTable',
          'x-amz-target': 'DynamoDB_20120810.DeleteTable',
        },
      },
      unknownOperation(
        'The operation must be in X-Target only, but X-Amz-Target is DynamoDB_20120810.DeleteTable',
      ),
    ],
    ['an empty body', { body: Buffer.from('') }, unreadable('body:1:1: expected a JSON value')],
    [
      'text that is not JSON',
      { body: Buffer.from('{"TableName"') },
      unreadable('body:1:13: unexpected end of JSON'),
    ],
    [
      'two values',
      { body: Buffer.from(`${BODY}{}`) },
      unreadable('body:1:86: unexpected content after the JSON value'),
    ],
    ['an array', { body: Buffer.from('[]') }, unreadable('Unexpected value type in payload')],
    [
      'a byte order mark',
      { body: Buffer.from(`\uFEFF${BODY}`) },
      unreadable('body:1:1: this is not JSON: \uFEFF'),
    ],
    ['no UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }, unreadable('the body is not JSON in UTF-8')],
    [
      'a member twice',
      { body: Buffer.from(BODY.replace('{', '{"TableName":"other",')) },
      unreadable('body:1:22: the member "TableName" occurs twice'),
    ],
    [
      'a member twice, once in escapes',
      { body: Buffer.from(BODY.replace('{', '{"\\u0054ableName":"other",')) },
      unreadable('body:1:27: the member "TableName" occurs twice'),
    ],
    [
      'nesting without end',
      { body: Buffer.from('['.repeat(500_000)) },
      unreadable('body:1:501: nested more than 500 levels deep'),
    ],
    [
      'a change that is not allowed',
      { body: Buffer.from('{"TableName":"music","SSESpecification":{"Enabled":false}}') },
      {
        status: 400,
        headers: json,
        body: '{"__type":"com.amazon.coral.validate#ValidationException","message":"Modifying SSESpecification is not allowed"}',
      },
    ],
  ])('refuses %s and calls nothing', async (_, changes, response) => {
    expect(await ask(plain(changes))).toEqual({ response, calls: [] });
  });
});

describe('the proxy behind signatures', () => {
  const signature = {
    region: 'us-east-1',
    skewMinutes: 5,
    now: NOW,
    credentialsOf: (id: string) =>
      id === TEST_KEYS.accessKeyId ? { secretAccessKey: TEST_KEYS.secretAccessKey } : undefined,
  };
  const askSigned = (request: HttpRequest): Promise<HttpResponse> =>
    handleSignedProxyRequest(request, {
      tableName: 'music',
      signature,
      updateTable: () => Promise.resolve(DONE),
    });

  test('passes what is signed well', async () => {
    expect(await askSigned(await signRequest({ at: NOW, body: BODY }))).toEqual(DONE);
  });

  test('refuses a signature for another service as API Gateway does', async () => {
    const request = await signRequest({ at: NOW, body: BODY, service: 'dynamodb' });
    expect(await askSigned(request)).toEqual({
      status: 403,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InvalidSignatureException' },
      body: `{"message":"Credential should be scoped to correct service: 'execute-api'. "}`,
    });
  });

  test.each<[string, string, () => Promise<HttpRequest>]>([
    [
      'unsigned',
      'MissingAuthenticationTokenException: Missing Authentication Token',
      () => Promise.resolve(plain()),
    ],
    [
      'of a wrong method',
      'MissingAuthenticationTokenException: Missing Authentication Token',
      () => signRequest({ at: NOW, body: BODY, method: 'PUT' }),
    ],
    [
      'with x-target unsigned',
      "InvalidSignatureException: 'x-target' must be a 'SignedHeader' in the AWS Authorization.",
      async () => {
        const request = await signRequest({ at: NOW, body: BODY, headers: {} });
        return { ...request, headers: { ...request.headers, 'x-target': 'DynamoDB_20120810.UpdateTable' } };
      },
    ],
  ])('refuses a request %s', async (_, reason, make) => {
    const response = await askSigned(await make());
    const { message } = JSON.parse(response.body) as { message: string };
    expect(response.status).toBe(403);
    expect(`${response.headers['x-amzn-errortype']}: ${message}`).toBe(reason);
  });
});
