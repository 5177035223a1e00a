/**
 * Asks the dashboard of an installed package what a stranger would, over a local twin; run by `scripts/check-package.sh`, which
 * gives the package's folder.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const MAX_COMPRESSED_BYTES = 100_000;

const folder = process.argv[2];
const web = readdirSync(join(folder, 'dist/web')).sort();
assert.equal(web.length, 3, `dist/web has ${web.join(', ')}`);
const sizes = web.map((name) => gzipSync(readFileSync(join(folder, 'dist/web', name))).length);
const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
assert.ok(sizeBytes <= MAX_COMPRESSED_BYTES, `the page has ${sizeBytes} bytes, compressed`);
readFileSync(join(folder, 'THIRD-PARTY.md'));

const child = spawn('npx', ['autodyne', 'dashboard', '--no-open', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
try {
  const { url, port } = JSON.parse(await documentOf(child.stdout));
  const own = `127.0.0.1:${port}`;
  const code = new URL(url).hash.slice('#code='.length);
  const json = { 'content-type': 'application/json' };
  const session = (headers = {}) =>
    send(
      port,
      { method: 'POST', path: '/api/session', headers: { host: own, ...json, ...headers } },
      JSON.stringify({ code }),
    );
  const expectStatus = async (what, expected, response) =>
    assert.equal((await response).status, expected, what);
  const get = (path, headers = {}) => send(port, { path, headers: { host: own, ...headers } });

  await expectStatus('no token', 401, get('/api/table'));
  for (const host of [`localhost:${port}`, 'evil.example'])
    for (const path of ['/', '/api/table']) await expectStatus(`host ${host}`, 421, get(path, { host }));
  await expectStatus('foreign origin', 403, session({ origin: 'http://evil.example' }));
  await expectStatus('cross-site', 403, session({ 'sec-fetch-site': 'cross-site' }));
  await expectStatus('text/plain', 415, session({ 'content-type': 'text/plain' }));
  await expectStatus('a path out of the folder', 404, get('/../package.json'));
  for (const name of web) await expectStatus(name, 200, get(name === 'index.html' ? '/' : `/${name}`));
  const opened = await session();
  assert.equal(opened.status, 200, 'first use of the code');
  await expectStatus('second use of the code', 401, session());
  const authorization = `Bearer ${JSON.parse(opened.text).token}`;
  const large = JSON.stringify({ where: 'a'.repeat(2 * 1024 * 1024) });
  const headers = { host: own, authorization, ...json };
  await expectStatus('2 MB', 413, send(port, { method: 'POST', path: '/api/plan', headers }, large));
  for (const path of ['/api/table', '/api/usage']) {
    const { status, text } = await get(path, { authorization });
    assert.equal(status, 200, path);
    assert.ok(!text.includes(process.env.AUTODYNE_AWS_SECRET_ACCESS_KEY), `the secret is in ${path}`);
  }
} finally {
  // npx hands no signal on.
  process.kill(-child.pid, 'SIGINT');
}
await once(child, 'close');

async function documentOf(stream) {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.endsWith('}\n')) return text;
  }
  throw new Error(`it ended: ${text}`);
}

function send(port, { method = 'GET', path, headers }, body) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...headers, ...length },
      setHost: false,
      agent: false,
    };
    const outgoing = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode, text }));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
