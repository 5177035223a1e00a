import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import { callTwin } from '../helpers/call-twin.ts';
import { type Signing, signRequest } from '../helpers/sign-request.ts';

let twin: Twin;
let signing: Signing;
beforeAll(async () => {
  twin = await startTwin({ tableName: 'mine', region: 'eu-west-1' });
  const { accessKeyId, secretAccessKey, region } = twin;
  signing = { accessKeyId, secretAccessKey, region, service: 'dynamodb' };
});
afterAll(() => twin.stop());

const headersFor = (operation: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${operation}`,
});

/** Sends a signed request over a socket, its target and headers changed, and returns the whole response. */
async function sendRaw(target: string, changed: Record<string, string> = {}): Promise<string> {
  const { host, port } = new URL(twin.endpointUrl);
  const body = '{"TableName":"mine"}';
  const request = { ...signing, headers: headersFor('Scan'), body, host, path: '/' };
  const { headers } = await signRequest(request);
  const lines = Object.entries({
    ...headers,
    ...changed,
    'content-length': body.length,
    connection: 'close',
  });
  const socket = createConnection(Number(port), '127.0.0.1');
  socket.write(
    `POST ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
  let text = '';
  for await (const piece of socket) text += String(piece);
  return text;
}

describe('a request in whose place another table could stand', () => {
  test.each([
    ['Scan', '["other"]'],
    ['Scan', '{"TableName":"mine"}{"TableName":"other"}'],
    ['Scan', '{"a":{],"TableName":"mine"}'],
    ['TransactGetItems', '{"TransactItems":[{"Get":["other",{"id":{"S":"1"}}]}]}'],
    ['BatchExecuteStatement', '{"Statements":[["select * from other"]]}'],
  ])('%s %s is no request', async (operation, body) => {
    const { status, text } = await callTwin(twin, operation, body);
    expect([status, text]).toEqual([400, expect.stringContaining('#SerializationException')]);
  });
});

test('a signed header by the name of what every object has is a wrong signature', async () => {
  const [, credential] =
    /(Credential=[^,]+)/.exec(
      String(
        (await signRequest({ ...signing, headers: headersFor('Scan'), body: '', host: 'x', path: '/' }))
          .headers['authorization'],
      ),
    ) ?? [];
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;${name}, Signature=${'0'.repeat(64)}`;
    const response = await sendRaw('/', { authorization });
    expect(response, name).toContain('InvalidSignatureException');
  }
});

test('a target in absolute form means the same', async () => {
  expect(await sendRaw('/')).toMatch(/^HTTP\/1.1 200 /);
  expect(await sendRaw(`${twin.endpointUrl}/`)).toMatch(/^HTTP\/1.1 200 /);
  expect(await sendRaw(twin.endpointUrl)).toMatch(/^HTTP\/1.1 200 /);
});
