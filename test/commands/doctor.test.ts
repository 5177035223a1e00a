import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configVars } from '../../src/lib/local/config-vars.ts';
import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { always, type FaultScript, serviceError } from '../helpers/faults.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder, writeWithMode } from '../helpers/temporary-folder.ts';

const table = useTable();
let twin: Twin;
beforeAll(async () => {
  twin = await startTwin({ partitionKey: { name: 'id', type: 'S' } });
});
afterAll(() => twin.stop());

const doctor = (env: Record<string, string> = {}, argv: string[] = []): Promise<CommandRun> =>
  runCommand(['doctor', ...argv], { env: { ...configVars(twin), ...env } });

/** The lines of a run by the check's name: status and finding. */
function findings({ stdout }: CommandRun): Record<string, string> {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => [line.slice(9, 21).trim(), `${line.slice(0, 7).trim()}: ${line.slice(22).trim()}`]),
  );
}

const DEPENDS = 'skipped: depends on a check that failed';

describe('doctor', () => {
  test('finds the twin in order, one line each', async () => {
    const run = await doctor();
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout.split('\n')).toEqual([
      'ok       settings     complete (prefix AUTODYNE)',
      `ok       endpoint     ${twin.endpointUrl} responds`,
      'ok       credentials  accepted',
      'ok       clock        correct',
      `ok       table        "${twin.tableName}" is ACTIVE`,
      'ok       key schema   partition key id (S)',
      expect.stringMatching(/^ok {7}latency {6}[\d.]+ ms to read an item$/),
      'ok       item count   0 items, 0 bytes, updated about every 6 hours',
      `ok       proxy        ${twin.proxyUrl} accepts index changes`,
      'ok       UpdateTable  refused, as expected',
      '',
    ]);
  });

  test('--json has the same', async () => {
    const run = await doctor({}, ['--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const check = (name: string, finding: unknown) => ({ name, status: 'ok', finding, fixes: [] });
    expect(run.json()).toEqual({
      ok: true,
      checks: [
        check('settings', 'complete (prefix AUTODYNE)'),
        check('endpoint', `${twin.endpointUrl} responds`),
        check('credentials', 'accepted'),
        check('clock', 'correct'),
        check('table', `"${twin.tableName}" is ACTIVE`),
        check('key schema', 'partition key id (S)'),
        check('latency', expect.stringMatching(/^[\d.]+ ms to read an item$/)),
        check('item count', '0 items, 0 bytes, updated about every 6 hours'),
        check('proxy', `${twin.proxyUrl} accepts index changes`),
        check('UpdateTable', 'refused, as expected'),
      ],
    });
  });

  test('keys in a file that git tracks: the other checks are made all the same, exit 8', async () => {
    const folder = await temporaryFolder();
    const variables = Object.entries(configVars(twin)).map(([name, value]) => `${name}=${value}\n`);
    writeWithMode(join(folder, '.env'), variables.join(''));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    expect((await runCommand(['doctor'], { cwd: folder })).exitCode).toBe(0);
    execFileSync('git', ['add', '.env'], { cwd: folder });
    const run = await runCommand(['doctor'], { cwd: folder });
    expect(run).toMatchObject({ exitCode: 8, stderr: '' });
    expect(findings(run)).toMatchObject({
      settings:
        'FAILED: .env contains secrets, and git tracks it → git rm --cached .env; ' +
        'replace the keys if that repository was ever shared',
      UpdateTable: 'ok: refused, as expected',
    });
    const quiet = await runCommand(['describe', '--json'], { cwd: folder });
    expect(quiet).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('missing settings: the other checks are skipped, exit 8', async () => {
    const run = await runCommand(['doctor']);
    expect(run).toMatchObject({ exitCode: 8, stderr: '' });
    expect(findings(run)['settings']).toMatch(
      /^FAILED: missing settings: AUTODYNE_AWS_ACCESS_KEY_ID, .* → get them from your app: .*; or use a local table: autodyne local --write-env$/,
    );
    expect(Object.values(findings(run)).slice(1)).toEqual(Array(9).fill(DEPENDS));
  });

  test.each<[string, () => Record<string, string>, check: string, finding: () => string]>([
    [
      'a key that nobody knows',
      () => ({ AUTODYNE_AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' }),
      'credentials',
      () =>
        'FAILED: UnrecognizedClientException: The security token included in the request is invalid. → check',
    ],
    [
      'a wrong secret',
      () => ({ AUTODYNE_AWS_SECRET_ACCESS_KEY: 'wrong' }),
      'credentials',
      () => 'FAILED: InvalidSignatureException: ',
    ],
    [
      'an endpoint where nobody listens',
      () => ({ AUTODYNE_ENDPOINT_URL: 'http://127.0.0.1:1' }),
      'endpoint',
      () => 'FAILED: cannot reach http://127.0.0.1:1: ECONNREFUSED (DescribeTable) → check the network',
    ],
    [
      'a table of others',
      () => ({ AUTODYNE_TABLE_NAME: 'not-mine' }),
      'table',
      () => 'FAILED: AccessDeniedException: ',
    ],
  ])('%s', async (_, env, check, finding) => {
    const run = await doctor(env());
    expect(run).toMatchObject({ exitCode: 8, stderr: '' });
    const found = findings(run);
    expect(found[check]).toContain(finding());
    expect(found['key schema']).toBe(DEPENDS);
    expect(found['proxy']).toBe(DEPENDS);
    expect(found['UpdateTable']).toBe(DEPENDS);
  });

  test.each<
    [string, env: () => Record<string, string>, proxy: () => string, update: string, exitCode: number]
  >([
    [
      'the proxy is not there',
      () => ({ AUTODYNE_PROXY_URL: 'http://127.0.0.1:1/dynamodb' }),
      () => 'FAILED: cannot reach the proxy at http://127.0.0.1:1/dynamodb: ECONNREFUSED (UpdateTable)',
      'ok: refused, as expected',
      8,
    ],
    [
      'the server is not the proxy',
      () => ({ AUTODYNE_PROXY_URL: twin.endpointUrl }),
      () => 'FAILED: UnknownOperationException',
      'ok: refused, as expected',
      8,
    ],
    [
      'no proxy is set for another server',
      () => ({ AUTODYNE_PROXY_URL: '' }),
      () =>
        `FAILED: none is set for ${twin.endpointUrl}, and the proxy of the add-on does not manage that table → set AUTODYNE_PROXY_URL`,
      'ok: refused, as expected',
      8,
    ],
    [
      'direct, with keys that may not',
      () => ({ AUTODYNE_PROXY_URL: 'direct' }),
      () => 'skipped: none: index changes go to DynamoDB directly',
      'FAILED: not allowed for these credentials, but AUTODYNE_PROXY_URL is "direct" → unset AUTODYNE_PROXY_URL',
      8,
    ],
    [
      'direct, with keys that may',
      () => ({ ...table.env, AUTODYNE_PROXY_URL: 'direct' }),
      () => 'skipped: none: index changes go to DynamoDB directly',
      'ok: allowed, as AUTODYNE_PROXY_URL=direct requires',
      0,
    ],
    [
      'the proxy, with keys that may do more',
      () => ({ ...table.env, AUTODYNE_PROXY_URL: '' }),
      () => 'FAILED: none is set for ',
      'FAILED: allowed for these credentials, which have more permissions than the add-on grants → if the table',
      8,
    ],
    [
      'read-only mode, which tries no write',
      () => ({ AUTODYNE_READONLY: '1' }),
      () => 'skipped: not tested: read-only mode is on',
      'skipped: not tested: read-only mode is on',
      0,
    ],
  ])('%s', async (_, env, proxy, update, exitCode) => {
    const run = await doctor(env());
    expect(run).toMatchObject({ exitCode, stderr: '' });
    expect(findings(run)['proxy']).toContain(proxy());
    expect(findings(run)['UpdateTable']).toContain(update);
  });

  test('a clock that is off: said, though the requests succeed', async () => {
    const date = new Date(Date.now() - 3 * 3_600_000).toUTCString();
    await using server = await startFaultServer(twin.endpointUrl, { headers: { date } });
    const run = await doctor({ AUTODYNE_ENDPOINT_URL: server.url });
    expect(run.exitCode).toBe(8);
    expect(findings(run)['clock']).toBe(
      'FAILED: 3 h ahead: AWS and the proxy refuse the first requests → correct the clock of this machine, and keep it synchronized (NTP)',
    );
  });

  test.each<[string, FaultScript, check: string, finding: RegExp]>([
    [
      'slow reads',
      always({ delayMs: 1010 }, 'GetItem'),
      'latency',
      /^FAILED: 1\d{3} ms to read an item → check the network/,
    ],
    [
      'reads that are refused',
      always(serviceError(400, 'AccessDeniedException', 'no GetItem for you'), 'GetItem'),
      'latency',
      /^FAILED: AccessDeniedException: no GetItem for you →/,
    ],
    [
      'a table that is not ready',
      always({ change: (response) => withStatus(response, 'CREATING') }, 'DescribeTable'),
      'table',
      /^FAILED: ".*" is CREATING → wait until it is ACTIVE: autodyne describe$/,
    ],
    [
      'a response about UpdateTable that says nothing',
      always(serviceError(400, 'ThrottlingException', 'slow down'), 'UpdateTable'),
      'UpdateTable',
      /^FAILED: ThrottlingException: slow down/,
    ],
  ])('%s: the other checks go on', async (_, script, check, finding) => {
    await using server = await startFaultServer(twin.endpointUrl, { script });
    const run = await doctor({ AUTODYNE_ENDPOINT_URL: server.url }, ['--timeout', '2']);
    expect(run.exitCode).toBe(8);
    expect(findings(run)[check]).toMatch(finding);
    expect(Object.values(findings(run))).not.toContain(DEPENDS);
  });

  test('changes nothing: the one write it tries deletes an index that cannot be there', async () => {
    await using server = await startFaultServer(table.url);
    await runCommand(['doctor'], {
      env: { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, AUTODYNE_PROXY_URL: 'direct' },
    });
    expect(server.requests.map(({ operation }) => operation)).toEqual([
      'DescribeTable',
      'GetItem',
      'GetItem',
      'GetItem',
      'UpdateTable',
    ]);
    expect(JSON.parse(server.requests.at(-1)?.body.toString() ?? '')).toEqual({
      TableName: table.tableName,
      GlobalSecondaryIndexUpdates: [
        { Delete: { IndexName: expect.stringMatching(/^autodyne-doctor-[0-9a-f-]{36}$/) } },
      ],
    });
  });
});

function withStatus(response: unknown, TableStatus: string): unknown {
  return { Table: { ...(response as { Table: object }).Table, TableStatus } };
}
