import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestSigner } from '../../../src/lib/client/request-signer.ts';
import { TEST_KEYS } from '../../helpers/sign-request.ts';

const text = fc.string({ minLength: 1, unit: fc.constantFrom(...'AZaz09/+=-_.') });

test('signs as the SDK does, byte for byte', async () => {
  const request = fc.record({
    at: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    body: fc.uint8Array({ maxLength: 300 }),
    secretAccessKey: text,
    sessionToken: fc.option(text, { nil: undefined }),
    region: fc.constantFrom('us-east-1', 'eu-central-2', 'cn-north-1'),
    operation: fc.constantFrom('BatchWriteItem', 'PutItem'),
    url: fc.constantFrom(
      'https://dynamodb.us-east-1.amazonaws.com',
      'http://127.0.0.1:8000/',
      "http://[::1]:1/a b/c'(d)%20é",
      'https://h:443/x/',
    ),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ at, body, secretAccessKey, sessionToken, region, operation, url }) => {
      const keys = { accessKeyId: TEST_KEYS.accessKeyId, secretAccessKey, sessionToken };
      const endpoint = new URL(url);
      const requestSigner = new RequestSigner({ ...keys, region }, endpoint);
      const headersSent = requestSigner.headers(operation, Buffer.from(body), at.getTime());
      const sent = Object.fromEntries(
        headersSent.flatMap((name, index) => (index % 2 === 0 ? [[name, headersSent[index + 1]]] : [])),
      );
      const path = `${endpoint.pathname.replace(/\/$/, '')}/`;
      expect(requestSigner.path).toBe(path);

      const credentials = {
        accessKeyId: keys.accessKeyId,
        secretAccessKey,
        ...(sessionToken && { sessionToken }),
      };
      const signer = new SignatureV4({
        service: 'dynamodb',
        region,
        credentials,
        sha256: Sha256,
        applyChecksum: false,
      });
      const headers = {
        host: endpoint.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      };
      const signed = await signer.sign(
        { method: 'POST', protocol: endpoint.protocol, hostname: endpoint.hostname, path, headers, body },
        { signingDate: at },
      );
      expect(sent).toEqual({ ...signed.headers, 'content-length': String(body.length) });
    }),
  );
});

test('one signer signs on both sides of midnight', () => {
  const signer = new RequestSigner(
    { ...TEST_KEYS, sessionToken: undefined, region: 'us-east-1' },
    new URL('https://dynamodb.us-east-1.amazonaws.com'),
  );
  const signature = (at: string): string | undefined =>
    signer.headers('PutItem', Buffer.from('{}'), new Date(at).getTime()).at(-1)?.split('Signature=')[1];
  const before = signature('2026-01-01T23:59:59Z');
  expect(signature('2026-01-02T00:00:00Z')).not.toBe(before);
  expect(signature('2026-01-01T23:59:59Z')).toBe(before);
});
