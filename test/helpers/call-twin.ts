import { crc32 } from 'node:zlib';
import type { Twin } from '../../src/lib/local/twin.ts';
import { signedPost } from './signed-fetch.ts';

/**
 * One call to a twin as its user sends it, UpdateTable through the proxy. Returns the response as it came over the wire.
 * @throws an Error when its checksum is not that of its bytes.
 */
export async function callTwin(
  twin: Twin,
  operation: string,
  body: object | string,
): Promise<{ status: number; text: string }> {
  const isProxys = operation === 'UpdateTable';
  const { accessKeyId, secretAccessKey, region } = twin;
  const response = await signedPost(isProxys ? twin.proxyUrl : `${twin.endpointUrl}/`, {
    accessKeyId,
    secretAccessKey,
    region,
    service: isProxys ? 'execute-api' : 'dynamodb',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      [isProxys ? 'x-target' : 'x-amz-target']: `DynamoDB_20120810.${operation}`,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const checksum = response.headers.get('x-amz-crc32');
  const length = response.headers.get('content-length');
  if (checksum !== null && checksum !== String(crc32(response.text))) throw new Error('a wrong checksum');
  if (length !== null && Number(length) !== Buffer.byteLength(response.text))
    throw new Error('a wrong length');
  return { status: response.status, text: response.text };
}
