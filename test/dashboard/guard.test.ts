import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type RawRequest, sendRaw, useDashboard } from '../helpers/dashboard.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const dashboard = useDashboard(() => table.env);

const JSON_TYPE = { 'content-type': 'application/json' };
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const send = (request: RawRequest) => sendRaw(dashboard.port, request);
const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  send({ method: 'POST', path, body, headers: { ...JSON_TYPE, ...headers } });

describe('the host', () => {
  test.each([
    ['localhost', (port: number) => `localhost:${port}`],
    ['a name that leads here', (port: number) => `rebound.example:${port}`],
    ['no port', () => '127.0.0.1'],
    ['another port', (port: number) => `127.0.0.1:${port + 1}`],
    ['one that begins with ours', (port: number) => `127.0.0.1:${port}.evil.example`],
    ['one that ends in ours', (port: number) => `evil.example@127.0.0.1:${port}`],
    ['a trailing dot', (port: number) => `127.0.0.1.:${port}`],
    ['another way to write it', (port: number) => `127.1:${port}`],
    ['nothing', () => ''],
    ['no host at all', () => '@@'],
  ])('%s is 421, for the page and for data', async (_, hostOf) => {
    for (const path of ['/', '/api/table', '/api/session']) {
      const response = await send({ path, headers: { host: hostOf(dashboard.port) } });
      expect(response.status).toBe(421);
      expect(response.json()).toEqual({
        error: {
          code: 'InvalidUsage',
          message: `this server responds only to http://127.0.0.1:${dashboard.port}`,
          suggestions: ['open the address that the terminal shows'],
          details: {},
        },
      });
    }
  });

  test('two of them are 421, and none is', async () => {
    const own = `127.0.0.1:${dashboard.port}`;
    for (const lines of [[`Host: ${own}`, `Host: ${own}`], []]) {
      const text = await overSocket(['GET / HTTP/1.1', ...lines, 'Connection: close', '', '']);
      expect(text).toMatch(/^HTTP\/1\.1 421 /);
    }
  });

  test('of a whole URL for a path is what the URL says', async () => {
    const own = `127.0.0.1:${dashboard.port}`;
    const head = (host: string) => [
      `GET http://${host}/ HTTP/1.1`,
      `Host: ${own}`,
      'Connection: close',
      '',
      '',
    ];
    expect(await overSocket(head('evil.example'))).toMatch(/^HTTP\/1\.1 421 /);
    expect(await overSocket(head(own))).toMatch(/^HTTP\/1\.1 200 /);
  });
});

/** Bytes as they stand; what comes back until the end. */
function overSocket(lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(dashboard.port, '127.0.0.1', () => socket.write(lines.join('\r\n')));
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += String(chunk);
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });
}

describe('the page that asks', () => {
  test.each([
    ['a foreign origin', { origin: 'http://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['https', { origin: 'https://127.0.0.1' }],
    ['a sandboxed page', { origin: 'null' }],
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['same-site', { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed', { 'sec-fetch-site': 'none' }],
  ])('%s is 403 for data', async (_, headers) => {
    const code = dashboard.newCode();
    const refused = await post('/api/session', JSON.stringify({ code }), headers as Record<string, string>);
    expect(refused.status).toBe(403);
    expect((await post('/api/session', JSON.stringify({ code }))).status).toBe(200);
    expect((await send({ path: '/api/table', headers })).status).toBe(403);
  });

  test('a link from elsewhere gets the empty page', async () => {
    const response = await send({ headers: { 'sec-fetch-site': 'cross-site' } });
    expect(response.status).toBe(200);
  });
});

describe('a session', () => {
  test('is opened by a code, once', async () => {
    const body = JSON.stringify({ code: dashboard.newCode() });
    const first = await post('/api/session', body);
    const { token } = first.json() as { token: string };
    expect(first.status).toBe(200);
    expect(token).toMatch(/^[\w-]{43}$/);
    const second = await post('/api/session', body);
    expect(second.status).toBe(401);
    expect(second.json()).toMatchObject({
      error: { message: 'this link was already used, or the dashboard was restarted' },
    });
    expect((await send({ path: '/api/table', headers: { authorization: `Bearer ${token}` } })).status).toBe(
      200,
    );
  });

  test('is opened by each new link, also when another was opened meanwhile', async () => {
    const codes = [dashboard.newCode(), dashboard.newCode()];
    for (const code of codes) expect((await post('/api/session', JSON.stringify({ code }))).status).toBe(200);
  });

  test.each<[string, string | undefined]>([
    ['no token', undefined],
    ['an empty one', 'Bearer '],
    ['a wrong one', `Bearer ${'a'.repeat(43)}`],
    ['another scheme', 'Basic YTpi'],
  ])('%s is 401 on every route of data', async (_, authorization) => {
    const headers = { ...JSON_TYPE, ...(authorization === undefined ? {} : { authorization }) };
    const routes = [
      ['GET', '/api/table'],
      ['GET', '/api/usage'],
      ['POST', '/api/plan'],
      ['POST', '/api/items'],
      ['POST', '/api/item'],
      ['PUT', '/api/item'],
      ['DELETE', '/api/item'],
      ['POST', '/api/unlock'],
      ['GET', '/api/nothing'],
    ];
    for (const [method = '', path = ''] of routes) {
      const response = await send({ method, path, headers, ...(method === 'GET' ? {} : { body: '{}' }) });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers['autodyne-used']).toBeUndefined();
    }
  });

  test('is not opened by a token, nor a code by a session', async () => {
    const code = dashboard.newCode();
    const withCode = await send({ path: '/api/table', headers: { authorization: `Bearer ${code}` } });
    expect(withCode.status).toBe(401);
  });
});

describe('a body', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'application/jsonp',
    '',
  ])('of the type %j is 415', async (type) => {
    const response = await send({
      method: 'POST',
      path: '/api/plan',
      body: '{}',
      headers: type === '' ? {} : { 'content-type': type },
    });
    expect(response.status).toBe(415);
    const asked = await dashboard.ask('POST', '/api/plan', { where: '' });
    expect(asked.status).toBe(200);
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'of the type %s is read',
    async (type) => {
      const response = await send({
        method: 'POST',
        path: '/api/session',
        body: '{"code":""}',
        headers: { 'content-type': type },
      });
      expect(response.status).toBe(401);
    },
  );

  test('of 2 MB is 413 at /api/plan, with a length and without', async () => {
    const where = 'a'.repeat(2 * 1024 * 1024);
    const whole = await dashboard.ask('POST', '/api/plan', { where });
    expect(whole.status).toBe(413);
    expect(whole.json()).toMatchObject({
      error: { message: 'the request body has more than 65,536 bytes' },
    });
    const authorization = await tokenOf();
    const chunked = await send({
      method: 'POST',
      path: '/api/plan',
      body: JSON.stringify({ where }),
      headers: { ...JSON_TYPE, authorization, 'transfer-encoding': 'chunked' },
    });
    expect(chunked.status).toBe(413);
  });

  test('of 2 MB is read at /api/item, and one of more than 16 MB is 413', async () => {
    const before = { id: { S: 'a' }, text: { S: 'a'.repeat(2 * 1024 * 1024) } };
    expect((await dashboard.ask('POST', '/api/item', { key: before })).status).toBe(400);
    const large = { key: { id: { S: 'a'.repeat(16 * 1024 * 1024) } } };
    expect((await dashboard.ask('POST', '/api/item', large)).status).toBe(413);
  });

  test('of more than 32 MiB is 413 at /api/csv', async () => {
    const large = { items: [{ id: { S: 'a'.repeat(32 * 1024 * 1024) } }] };
    expect((await dashboard.ask('POST', '/api/csv', large)).status).toBe(413);
  });

  test.each<[string, string, string]>([
    ['no JSON', '{', 'the request:1:2: unexpected end of JSON'],
    ['another value', '[]', 'the request:1:1: expected an object'],
    [
      'an unknown member',
      '{"where":"","wheer":""}',
      'the request:1:21: "wheer" is not one of: where, index, reverse, startKey, limit, maxUnits',
    ],
    ['a missing one', '{}', 'the request:1:1: "where" is missing'],
    ['another type', '{"where":1}', 'the request:1:10: "where" is not a string'],
    [
      'too many',
      '{"where":"","limit":1001}',
      'the request:1:21: "limit" is not a whole number from 1 to 1000',
    ],
  ])('with %s is 400', async (_, body, message) => {
    const response = await dashboard.ask('POST', '/api/plan', body);
    expect(response.status).toBe(400);
    expect(response.json()).toMatchObject({ error: { code: 'InvalidInput', message } });
  });
});

async function tokenOf(): Promise<string> {
  const response = await post('/api/session', JSON.stringify({ code: dashboard.newCode() }));
  return `Bearer ${(response.json() as { token: string }).token}`;
}

describe('files', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html><title>page</title>'],
    ['/?where=a', 'text/html; charset=utf-8', '<!doctype html><title>page</title>'],
    ['/app-T3sT.js', 'text/javascript; charset=utf-8', 'export {};'],
    ['/app-T3sT.css', 'text/css; charset=utf-8', 'body {}'],
  ])('%s is served without a token', async (path, type, text) => {
    const response = await send({ path });
    expect(response).toMatchObject({ status: 200, text });
    expect(response.headers['content-type']).toBe(type);
  });

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/.%2e/package.json',
    '/app-T3sT.js/../../package.json',
    '/secret.txt',
    '/index.html',
    '/APP-T3ST.JS',
    '/app-T3sT.js/',
    '//app-T3sT.js',
    '/app-T3sT.js%00.css',
    '/api',
    '/constructor',
  ])('%s is 404', async (path) => {
    const response = await send({ path });
    expect(response.status).toBe(path === '/api' ? 401 : 404);
    expect(response.text).not.toContain('autodyne"');
  });
});

test('every response has the policy, and data is not kept', async () => {
  const responses = [
    await send({}),
    await send({ path: '/app-T3sT.js' }),
    await send({ path: '/nothing' }),
    await send({ headers: { host: 'localhost' } }),
    await send({ path: '/api/table' }),
    await send({ path: '/api/table', headers: { origin: 'http://evil.example' } }),
    await post('/api/session', '{', {}),
    await dashboard.ask('GET', '/api/table'),
    await dashboard.ask('GET', '/api/usage'),
    await dashboard.ask('POST', '/api/items', { where: '' }),
    await dashboard.ask('POST', '/api/plan', { where: '"' }),
    await dashboard.ask('PUT', '/api/item', {}),
    await dashboard.ask('OPTIONS', '/api/table'),
  ];
  for (const [at, { headers }] of responses.entries()) {
    expect(headers).toMatchObject({
      'content-security-policy': CSP,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': ['no-cache', 'private, max-age=31536000, immutable'][at] ?? 'no-store',
    });
    expect(
      Object.keys(headers).filter((name) => /^(access-control|set-cookie|server|x-powered)/.test(name)),
    ).toEqual([]);
  }
});

test('no response holds a key of the settings', async () => {
  const { AUTODYNE_AWS_SECRET_ACCESS_KEY: secret = '-', AUTODYNE_AWS_ACCESS_KEY_ID: id = '-' } = table.env;
  await runCommand(['put', '{"id":"a","n":1}'], { env: table.env });
  const responses = [
    await dashboard.ask('GET', '/api/table'),
    await dashboard.ask('GET', '/api/usage'),
    await dashboard.ask('GET', '/api/usage?since=century'),
    await dashboard.ask('POST', '/api/plan', { where: 'id=a' }),
    await dashboard.ask('POST', '/api/items', { where: '' }),
    await dashboard.ask('POST', '/api/item', { key: { id: { S: 'a' } } }),
    await dashboard.ask('PUT', '/api/item', { before: null, after: { id: { S: 'b' } } }),
    await dashboard.ask('GET', '/api/settings'),
  ];
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 400, 200, 200, 200, 403, 404]);
  for (const { text, headers } of responses) {
    const all = text + JSON.stringify(headers);
    expect(all).not.toContain(secret);
    expect(all).not.toContain(id);
  }
});
