import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/lib/http/http-message.ts';
import { type SignatureRules, verifySignature } from '../../../src/lib/proxy/verify-signature.ts';
import { type Signing, signRequest, TEST_KEYS } from '../../helpers/sign-request.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET } = TEST_KEYS;

const rules: SignatureRules = {
  service: 'execute-api',
  region: 'us-east-1',
  skewMinutes: 5,
  now: NOW,
  requiredSignedHeaders: ['x-target'],
  credentialsOf: (id) => (id === ACCESS_KEY_ID ? { secretAccessKey: SECRET } : undefined),
};

const signed = (options: Signing = {}): Promise<HttpRequest> => signRequest({ at: NOW, ...options });

function reasonOf(request: HttpRequest, changed: Partial<SignatureRules> = {}): string {
  const verdict = verifySignature(request, { ...rules, ...changed });
  return verdict.isValid
    ? `signed by ${verdict.accessKeyId}`
    : `${verdict.refusal.name}: ${verdict.refusal.message}`;
}

const VALID = `signed by ${ACCESS_KEY_ID}`;
const UNKNOWN = 'UnrecognizedClientException: The security token included in the request is invalid.';
const MISMATCH =
  'InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

describe('a signature made by the SDK', () => {
  test.each<[string, Signing]>([
    ['plain', {}],
    ['an empty body', { body: '' }],
    ['a body that is not ASCII', { body: '{"é":"😀"}' }],
    ['a path to encode', { path: '/stage/a b/%7E' }],
    ['a query', { query: { b: '2', a: 'x y/ü' } }],
    ['blanks in a header', { headers: { 'x-target': '  a   b ' } }],
    ['four minutes late', { at: new Date('2026-03-01T11:56:00Z') }],
  ])('%s is valid', async (_, signing) => {
    expect(reasonOf(await signed(signing))).toBe(VALID);
  });

  test.each<[string, Signing, string]>([
    ['a wrong secret', { secretAccessKey: 'wrong' }, MISMATCH],
    ['an unknown access key', { accessKeyId: 'AKIAUNKNOWN' }, UNKNOWN],
    ['a session token that the keys do not have', { sessionToken: 'token' }, UNKNOWN],
    [
      'the wrong service',
      { service: 'dynamodb' },
      "InvalidSignatureException: Credential should be scoped to correct service: 'execute-api'. ",
    ],
    [
      'the wrong region',
      { region: 'eu-west-1' },
      "InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-1'. ",
    ],
    [
      'six minutes late',
      { at: new Date('2026-03-01T11:54:00Z') },
      'InvalidSignatureException: Signature expired: 20260301T115400Z is now earlier than 20260301T115500Z (20260301T120000Z - 5 min.)',
    ],
    [
      'six minutes early',
      { at: new Date('2026-03-01T12:06:00Z') },
      'InvalidSignatureException: Signature not yet current: 20260301T120600Z is still later than 20260301T120500Z (20260301T120000Z + 5 min.)',
    ],
    [
      'x-target unsigned',
      { headers: {} },
      "InvalidSignatureException: 'x-target' must be a 'SignedHeader' in the AWS Authorization.",
    ],
  ])('%s is refused', async (_, signing, reason) => {
    expect(reasonOf(await signed(signing))).toBe(reason);
  });

  test('a session token is compared', async () => {
    const credentialsOf = () => ({ secretAccessKey: SECRET, sessionToken: 'token' });
    expect(reasonOf(await signed({ sessionToken: 'token' }), { credentialsOf })).toBe(VALID);
    expect(reasonOf(await signed({ sessionToken: 'other' }), { credentialsOf })).toBe(UNKNOWN);
    expect(reasonOf(await signed(), { credentialsOf })).toBe(UNKNOWN);
  });
});

test("a request of the AWS command line's with the execute-api plugin, as it was captured", () => {
  const body =
    '{"AttributeDefinitions": [{"AttributeName": "uuid", "AttributeType": "S"}], "TableName": "music", "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "uuid", "KeySchema": [{"AttributeName": "uuid", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]}';
  const request: HttpRequest = {
    method: 'POST',
    path: '/dynamodb/',
    headers: {
      host: '127.0.0.1:18999',
      'accept-encoding': 'identity',
      'content-type': 'application/x-amz-json-1.0',
      'x-target': 'DynamoDB_20120810.UpdateTable',
      'x-amz-date': '20261124T074750Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261124/us-east-1/execute-api/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-target, Signature=7d4954dea567220f0f4455448b4d8672fc63fd877c1ebca1705a85b4d3ccc21e',
      'amz-sdk-request': 'attempt=1',
      'content-length': '267',
    },
    body: Buffer.from(body),
  };
  const now = new Date('2026-11-24T07:48:00Z');
  expect(reasonOf(request, { now })).toBe(VALID);
  expect(reasonOf({ ...request, path: '/dynamodb' }, { now })).toBe(MISMATCH);
});

describe('a request changed after signing', () => {
  test.each<[string, (request: HttpRequest) => HttpRequest]>([
    ['its body', (request) => ({ ...request, body: Buffer.from('{"TableName":"other"}') })],
    ['its method', (request) => ({ ...request, method: 'PUT' })],
    ['its path', (request) => ({ ...request, path: '/other' })],
    ['its query', (request) => ({ ...request, path: '/dynamodb?a=b' })],
    ['a signed header', (request) => withHeaders(request, { 'x-target': 'DynamoDB_20120810.DeleteTable' })],
    ['a signed header, removed', (request) => withHeaders(request, { 'x-target': undefined })],
    ['its date', (request) => withHeaders(request, { 'x-amz-date': '20260301T120001Z' })],
  ])('%s', async (_, change) => {
    expect(reasonOf(change(await signed()))).toBe(MISMATCH);
  });

  test("what the client says of its body's hash is not believed", async () => {
    const request = await signed();
    const hash = createHash('sha256').update(request.body).digest('hex');
    const changed = { ...withHeaders(request, { 'x-amz-content-sha256': hash }), body: Buffer.from('[]') };
    expect(reasonOf(changed)).toBe(MISMATCH);
  });
});

describe('an Authorization header that is not whole', () => {
  test.each<[string, string | undefined, string]>([
    ['absent', undefined, 'MissingAuthenticationTokenException: Request is missing Authentication Token'],
    [
      'of another kind',
      'Basic abc',
      'MissingAuthenticationTokenException: Request is missing Authentication Token',
    ],
    [
      'without parts',
      'AWS4-HMAC-SHA256 ',
      "IncompleteSignatureException: Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256",
    ],
    [
      'of another algorithm',
      'AWS4-HMAC-SHA1 Credential=a/b/c/d/e, SignedHeaders=host;x-target, Signature=1',
      "IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). ",
    ],
    [
      'with a short scope',
      'AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host;x-target, Signature=1',
      "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'",
    ],
    [
      'with everything wrong in its scope',
      'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host;x-target, Signature=1',
      "InvalidSignatureException: Credential should be scoped to a valid region, not 'c'. Credential should be scoped to correct service: 'execute-api'. Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20260301', from '20260301T120000Z'.",
    ],
    [
      'that signs no host',
      'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=x-target, Signature=1',
      "InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
  ])('%s', async (_, authorization, reason) => {
    expect(reasonOf(withHeaders(await signed(), { authorization }))).toBe(reason);
  });

  test('no date, or one that is no date', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=1';
    expect(reasonOf(withHeaders(await signed(), { authorization, 'x-amz-date': undefined }))).toBe(
      `IncompleteSignatureException: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=${authorization}`,
    );
    expect(reasonOf(withHeaders(await signed(), { authorization, 'x-amz-date': '201' }))).toBe(
      "IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601",
    );
  });
});

function withHeaders(request: HttpRequest, headers: Record<string, string | undefined>): HttpRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}
