import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import { callEngine } from '../helpers/raw-dynamodb.ts';
import { signRequest } from '../helpers/sign-request.ts';

// What a page in the user's browser, which can send requests to this machine, can do to a twin whose port it knows.
let twin: Twin;
/** Addresses that this process and its children listened on before, for other tests. */
let addressesBefore: readonly Address[] = [];
beforeAll(async () => {
  if (process.platform === 'linux') addressesBefore = listening(family(process.pid));
  twin = await startTwin({ tableName: 'mine' });
});
afterAll(() => twin.stop());

const ORIGIN = 'https://evil.example';

interface PageResponse {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

/** As a browser sends it, which `fetch` of Node does not: with any Host and Origin. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array = '',
): Promise<PageResponse> {
  return new Promise((resolve, reject) => {
    const call = request(twin.endpointUrl, { method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    call.once('error', reject);
    call.end(body);
  });
}

const corsHeaders = ({ headers }: PageResponse): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('a page of another origin', () => {
  test.each(['/', '/dynamodb'])('does not get permission to send a signed request to %s', async (path) => {
    const response = await send('OPTIONS', path, {
      origin: ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-amz-target,x-target',
    });
    expect([response.status, corsHeaders(response)]).toEqual([path === '/' ? 404 : 403, []]);
  });

  test.each([
    ['GET', '/'],
    ['POST', '/'],
    ['POST', '/dynamodb'],
  ])('cannot read the response to %s %s', async (method, path) => {
    expect(corsHeaders(await send(method, path, { origin: ORIGIN, 'content-type': 'text/plain' }))).toEqual(
      [],
    );
  });

  test('cannot read the response to a signed request', async () => {
    const { host } = new URL(twin.endpointUrl);
    const { headers, body } = await signRequest({
      ...twin,
      service: 'dynamodb',
      host,
      path: '/',
      headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' },
      body: '{"TableName":"mine"}',
    });
    const response = await send(
      'POST',
      '/',
      { ...(headers as Record<string, string>), origin: ORIGIN },
      Buffer.from(body),
    );
    expect([response.status, corsHeaders(response)]).toEqual([200, []]);
  });
});

test("a page whose own name was made to lead here can send any header, and lacks the user's keys", async () => {
  const { port, host } = new URL(twin.endpointUrl);
  const target = { 'x-amz-target': 'DynamoDB_20120810.DeleteTable' };
  const rebound = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
  const body = '{"TableName":"mine"}';
  const unsigned = await send('POST', '/', { ...rebound, ...target }, body);
  expect(unsigned.text).toContain('#MissingAuthenticationTokenException');
  const signed = await signRequest({
    ...twin,
    service: 'dynamodb',
    host,
    path: '/',
    headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' },
    body,
  });
  const replayed = await send(
    'POST',
    '/',
    { ...(signed.headers as Record<string, string>), ...rebound },
    Buffer.from(signed.body),
  );
  expect(replayed.text).toContain('#InvalidSignatureException');
});

describe.runIf(process.platform === 'linux')('the engine behind the twin', () => {
  test('is at no port of 127.0.0.1, where only the front is', async () => {
    const front = Number(new URL(twin.endpointUrl).port);
    const addresses = newAddresses();
    expect(addresses.filter(({ host }) => host === '127.0.0.1')).toEqual([
      { host: '127.0.0.1', port: front },
    ]);
    const engine = addresses.filter(({ host }) => host !== '127.0.0.1');
    expect(engine).toEqual([
      { host: expect.stringMatching(/^127\.\d+\.\d+\.\d+$/), port: expect.any(Number) },
    ]);
    const [{ port } = { port: 0 }] = engine;
    expect(await connects(port)).toBe(false);
    const refused = await callEngine(twin.endpointUrl, 'DeleteTable', '{"TableName":"mine"}');
    expect([refused.status, refused.body]).toEqual([
      400,
      expect.stringContaining('#InvalidSignatureException'),
    ]);
  });

  test('is somewhere else at each start', async () => {
    const second = await startTwin({});
    const hosts = newAddresses().map(({ host }) => host);
    await second.stop();
    expect(new Set(hosts.filter((host) => host !== '127.0.0.1')).size).toBe(2);
  });
});

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A process and all below it, whatever group they are in. */
function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const members = [root];
  for (const member of members) {
    for (const [pid, parent] of parents) if (parent === member) members.push(pid);
  }
  return members;
}

interface Address {
  host: string;
  port: number;
}

/** Addresses that this process and its children listen on since the twin was started. */
function newAddresses(): Address[] {
  const isOld = (one: Address): boolean =>
    addressesBefore.some(({ host, port }) => host === one.host && port === one.port);
  return listening(family(process.pid)).filter((one) => !isOld(one));
}

/** TCP addresses that these processes listen on, from /proc. */
function listening(pids: readonly number[]): Address[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`))
      .map(([, local = '']) => addressOf(local)),
  );
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

/** `0100007F:1F90` is 127.0.0.1:8080; an address of IPv6 stays as it is. */
function addressOf(text: string): { host: string; port: number } {
  const [address = '', port = ''] = text.split(':');
  const host = address.length === 8 ? [...Buffer.from(address, 'hex')].reverse().join('.') : address;
  return { host, port: Number.parseInt(port, 16) };
}
