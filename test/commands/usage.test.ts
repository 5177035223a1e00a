import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { UsageResult } from '../../src/lib/usage/usage-summary.ts';
import { answeringServer, type CannedResponse } from '../helpers/answering-server.ts';
import { cloudwatchStub } from '../helpers/cloudwatch-stub.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'Artist', AttributeType: 'S' },
    { AttributeName: 'Year', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: ['Artist', 'Year'].map((name) => ({
    IndexName: `by-${name.toLowerCase()}`,
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  })),
});

const FORBIDDEN: CannedResponse = {
  status: 403,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
  body: '{"message":"Missing Authentication Token"}',
};
const DENIED: CannedResponse = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: '{"__type":"AccessDenied","message":"User: arn:aws:iam::1:user/app is not authorized to perform: cloudwatch:GetMetricData"}',
};
const NOW = Math.floor(Date.now() / 1000);
const HOUR = Math.floor(NOW / 3600) * 3600;

function report(members: object = {}): CannedResponse {
  const body = {
    TableName: table.tableName,
    Source: 'meter',
    PlanUnits: 1000,
    Since: HOUR - 30 * 86_400,
    Until: HOUR + 3600,
    PeriodSeconds: 3600,
    CompleteUntil: NOW,
    CountedSince: NOW - 3600,
    Points: [
      {
        Time: HOUR,
        Table: { Read: 2, Write: 30, Throttled: 0 },
        Indexes: { 'by-artist': { Read: 0, Write: 30, Throttled: 2 } },
      },
    ],
    Operations: [
      { Operation: 'GetItem', Requests: 4, Read: 2, Write: 0 },
      { Operation: 'PutItem', Requests: 10, Read: 0, Write: 60 },
    ],
    ...members,
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(body),
  };
}

async function environment(route: string, cloudwatch: string): Promise<Record<string, string>> {
  return {
    ...table.env,
    XDG_STATE_HOME: await temporaryFolder(),
    AUTODYNE_PROXY_URL: `${route}/dynamodb`,
    AUTODYNE_CLOUDWATCH_URL: cloudwatch,
  };
}

describe('usage from the route', () => {
  test('--json has totals, each index, operations and the share of the plan', async () => {
    await using route = await answeringServer([report()]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    const run = await runCommand(['usage', '--json'], { env });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.json()).toEqual({
      tableName: table.tableName,
      source: 'meter',
      since: expect.any(String) as string,
      until: expect.any(String) as string,
      completeUntil: expect.any(String) as string,
      countedSince: expect.any(String) as string,
      total: { read: 2, write: 60, request: 302, throttled: 2 },
      table: { read: 2, write: 30, request: 152, throttled: 0 },
      indexes: [{ name: 'by-artist', read: 0, write: 30, request: 150, throttled: 2 }],
      operations: [
        { operation: 'PutItem', requests: 10, read: 0, write: 60, request: 300 },
        { operation: 'GetItem', requests: 4, read: 2, write: 0, request: 2 },
      ],
      estimated: { read: 0, write: 0, request: 0 },
      untold: 0,
      plan: { units: 1000, used: 302, left: 698, share: 0.302, isAtLeast: false },
      forecast: [],
      points: [expect.objectContaining({ read: 2, write: 60, request: 302, throttled: 2 })],
      pointSeconds: expect.any(Number) as number,
      cannotSee: [],
      passedOver: [],
      isOver: null,
    });
  });

  test('calls the route next to the proxy, for the month and the last 7 days', async () => {
    await using route = await answeringServer([report()]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    await runCommand(['usage', '--since', '24h', '--json'], { env });
    expect(route.seen.map(({ path }) => path)).toEqual(['/usage', '/usage']);
    const [shown, recent] = route.seen.map(({ body }) => JSON.parse(body) as Record<string, number>);
    expect(shown).toEqual({
      TableName: table.tableName,
      Since: expect.any(Number) as number,
      Until: expect.any(Number) as number,
    });
    expect((shown?.['Until'] ?? 0) - (shown?.['Since'] ?? 0)).toBe(86_400);
    expect(recent?.['PeriodSeconds']).toBe(3600);
  });

  test('prints text, with a chart', async () => {
    await using route = await answeringServer([report()]);
    const env = { ...(await environment(route.url, 'http://127.0.0.1:9')), COLUMNS: '60', LC_ALL: 'C' };
    const { stdout, stderr } = await runCommand(['usage', '--since', '2h'], { env });
    expect(stderr).toBe('');
    const [head, ...lines] = stdout.split('\n');
    expect(head).toMatch(
      /^table "autodyne-test-\w+", \d+ \w+ \d+( [\d:]+)? to \d+ \w+ \d+( [\d:]+)? UTC; source: meter of the server \(all clients\)$/,
    );
    expect(lines.slice(0, 9)).toEqual([
      '302 request units: 2 read units, 60 write units',
      '                 read units  write units  request units',
      '───────────────  ──────────  ───────────  ─────────────',
      'table                     2           30            152',
      'index by-artist           0           30            150',
      'highest use: PutItem 300 (10 requests), GetItem 2 (4 requests)',
      'throttled: 2 requests',
      "30 % of the plan's 1,000 request units this month, 698 left",
      '',
    ]);
    expect(lines[9]).toMatch(/^500 \|/);
    expect(stdout).toContain('# reads');
  });

  test('names the backfilling of an index', async () => {
    const filled = { Operation: 'index', Requests: 1, Read: 0, Write: 40 };
    const told = report();
    const body = { ...(JSON.parse(told.body ?? '{}') as object), Operations: [filled] };
    await using route = await answeringServer([{ ...told, body: JSON.stringify(body) }]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    const { stdout } = await runCommand(['usage', '--since', '2h'], { env });
    expect(stdout).toContain('highest use: backfilling indexes 200\n');
  });

  test.each([
    ['operation', 'operation,requests,read,write,request\nPutItem,10,0,60,300\nGetItem,4,2,0,2\n'],
    ['index', 'index,read,write,request,throttled\n,2,30,152,0\nby-artist,0,30,150,2\n'],
  ])('--csv --by %s', async (by, csv) => {
    await using route = await answeringServer([report()]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    const run = await runCommand(['usage', '--csv', '--by', by], { env });
    expect(run).toMatchObject({ exitCode: 0, stdout: csv });
  });

  test('--csv has a line for the table and each index of each hour', async () => {
    await using route = await answeringServer([report()]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    const run = await runCommand(['usage', '--csv', '--by', 'hour'], { env });
    const time = new Date(HOUR * 1000).toISOString().replace('.000', '');
    expect(run.stdout).toBe(
      `time,index,read,write,request,throttled\n${time},,2,30,152,0\n${time},by-artist,0,30,150,2\n`,
    );
  });

  test.each([
    ['30%', 8, true],
    ['30.2%', 0, false],
    ['80%', 0, false],
  ])('--fail-over %s is exit %d', async (failOver, exitCode, isOver) => {
    await using route = await answeringServer([report()]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    const run = await runCommand(['usage', '--json', '--fail-over', failOver], { env });
    expect(run.exitCode).toBe(exitCode);
    expect((run.json() as UsageResult).isOver).toBe(isOver);
    expect(run.stderr).toBe(isOver ? 'more than 30% of the monthly plan is used: 30 %\n' : '');
  });

  test('--plan-units overrides the plan that the server reports', async () => {
    await using route = await answeringServer([report()]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    const run = await runCommand(['usage', '--json', '--plan-units', '604'], { env });
    expect((run.json() as UsageResult).plan).toMatchObject({ units: 604, share: 0.5 });
  });

  test('a failure of it is one: no other source is taken for it', async () => {
    const body = '{"__type":"com.amazon.coral.validate#ValidationException","message":"no"}';
    await using route = await answeringServer([{ status: 400, body }]);
    const env = await environment(route.url, 'http://127.0.0.1:9');
    const run = await runCommand(['usage'], { env });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain('ValidationException: no (usage)');
  });
});

describe('usage from CloudWatch', () => {
  const metrics = () => ({
    ConsumedReadCapacityUnits: { [HOUR - 7200]: 10, [HOUR]: 2 },
    ConsumedWriteCapacityUnits: { [HOUR]: 4 },
    'ConsumedWriteCapacityUnits/by-artist': { [HOUR]: 4 },
    'ConsumedReadCapacityUnits/by-year': { [HOUR - 7200]: 1.5 },
  });
  const keys = { accessKeyId: '', secretAccessKey: '', region: 'us-east-1' };
  const keysOf = () => ({
    ...keys,
    accessKeyId: table.env['AUTODYNE_AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: table.env['AUTODYNE_AWS_SECRET_ACCESS_KEY'] ?? '',
  });

  test('where there is no route: two pages, two indexes, one signed request for all metrics', async () => {
    await using route = await answeringServer([FORBIDDEN]);
    await using cloudwatch = await cloudwatchStub(table.tableName, metrics(), keysOf());
    const env = await environment(route.url, cloudwatch.url);
    const run = await runCommand(['usage', '--since', '3h', '--json'], { env });
    expect(run.exitCode).toBe(0);
    const usage = run.json() as UsageResult;
    expect(usage).toMatchObject({
      source: 'cloudwatch',
      total: { read: 13.5, write: 8, request: 53.5, throttled: 0 },
      indexes: [
        { name: 'by-artist', write: 4 },
        { name: 'by-year', read: 1.5 },
      ],
      operations: null,
      passedOver: [{ source: 'route', why: `${route.url}/usage: HTTP 403, Missing Authentication Token` }],
    });
    expect(usage.cannotSee).toContain('use by operation');
    const first = cloudwatch.asked.filter(({ NextToken }) => NextToken === undefined);
    expect(first.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([14, 14]);
  });

  test('--by operation is refused: it does not know', async () => {
    await using cloudwatch = await cloudwatchStub(table.tableName, metrics(), keysOf());
    const env = {
      ...(await environment('http://127.0.0.1:9', cloudwatch.url)),
      AUTODYNE_PROXY_URL: 'direct',
    };
    const run = await runCommand(['usage', '--by', 'operation'], { env });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('--by operation: CloudWatch does not report operations');
  });

  test('not permitted: --source cloudwatch is exit 6, with the IAM statement', async () => {
    await using cloudwatch = await answeringServer([DENIED]);
    const env = await environment('http://127.0.0.1:9', cloudwatch.url);
    const run = await runCommand(['usage', '--source', 'cloudwatch', '--json'], { env });
    expect(run.exitCode).toBe(6);
    expect(run.json()).toMatchObject({
      error: {
        code: 'AccessDenied',
        suggestions: [
          'to allow it, add this statement to the IAM policy of the user: {"Effect": "Allow", "Action": "cloudwatch:GetMetricData", "Resource": "*"}',
        ],
      },
    });
  });

  test("is not asked of AWS for a table that is not AWS's", async () => {
    const env = { ...table.env, XDG_STATE_HOME: await temporaryFolder() };
    const run = await runCommand(['usage', '--json'], { env });
    expect((run.json() as UsageResult).passedOver).toEqual([
      {
        source: 'route',
        why: `the table is at ${table.url}, which https://api.autodyne.mixable.net/dynamodb does not manage`,
      },
      { source: 'cloudwatch', why: `the table is at ${table.url}, which has no metrics in CloudWatch` },
    ]);
    const alone = await runCommand(['usage', '--source', 'cloudwatch'], { env });
    expect(alone.exitCode).toBe(2);
  });
});

describe('usage from the ledger', () => {
  test('where nothing else is there: at least, and how to see the rest', async () => {
    await using route = await answeringServer([FORBIDDEN]);
    await using cloudwatch = await answeringServer([DENIED]);
    const env = await environment(route.url, cloudwatch.url);
    await runCommand(['put', '{"id":"a","Artist":"No One"}'], { env });
    await runCommand(['get', 'a'], { env });
    await runCommand(['get', 'a'], { env });
    const run = await runCommand(['usage', '--json'], { env });
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      source: 'ledger',
      total: { read: 1, write: 2, request: 11 },
      table: { read: 1, write: 1 },
      indexes: [{ name: 'by-artist', read: 0, write: 1 }],
      operations: [
        { operation: 'put', requests: 1, write: 2 },
        { operation: 'get', requests: 2, read: 1 },
      ],
      plan: { used: 11, isAtLeast: true },
      forecast: [],
    });
    const args = await runCommand(['usage'], { env });
    expect(args.stdout).toContain('at least 11 request units: 1 read unit, 2 write units\n');
    expect(args.stdout).toContain(
      "at least 11 (less than 0.01 %) of the plan's 19,600,000 request units this month; for the total, see the dashboard: heroku addons:open autodyne\n",
    );
    expect(args.stderr).toBe(
      `usage route not used: ${route.url}/usage: HTTP 403, Missing Authentication Token\nCloudWatch not used: the credentials do not allow it\n`,
    );
  });

  test('is one line a command, of counts alone, for its owner alone', async () => {
    const env = await environment('http://127.0.0.1:9', 'http://127.0.0.1:9');
    await runCommand(['put', '{"id":"secret-key","Year":"secret-year"}'], { env });
    const host = new URL(table.url).host.replace(':', '_');
    const folder = join(env['XDG_STATE_HOME'] ?? '', 'autodyne', 'usage', host, 'us-east-1', table.tableName);
    const [name = ''] = readdirSync(folder);
    expect(name).toBe(`${new Date().toISOString().slice(0, 7)}.jsonl`);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      Time: expect.any(Number) as number,
      Command: 'put',
      Table: { Read: 0, Write: 1 },
      Indexes: { 'by-year': { Read: 0, Write: 1 } },
    });
  });

  test('a torn line is passed over, and lines of other months count for the time they are of', async () => {
    const env = await environment('http://127.0.0.1:9', 'http://127.0.0.1:9');
    const host = new URL(table.url).host.replace(':', '_');
    const folder = join(env['XDG_STATE_HOME'] ?? '', 'autodyne', 'usage', host, 'us-east-1', table.tableName);
    mkdirSync(folder, { recursive: true });
    const line = (time: number, write: number) =>
      JSON.stringify({ Time: time, Command: 'put', Table: { Read: 0, Write: write } });
    const monthOf = (time: number) => `${new Date(time * 1000).toISOString().slice(0, 7)}.jsonl`;
    const old = NOW - 40 * 86_400;
    writeFileSync(join(folder, monthOf(old)), `${line(old, 7)}\n`);
    writeFileSync(
      join(folder, monthOf(NOW)),
      `${line(NOW - 5, 1)}\n${line(NOW - 4, 100).slice(0, 30)}\n${line(NOW - 3, 2)}\n`,
    );
    const read = async (since: string) =>
      (
        await runCommand(['usage', '--source', 'ledger', '--since', since, '--json'], { env })
      ).json() as UsageResult;
    expect((await read('24h')).total.write).toBe(3);
    expect((await read('60d')).total.write).toBe(10);
    expect((await read('24h')).countedSince).toBe(new Date(old * 1000).toISOString().replace('.000', ''));
  });

  test('that cannot be written fails no command', async () => {
    const home = await temporaryFolder();
    writeFileSync(join(home, 'autodyne'), 'a file where a folder should be');
    const env = { ...table.env, XDG_STATE_HOME: home };
    expect(await runCommand(['put', '{"id":"a"}'], { env })).toMatchObject({ exitCode: 0 });
  });
});

describe('refusals', () => {
  test.each([
    [['--since', 'yesterday'], '--since must be a time such as 24h, 7d, 30d or month, not "yesterday"'],
    [['--since', '0h'], '--since must be a time such as 24h, 7d, 30d or month, not "0h"'],
    [['--since', '456d'], '--since can be at most 455 days ago, but 456d is more'],
    [['--fail-over', '80'], '--fail-over must be a percentage of the plan, such as 80%, not "80"'],
    [['--source', 'logs'], '--source logs requires --from, with the log of an app'],
    [
      ['--source', 'ledger', '--from', 'app.log'],
      '--from reads the log of an app, so it cannot be combined with --source ledger',
    ],
  ])('%o', async (flags, message) => {
    const env = { ...table.env, XDG_STATE_HOME: await temporaryFolder() };
    const run = await runCommand(['usage', ...flags], { env });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(`Error: ${message}\n`);
  });
});

describe("usage from an app's log", () => {
  const line = (table: string, at: number, read: number, write: number) =>
    `2026 app[web.1]: at=${new Date(at * 1000).toISOString()} source=${table} count#autodyne.read_units=${read} count#autodyne.write_units=${write} count#autodyne.request_units=${read + 5 * write} count#autodyne.operation.PutItem.requests=1 count#autodyne.operation.PutItem.write_units=${write}`;
  const LOG = [
    line('music', NOW - 60, 1, 2),
    'web.1: GET /',
    line('music', NOW - 120, 2.5, 0),
    line('music', NOW - 400 * 86_400, 9, 9),
  ].join('\n');

  test('of stdin, without any settings: at least', async () => {
    const env = { XDG_STATE_HOME: await temporaryFolder() };
    const run = await runCommand(['usage', '--from', '-', '--since', '24h', '--json'], { env, stdin: LOG });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.json()).toMatchObject({
      tableName: 'music',
      source: 'logs',
      total: { read: 3.5, write: 2, request: 13.5 },
      operations: [{ operation: 'PutItem', requests: 2, write: 2 }],
      plan: { units: 19_600_000, isAtLeast: true },
      forecast: [],
    });
  });

  test.each([
    [[], 'GET /\n', 'stdin has no lines with unit counts'],
    [[], `${LOG}\n${line('films', NOW, 1, 1)}`, 'stdin has lines of several tables: films, music'],
    [['--table', 'films'], LOG, 'stdin has no lines of table "films"; it has lines of music'],
  ])('that is not of one table is refused (%#)', async (flags, stdin, message) => {
    const run = await runCommand(['usage', '--from', '-', ...flags], { stdin });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(`Error: ${message}\n`);
  });
});
