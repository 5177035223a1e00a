import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UsageResponse } from '../../src/dashboard/api-types.ts';
import { configVars } from '../../src/lib/local/config-vars.ts';
import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import { cloudwatchStub } from '../helpers/cloudwatch-stub.ts';
import { useDashboard } from '../helpers/dashboard.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const NOW = Math.floor(Date.now() / 1000);

describe('of a twin', () => {
  let twin: Twin | undefined;
  beforeAll(async () => {
    twin = await startTwin({
      port: 0,
      tableName: 'music',
      planUnits: 1000,
      projectFolder: process.cwd(),
      searchPath: '',
    });
    const env = configVars(twin);
    await runCommand(['index', 'create', 'by-artist', '--partition-key', 'artist:S'], { env });
    await runCommand(['put', '{"id":"1","artist":"Acme"}'], { env });
    await runCommand(['query', 'artist=Acme'], { env });
  });
  afterAll(() => twin?.stop());
  const env = (): Record<string, string> => (twin === undefined ? {} : configVars(twin));
  const dashboard = useDashboard(env);

  test('the table is told by its meter, and is not locked', async () => {
    const response = await dashboard.ask('GET', '/api/table');
    expect(response.status).toBe(200);
    expect(response.json()).toEqual({
      tableName: 'music',
      status: 'ACTIVE',
      partitionKey: { name: 'id', type: 'S' },
      sortKey: null,
      itemCount: 1,
      sizeBytes: 0,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
      indexes: [
        {
          name: 'by-artist',
          kind: 'global',
          partitionKeys: [{ name: 'artist', type: 'S' }],
          sortKeys: [],
          projection: 'ALL',
          projectedAttributes: [],
          status: 'ACTIVE',
          backfilling: false,
          itemCount: expect.any(Number) as unknown,
          sizeBytes: expect.any(Number) as unknown,
        },
      ],
      isCountCurrent: true,
      isTwin: true,
      isReadOnly: false,
      isLocked: false,
      region: 'us-east-1',
      commands: {
        dashboard: 'autodyne dashboard',
        dumpCsv: 'autodyne dump --out items.csv',
        put: 'autodyne put items.jsonl',
        createIndex: 'autodyne index create by-artist --partition-key Artist:S',
      },
      endpoint: env()['AUTODYNE_ENDPOINT_URL'],
      used: { read: 0, write: 0, request: 0 },
    });
    const put = await dashboard.ask('PUT', '/api/item', { before: null, after: { id: { S: '2' } } });
    expect(put.status).toBe(200);
  });

  test.each([
    ['', []],
    ['?since=24h', ['--since', '24h']],
    ['?since=7d&period=3600', ['--since', '7d', '--by', 'hour']],
    ['?since=24h&period=86400', ['--since', '24h', '--by', 'day']],
  ])('what was used %s is what usage --json prints', async (query, args) => {
    const response = await dashboard.ask('GET', `/api/usage${query}`);
    expect(response.status).toBe(200);
    const shown = response.json() as UsageResponse;
    const printed = (await runCommand(['usage', ...args, '--json'], { env: env() })).json() as UsageResponse;
    const withoutNow = ({ since: _s, until: _u, completeUntil: _c, ...rest }: UsageResponse) => rest;
    expect(withoutNow(shown)).toEqual(withoutNow(printed));
    expect(shown).toMatchObject({ source: 'meter', plan: { units: 1000 }, isOver: null });
    expect(shown.points.length).toBeGreaterThan(0);
    expect(shown.indexes).toMatchObject([{ name: 'by-artist' }]);
  });

  test.each([
    ['since=century', '--since must be a time such as 24h, 7d, 30d or month, not "century"'],
    ['period=7', 'period must be a number of seconds, one of 60, 300, 3600, 86400; it is "7"'],
  ])('%s is 400', async (query, message) => {
    const response = await dashboard.ask('GET', `/api/usage?${query}`);
    expect([response.status, response.json()]).toMatchObject([
      400,
      { error: { code: 'InvalidUsage', message } },
    ]);
  });

  test('opening and looking at usage reads no item', async () => {
    const before = (await dashboard.ask('GET', '/api/usage?since=24h')).json() as UsageResponse;
    await dashboard.ask('GET', '/api/table');
    await dashboard.ask('POST', '/api/plan', { where: 'artist=Acme' });
    const after = (await dashboard.ask('GET', '/api/usage?since=24h')).json() as UsageResponse;
    expect(after.total).toEqual(before.total);
    expect(after.operations).toEqual(before.operations);
  });
});

describe('from CloudWatch', () => {
  const table = useTable();
  let stub: Awaited<ReturnType<typeof cloudwatchStub>> | undefined;
  beforeAll(async () => {
    const hour = Math.floor(NOW / 3600) * 3600;
    const {
      AUTODYNE_AWS_ACCESS_KEY_ID: accessKeyId = '',
      AUTODYNE_AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    } = table.env;
    stub = await cloudwatchStub(
      table.tableName,
      { ConsumedReadCapacityUnits: { [hour]: 12 } },
      { accessKeyId, secretAccessKey, region: 'us-east-1' },
    );
  });
  afterAll(() => stub?.[Symbol.asyncDispose]());
  const dashboard = useDashboard(() => ({ ...table.env, AUTODYNE_CLOUDWATCH_URL: stub?.url ?? '' }));

  test('it is asked once, however often the page asks within a minute', async () => {
    const asks = Array.from({ length: 4 }, () => dashboard.ask('GET', '/api/usage?since=24h'));
    const [first, ...others] = (await Promise.all(asks)).map((response) => response.json() as UsageResponse);
    expect(first).toMatchObject({ source: 'cloudwatch', total: { read: 12 } });
    for (const other of others) expect(other).toEqual(first);
    const askedOnce = stub?.asked.length;
    expect(askedOnce).toBeGreaterThan(0);
    const again = await dashboard.ask('GET', '/api/usage?since=24h');
    expect(again.json()).toEqual(first);
    expect(stub?.asked).toHaveLength(askedOnce ?? 0);
  });
});

describe('a table beside somebody\u2019s meter', () => {
  const table = useTable();
  let twin: Twin | undefined;
  beforeAll(async () => {
    twin = await startTwin({
      port: 0,
      tableName: table.tableName,
      projectFolder: process.cwd(),
      searchPath: '',
    });
  });
  afterAll(() => twin?.stop());
  const dashboard = useDashboard(() => ({
    ...table.env,
    ...(twin === undefined ? {} : { AUTODYNE_PROXY_URL: twin.proxyUrl }),
  }));

  test('is no twin: the meter is on another port', async () => {
    expect((await dashboard.ask('GET', '/api/table')).json()).toMatchObject({
      isTwin: false,
      isLocked: true,
    });
  });
});
