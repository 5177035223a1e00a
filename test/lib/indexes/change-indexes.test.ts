import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { type ChangeIndexesOptions, changeIndexes } from '../../../src/lib/indexes/change-indexes.ts';
import type { IndexChange } from '../../../src/lib/indexes/index-request.ts';
import { indexSpecFromArgs } from '../../../src/lib/indexes/index-spec.ts';
import { pollIntervalMs } from '../../../src/lib/indexes/watch-index.ts';
import type { ProxySettings } from '../../../src/lib/proxy-client/execute-api.ts';
import { answeringServer } from '../../helpers/answering-server.ts';
import { useLooksTwin } from '../../helpers/looks-twin.ts';

const twin = useLooksTwin(4);
const eightTwin = useLooksTwin(8);
const slowTwin = useLooksTwin(Number.MAX_SAFE_INTEGER);
const clients: DynamoDBClient[] = [];
afterAll(() => {
  for (const client of clients) client.destroy();
});

function connect(env: Record<string, string>): { client: DynamoDBClient; settings: ProxySettings } {
  const settings = {
    accessKeyId: env['AUTODYNE_AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AUTODYNE_AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: undefined,
    region: 'us-east-1',
    tableName: env['AUTODYNE_TABLE_NAME'] ?? '',
    endpointUrl: env['AUTODYNE_ENDPOINT_URL'],
    proxyUrl: env['AUTODYNE_PROXY_URL'] ?? '',
  };
  const client = createSdkClient(settings);
  clients.push(client);
  return { client, settings };
}

function create(name: string): IndexChange {
  return {
    kind: 'create',
    spec: indexSpecFromArgs({ name, partitionKeys: [`${name}:S`], sortKeys: [], projection: 'all' }),
  };
}

/** Makes one change, and returns the events reported meanwhile. */
async function run(
  env: Record<string, string>,
  change: IndexChange,
  options: Partial<ChangeIndexesOptions> = {},
): Promise<string[]> {
  const { client, settings } = connect(env);
  const told: string[] = [];
  await changeIndexes(client, settings, [change], {
    intervalMs: 1,
    isLastAwaited: true,
    onChange: ({ what }) => told.push(what),
    onProgress: ({ indexName, phase }) => told.push(`${indexName} ${phase}`),
    ...options,
  }).catch((error: unknown) => {
    if (!(error instanceof AutodyneError)) throw error;
    told.push(`${error.code}: ${error.message}`);
  });
  return told;
}

describe('a table that is busy', () => {
  test('with an index that is backfilling (LimitExceededException) is waited for', async () => {
    await run(twin.env, create('first'), { isLastAwaited: false });
    expect(await run(twin.env, create('second'))).toEqual([
      'table busy',
      'first backfilling',
      'sent',
      'second allocating',
      'second backfilling',
      'second backfilling',
      'second active',
      'done',
    ]);
  });

  test('with the very index that is to be deleted is waited for only until that one is backfilling', async () => {
    await run(eightTwin.env, create('regretted'), { isLastAwaited: false });
    expect(await run(eightTwin.env, { kind: 'delete', name: 'regretted' }, { isLastAwaited: false })).toEqual(
      ['table busy', 'regretted allocating', 'sent'],
    );
  });

  test('for longer than the bound is exit 7', async () => {
    await run(slowTwin.env, create('slow'), { isLastAwaited: false });
    const told = await run(slowTwin.env, create('other'), { busyDeadlineMs: 0 });
    expect(told.at(-1)).toBe(
      `Throttled: table "${slowTwin.table.tableName}" is still busy with another change after 0 s`,
    );
  });

  test('is left at the signal, and nothing was sent', async () => {
    const controller = new AbortController();
    const told = await run(slowTwin.env, create('other'), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(told).toEqual([
      'table busy',
      'Interrupted: stopped while the table was busy with another change; the next change was not sent',
    ]);
  });
});

test('a table that has all the indexes it may have is not waited for', async () => {
  const message =
    'Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20';
  await using proxy = await answeringServer([
    { status: 400, body: JSON.stringify({ __type: 'x#LimitExceededException', message }) },
  ]);
  expect(await run({ ...twin.env, AUTODYNE_PROXY_URL: proxy.url }, create('twenty-first'))).toEqual([
    `RefusedByService: LimitExceededException: ${message} (UpdateTable)`,
  ]);
  expect(proxy.seen).toHaveLength(1);
});

test('a change whose response was lost is not made twice', async () => {
  twin.loseNextProxyAnswer();
  const told = await run(twin.env, create('lost'), { proxy: { retry: { baseDelayMs: 1, maxDelayMs: 1 } } });
  // The proxy made the change, but its response was lost; the second request finds the table busy with it.
  expect(told).toEqual([
    'table busy',
    'lost allocating',
    'lost backfilling',
    'lost backfilling',
    'lost active',
    'done',
  ]);
});

test.each([
  ['http://127.0.0.1:8000', 100],
  ['http://localhost:8000', 100],
  ['https://dynamodb.us-east-1.amazonaws.com', 5000],
])('looks at %s every %i ms', (url, intervalMs) => {
  expect(pollIntervalMs(url)).toBe(intervalMs);
});
