import { connect } from 'node:net';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTwin, type Twin } from '../../../src/lib/local/twin.ts';

/**
 * The add-on's original client: the AWS command line (version 1) with the plugin that its documentation names, set up by
 * `aws configure set dynamodb.update-table URL`. The request is built here as it was captured from the wire, in the
 * order and spelling of its headers: the plugin puts the URL's path before the request's own, so that it ends with a
 * slash; renames X-Amz-Target; and signs for `execute-api` what botocore signs.
 */
let twin: Twin;
beforeAll(async () => {
  twin = await startTwin({ tableName: 'music', indexDelayMs: 0 });
});
afterAll(() => twin.stop());

const SIGNED_HEADERS = 'content-type;host;x-amz-date;x-target';

async function originalRequest(body: string): Promise<string> {
  const { host, port, hostname } = new URL(twin.proxyUrl);
  const { accessKeyId, secretAccessKey, region } = twin;
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/dynamodb/',
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-target': 'DynamoDB_20120810.UpdateTable',
    },
    body,
  });
  expect(headers['authorization']).toContain(`SignedHeaders=${SIGNED_HEADERS}, Signature=`);
  return [
    'POST /dynamodb/ HTTP/1.1',
    `Host: ${host}`,
    'Accept-Encoding: identity',
    'Content-Type: application/x-amz-json-1.0',
    'User-Agent: aws-cli/1.45.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.11.7 md/pyimpl#CPython m/D,g,P,Z,b cfg/retry-mode#legacy botocore/1.43.11',
    'X-Target: DynamoDB_20120810.UpdateTable',
    `X-Amz-Date: ${headers['x-amz-date']}`,
    `Authorization: ${headers['authorization']}`,
    'amz-sdk-invocation-id: 5a3c4adb-ed77-4a36-9253-ad86537aa817',
    'amz-sdk-request: attempt=1',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

/** Sends bytes as they are, and returns the response as it came. */
function send(text: string): Promise<string> {
  const { hostname, port } = new URL(twin.proxyUrl);
  return new Promise((resolve, reject) => {
    let response = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      response += chunk;
      const [head = '', body = ''] = response.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (body.length >= length) socket.destroy();
    });
    socket.once('error', reject).once('close', () => resolve(response));
  });
}

test('creates an index', async () => {
  // As Python writes JSON, with a blank after each colon and comma.
  const body =
    '{"AttributeDefinitions": [{"AttributeName": "uuid", "AttributeType": "S"}], "TableName": "music", "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "uuid", "KeySchema": [{"AttributeName": "uuid", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]}';
  const response = await send(await originalRequest(body));
  expect(response).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(response).toMatch(/\r\nx-amz-crc32: \d+\r\n/);
  expect(JSON.parse(response.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    TableDescription: { TableName: 'music', GlobalSecondaryIndexes: [{ IndexName: 'uuid' }] },
  });
});

test('is refused with the message of the documentation', async () => {
  const body = '{"TableName": "music", "SSESpecification": {"Enabled": false}}';
  const response = await send(await originalRequest(body));
  expect(response).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect(JSON.parse(response.split('\r\n\r\n')[1] ?? '')).toEqual({
    __type: 'com.amazon.coral.validate#ValidationException',
    message: 'Modifying SSESpecification is not allowed',
  });
});
