import { describe, expect, test } from 'vitest';
import type { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { verifySignature } from '../../../src/lib/proxy/verify-signature.ts';
import { type ProxySettings, updateTableThroughProxy } from '../../../src/lib/proxy-client/execute-api.ts';
import type { SignedCallOptions } from '../../../src/lib/proxy-client/signed-call.ts';
import { answeringServer, type CannedResponse } from '../../helpers/answering-server.ts';

const keys = {
  accessKeyId: 'AKIATEST',
  secretAccessKey: 'secret',
  sessionToken: undefined,
  region: 'us-east-1',
  tableName: 'music',
};
const BODY = { TableName: 'music', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'uuid' } }] };
const QUICK: SignedCallOptions = { retry: { deadlineMs: 200, baseDelayMs: 1, maxDelayMs: 2 } };
const OK: CannedResponse = { status: 200, body: '{"TableDescription":{"TableName":"music"}}' };
const JSON_TYPE = { 'content-type': 'application/json' };

async function failure(settings: ProxySettings, options = QUICK): Promise<AutodyneError> {
  return updateTableThroughProxy(settings, BODY, options).then(
    () => expect.unreachable(),
    (error: AutodyneError) => error,
  );
}

describe('UpdateTable through the proxy', () => {
  test('is signed for execute-api, with x-target among the signed headers and no x-amz-target', async () => {
    await using proxy = await answeringServer([OK]);
    const settings = { ...keys, proxyUrl: `${proxy.url}/stage/dynamodb` };
    expect(await updateTableThroughProxy(settings, BODY)).toEqual({
      TableDescription: { TableName: 'music' },
    });
    const [request] = proxy.seen;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/stage/dynamodb',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-target': 'DynamoDB_20120810.UpdateTable',
        host: new URL(proxy.url).host,
      },
      body: JSON.stringify(BODY),
    });
    expect(request?.headers).not.toHaveProperty('x-amz-target');
    const verdict = verifySignature(
      {
        method: 'POST',
        path: request?.path ?? '',
        headers: request?.headers as Record<string, string>,
        body: Buffer.from(request?.body ?? ''),
      },
      {
        service: 'execute-api',
        region: 'us-east-1',
        skewMinutes: 5,
        now: new Date(),
        requiredSignedHeaders: ['x-target', 'content-type', 'x-amz-date'],
        credentialsOf: () => ({ secretAccessKey: 'secret' }),
      },
    );
    expect(verdict).toEqual({ isValid: true, accessKeyId: 'AKIATEST' });
  });

  test.each<[string, CannedResponse]>([
    ['a cut connection', { status: 0, isCut: true }],
    ['HTTP 503', { status: 503, body: '{"message":"Service Unavailable"}' }],
    ['a gateway page', { status: 502, body: '<html>Bad gateway</html>' }],
    ['throttling', { status: 400, body: '{"__type":"com.amazon.coral.availability#ThrottlingException"}' }],
    ['HTTP 429', { status: 429, body: '{"message":"Too Many Requests"}' }],
  ])('%s is tried again', async (_, first) => {
    await using proxy = await answeringServer([first, OK]);
    await updateTableThroughProxy({ ...keys, proxyUrl: proxy.url }, BODY, QUICK);
    expect(proxy.seen).toHaveLength(2);
  });

  const SCOPE = "Credential should be scoped to correct service: 'execute-api'. ";
  test.each<[string, CannedResponse, string, string]>([
    [
      'a page of HTML',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
      'Unreachable',
      'the server at PROXY is not the index proxy: HTTP 200, text/html',
    ],
    [
      'a bare 403',
      { status: 403, body: '' },
      'Unreachable',
      'the server at PROXY is not the index proxy: HTTP 403, no content type',
    ],
    [
      'a path that is not there',
      { status: 404, headers: JSON_TYPE, body: '{"message":"Not Found"}' },
      'Unreachable',
      'the server at PROXY is not the index proxy: HTTP 404',
    ],
    [
      'a 403 without __type, the name in a header',
      {
        status: 403,
        headers: { 'x-amzn-ErrorType': 'InvalidSignatureException' },
        body: JSON.stringify({ message: SCOPE }),
      },
      'CredentialsRefused',
      `InvalidSignatureException: ${SCOPE}`,
    ],
    [
      'a 403 without any name',
      { status: 403, headers: JSON_TYPE, body: '{"Message":"Forbidden"}' },
      'ProxyRefused',
      'the proxy at PROXY refused the request: HTTP 403: Forbidden',
    ],
    [
      'keys that may not use the proxy',
      {
        status: 403,
        headers: { 'x-amzn-errortype': 'AccessDeniedException' },
        body: '{"Message":"User: u is not authorized to perform: execute-api:Invoke on resource: r"}',
      },
      'ProxyRefused',
      'the proxy at PROXY refused the request: AccessDeniedException: User: u is not authorized to perform: execute-api:Invoke on resource: r',
    ],
    [
      'a change that the proxy does not allow',
      {
        status: 400,
        body: '{"__type":"com.amazon.coral.validate#ValidationException","message":"Modifying SSESpecification is not allowed"}',
      },
      'ProxyRefused',
      'the proxy refused the request: Modifying SSESpecification is not allowed',
    ],
    [
      'an error of DynamoDB',
      { status: 400, body: '{"__type":"x#ValidationException","message":"1 validation error detected"}' },
      'RefusedByService',
      'ValidationException: 1 validation error detected (UpdateTable)',
    ],
    [
      'failure that lasts',
      { status: 502, headers: JSON_TYPE, body: '{"message":"Internal server error"}' },
      'Unreachable',
      'the proxy at PROXY failed: HTTP 502: Internal server error',
    ],
    [
      'throttling that lasts',
      { status: 429, headers: JSON_TYPE, body: '{"message":"Too Many Requests"}' },
      'Throttled',
      'the proxy at PROXY is busy: HTTP 429: Too Many Requests',
    ],
  ])('%s is told', async (_, response, code, message) => {
    await using proxy = await answeringServer([response]);
    const error = await failure({ ...keys, proxyUrl: proxy.url });
    expect({ code: error.code, message: error.message.replace(proxy.url, 'PROXY') }).toEqual({
      code,
      message,
    });
  });

  test.each([301, 302, 307, 308])('redirect %i is not followed: its target hears nothing', async (status) => {
    await using target = await answeringServer([OK]);
    await using proxy = await answeringServer([{ status, headers: { location: `${target.url}/dynamodb` } }]);
    const error = await failure({ ...keys, proxyUrl: proxy.url });
    expect(error.code).toBe('Unreachable');
    expect(error.message).toBe(
      `the proxy at ${proxy.url} redirects to ${target.url}/dynamodb (HTTP ${status}); redirects are not followed, because requests signed with your credentials are sent only to the proxy`,
    );
    expect(target.seen).toEqual([]);
    expect(proxy.seen).toHaveLength(1);
  });

  test('a proxy that is down', async () => {
    const proxy = await answeringServer([OK]);
    await proxy[Symbol.asyncDispose]();
    const error = await failure({ ...keys, proxyUrl: proxy.url });
    expect(error.code).toBe('Unreachable');
    expect(error.message).toBe(`cannot reach the proxy at ${proxy.url}: ECONNREFUSED (UpdateTable)`);
  });

  test('a proxy that does not respond', async () => {
    await using proxy = await answeringServer([{ status: 200, isSilent: true }]);
    const error = await failure({ ...keys, proxyUrl: proxy.url }, { ...QUICK, requestTimeoutMs: 20 });
    expect(error.code).toBe('Unreachable');
    expect(error.message).toBe(
      `cannot reach the proxy at ${proxy.url}: no complete response within 20 ms (UpdateTable)`,
    );
  });

  test.each<[string, CannedResponse]>([
    ['while it waits for a response', { status: 200, isSilent: true }],
    ['between two attempts', { status: 503, body: '{}' }],
  ])('the signal gives it up %s', async (_, response) => {
    await using proxy = await answeringServer([response]);
    const controller = new AbortController();
    const failed = failure(
      { ...keys, proxyUrl: proxy.url },
      {
        retry: { deadlineMs: 60_000, baseDelayMs: 60_000, maxDelayMs: 60_000 },
        signal: controller.signal,
      },
    );
    while (proxy.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    const error = await failed;
    expect([error.code, error.message]).toEqual([
      'Interrupted',
      'interrupted during UpdateTable; the change may have been made',
    ]);
  });

  test('an error tells no secret', async () => {
    await using proxy = await answeringServer([{ status: 200, body: 'x' }]);
    const error = await failure({ ...keys, secretAccessKey: 'very-secret', proxyUrl: proxy.url });
    expect(JSON.stringify([error.message, error.details, error.suggestions])).not.toContain('very-secret');
  });
});
