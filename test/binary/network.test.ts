import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { selfSignedCertificate } from '../helpers/certificate.ts';
import { startConnectProxy } from '../helpers/connect-proxy.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { always, inTurn, serviceError, throttled } from '../helpers/faults.ts';
import { type SpawnResult, spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
/** At the end of an error that the page says more about. */
const SEE = '  → see docs/troubleshooting.md#unreachable\n';
const TOKEN = 'FwoGZXIvYXdzEXAMPLESESSIONTOKEN';

function describeTable(
  endpointUrl: string,
  env: Record<string, string> = {},
  argv: string[] = [],
): Promise<SpawnResult> {
  return spawnCli(['describe', ...argv], {
    env: { ...table.env, AUTODYNE_ENDPOINT_URL: endpointUrl, ...env },
  });
}

describe('the client is isolated', () => {
  test('AWS_* variables, profiles and ~/.aws change nothing, and are not even read', async () => {
    await using server = await startFaultServer(table.url);
    await using elsewhere = await startFaultServer(table.url);
    expect((await describeTable(server.url)).exitCode).toBe(0);
    const run = await describeTable(server.url, hostileEnvironment(elsewhere.url));
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(elsewhere.requests).toEqual([]);
    expect(server.requests).toHaveLength(2);
    const [plain, hostile] = [signedFacts(server, 0), signedFacts(server, 1)];
    expect(hostile).toEqual(plain);
  });

  test('AWS_MAX_ATTEMPTS and AWS_RETRY_MODE do not touch the retries', async () => {
    await using server = await startFaultServer(table.url, { script: inTurn(Array(6).fill(throttled())) });
    const run = await describeTable(server.url, { AWS_MAX_ATTEMPTS: '1', AWS_RETRY_MODE: 'adaptive' });
    expect(run.exitCode).toBe(0);
    expect(server.requests).toHaveLength(7);
  });
});

/** Everything that changes the behavior of other clients, with a `~/.aws` that hangs when it is opened. */
function hostileEnvironment(endpointUrl: string): Record<string, string> {
  const home = mkdtempSync(join(tmpdir(), 'autodyne-home-'));
  mkdirSync(join(home, '.aws'));
  for (const name of ['config', 'credentials']) execFileSync('mkfifo', [join(home, '.aws', name)]);
  return {
    HOME: home,
    // The compile cache stays where it is: what is tested is the client.
    XDG_CACHE_HOME: join(process.env['HOME'] ?? '', '.cache'),
    AWS_ACCESS_KEY_ID: 'AKIAOTHER',
    AWS_SECRET_ACCESS_KEY: 'other',
    AWS_SESSION_TOKEN: 'other',
    AWS_REGION: 'mars-north-1',
    AWS_DEFAULT_REGION: 'mars-north-1',
    AWS_PROFILE: 'nowhere',
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ENDPOINT_URL_DYNAMODB: endpointUrl,
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_DEFAULTS_MODE: 'mobile',
    AWS_ACCOUNT_ID_ENDPOINT_MODE: 'required',
    AWS_ENABLE_ENDPOINT_DISCOVERY: 'true',
    AWS_AUTH_SCHEME_PREFERENCE: 'httpBearerAuth',
    AWS_SDK_UA_APP_ID: 'other-app',
    AWS_DISABLE_CLOCK_SKEW_CORRECTION: 'true',
    AWS_CA_BUNDLE: '/nowhere.pem',
  };
}

/** The key, region, session token and user agent of a request. */
function signedFacts(server: FaultServer, index: number): unknown {
  const headers = server.requests[index]?.headers ?? {};
  const credential = /Credential=([^/]+)\/\d+\/([^,]+)/.exec(String(headers['authorization']));
  return {
    accessKeyId: credential?.[1],
    scope: credential?.[2],
    token: headers['x-amz-security-token'],
    userAgent: headers['user-agent'],
    host: headers['host'],
  };
}

const certificate = selfSignedCertificate();

describe.skipIf(certificate === undefined)('HTTPS', () => {
  const tls = certificate ?? { key: '', cert: '', certFile: '' };

  test('a certificate that nobody vouches for is refused, with the way out', async () => {
    await using server = await startFaultServer(table.url, { tls });
    const run = await describeTable(server.url);
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toBe(
      `Error: cannot reach ${server.url}: DEPTH_ZERO_SELF_SIGNED_CERT (DescribeTable)\n` +
        '  → its certificate is not trusted: set NODE_EXTRA_CA_CERTS=FILE.pem to the CA that signed it\n' +
        SEE,
    );
    expect(server.requests).toEqual([]);
  });

  test('NODE_EXTRA_CA_CERTS vouches for it', async () => {
    await using server = await startFaultServer(table.url, { tls });
    const run = await describeTable(server.url, { NODE_EXTRA_CA_CERTS: tls.certFile });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('HTTPS_PROXY is used, with one tunnel for all requests', async () => {
    await using server = await startFaultServer(table.url, { tls, script: inTurn([throttled()]) });
    await using proxy = await startConnectProxy('me:pass');
    const HTTPS_PROXY = proxy.url.replace('//', '//me:pass@');
    const run = await describeTable(server.url, { NODE_EXTRA_CA_CERTS: tls.certFile, HTTPS_PROXY });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(proxy.tunnels).toEqual([new URL(server.url).host]);
    expect(server.requests).toHaveLength(2);
  });

  test('NO_PROXY goes past it', async () => {
    await using server = await startFaultServer(table.url, { tls });
    await using proxy = await startConnectProxy();
    const env = { NODE_EXTRA_CA_CERTS: tls.certFile, HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
    expect(await describeTable(server.url, env)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(proxy.tunnels).toEqual([]);
  });

  test('a proxy that wants a password, and one that is not there', async () => {
    await using server = await startFaultServer(table.url, { tls });
    const proxy = await startConnectProxy('me:pass');
    const env = { NODE_EXTRA_CA_CERTS: tls.certFile, HTTPS_PROXY: proxy.url };
    const refused = await describeTable(server.url, env);
    expect(refused.exitCode).toBe(7);
    expect(refused.stderr).toBe(
      `Error: HTTP proxy authentication required to reach ${server.url} (HTTP 407)\n` +
        '  → set the user and password in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT\n' +
        SEE,
    );
    await proxy[Symbol.asyncDispose]();
    const gone = await describeTable(server.url, env);
    expect(gone.exitCode).toBe(7);
    const message = `Error: cannot reach ${server.url} through the HTTP proxy ${proxy.url}: ECONNREFUSED (DescribeTable)`;
    const way = '  → check HTTPS_PROXY, or name the hosts that are reached without it in NO_PROXY';
    expect(gone.stderr).toBe(`${message}\n${way}\n${SEE}`);
    const { HTTPS_PROXY: https_proxy, ...others } = env;
    const small = await describeTable(server.url, {
      ...others,
      https_proxy: https_proxy.replace('//', '//me:pass@'),
    });
    expect(small.stderr).toBe(`${message}\n${way.replace('HTTPS_PROXY', 'https_proxy')}\n${SEE}`);
  });

  test.each([403, 502])('a proxy that makes no tunnel: HTTP %d', async (status) => {
    const proxy = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const run = await describeTable('https://127.0.0.1:9', { HTTPS_PROXY });
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toBe(
      `Error: the HTTP proxy ${HTTPS_PROXY} does not connect to https://127.0.0.1:9: HTTP ${status} (DescribeTable)\n` +
        '  → check HTTPS_PROXY, or name the hosts that are reached without it in NO_PROXY\n' +
        SEE,
    );
    proxy.close();
  });

  test('an index proxy that is not there: its own setting is named', async () => {
    const argv = ['index', 'create', 'by-x', '--partition-key', 'x:S', '--no-sample'];
    const { exitCode, stderr } = await spawnCli(argv, {
      env: { ...table.env, AUTODYNE_PROXY_URL: 'https://127.0.0.1:9/dynamodb' },
    });
    expect(exitCode).toBe(7);
    expect(stderr).toBe(
      'Error: cannot reach the proxy at https://127.0.0.1:9/dynamodb: ECONNREFUSED (UpdateTable)\n' +
        '  → check the network, AUTODYNE_PROXY_URL and HTTPS_PROXY: autodyne config\n' +
        SEE,
    );
  });
});

describe('the message', () => {
  test('--debug shows settings, attempts, waits, times and ids on stderr, and no secret', async () => {
    await using server = await startFaultServer(table.url, { script: inTurn([throttled()]) });
    const run = await describeTable(
      server.url,
      { AUTODYNE_AWS_SECRET_ACCESS_KEY: SECRET, AUTODYNE_AWS_SESSION_TOKEN: TOKEN },
      ['--debug', '--json'],
    );
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout)).toHaveProperty('Table');
    expect(run.stderr.split('\n')).toEqual([
      'debug: AUTODYNE_AWS_ACCESS_KEY_ID=****TEST (environment)',
      'debug: AUTODYNE_AWS_SECRET_ACCESS_KEY=****EKEY (environment)',
      'debug: AUTODYNE_AWS_SESSION_TOKEN=****OKEN (environment)',
      'debug: AUTODYNE_AWS_DEFAULT_REGION=us-east-1 (environment)',
      `debug: AUTODYNE_TABLE_NAME=${table.tableName} (environment)`,
      `debug: AUTODYNE_ENDPOINT_URL=${server.url} (environment)`,
      'debug: AUTODYNE_PROXY_URL=https://api.autodyne.mixable.net/dynamodb (default)',
      'debug: AUTODYNE_READONLY=0 (default)',
      'debug: AUTODYNE_PLAN_UNITS=19600000 (default)',
      expect.stringMatching(/^debug: DescribeTable 127\.0\.0\.1 ThrottlingException \d+ ms$/),
      expect.stringMatching(/^debug: ThrottlingException; attempt 2 in \d+ ms$/),
      expect.stringMatching(/^debug: DescribeTable 127\.0\.0\.1 ok \d+ ms \S+$/),
      '',
    ]);
    for (const secret of [SECRET, TOKEN, 'AKIATESTTESTTESTTEST']) {
      expect(run.stdout + run.stderr).not.toContain(secret);
    }
  });

  test('keys that are refused: exit 6 after one request', async () => {
    const message = 'The security token included in the request is invalid.';
    const script = always(serviceError(400, 'UnrecognizedClientException', message));
    await using server = await startFaultServer(table.url, { script });
    const run = await describeTable(server.url);
    expect(run).toMatchObject({ exitCode: 6, stdout: '' });
    expect(run.stderr).toContain(`Error: UnrecognizedClientException: ${message}\n`);
    expect(server.requests).toHaveLength(1);
  });

  test('throttling that lasts is retried until --timeout: exit 7', async () => {
    await using server = await startFaultServer(table.url, { script: always(throttled()) });
    const run = await describeTable(server.url, {}, ['--timeout', '1']);
    expect(run).toMatchObject({ exitCode: 7, stdout: '' });
    expect(run.stderr).toBe(
      'Error: ThrottlingException: Throughput exceeds the current capacity of your table. (DescribeTable, after retries)\n' +
        '  → try again later, or with a longer --timeout\n' +
        SEE.replace('unreachable', 'throttled'),
    );
    expect(server.requests.length).toBeGreaterThan(2);
  });

  test('an endpoint where nobody listens: exit 7, without a stack trace', async () => {
    const server = await startFaultServer(table.url);
    await server[Symbol.asyncDispose]();
    const run = await describeTable(server.url);
    expect(run).toMatchObject({ exitCode: 7, stdout: '' });
    expect(run.stderr).toBe(
      `Error: cannot reach ${server.url}: ECONNREFUSED (DescribeTable)\n` +
        '  → check the network, AUTODYNE_ENDPOINT_URL and HTTPS_PROXY; for a local table start `autodyne local`\n' +
        SEE,
    );
  });
});
