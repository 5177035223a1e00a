import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answeringServer } from '../../helpers/answering-server.ts';
import { useLooksTwin } from '../../helpers/looks-twin.ts';
import { type CommandRun, runCommand } from '../../helpers/run-command.ts';
import { spawnCli } from '../../helpers/spawn-cli.ts';

const twin = useLooksTwin(4);
const slowTwin = useLooksTwin(Number.MAX_SAFE_INTEGER);
const folder = mkdtempSync(join(tmpdir(), 'autodyne-index-'));

beforeAll(async () => {
  const items: Record<string, AttributeValue>[] = [
    { id: { S: '1' }, uuid: { S: 'u' }, text: { S: 'x'.repeat(1500) } },
    { id: { S: '2' }, uuid: { N: '1' } },
    { id: { S: '3' } },
    { id: { S: '4' }, uuid: { S: '' } },
    { id: { S: '5' }, uuid: { S: 'u'.repeat(2049) } },
  ];
  for (const Item of items) {
    await twin.table.client.send(new PutItemCommand({ TableName: twin.table.tableName, Item }));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const create = (args: string[], env: Record<string, string> = {}): Promise<CommandRun> =>
  runCommand(['index', 'create', ...args], { env: { ...twin.env, ...env } });

function file(name: string, body: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof body === 'string' ? body : JSON.stringify(body));
  return path;
}

function createBody(name: string, attribute: string, type = 'S'): object {
  return {
    AttributeDefinitions: [{ AttributeName: attribute, AttributeType: type }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: name,
          KeySchema: [{ AttributeName: attribute, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  };
}

/** stderr without what depends on how fast it went. */
function told(run: CommandRun): string[] {
  return run.stderr
    .replaceAll(/, \d+ s$/gm, '')
    .trim()
    .split('\n');
}

describe('index create from args', () => {
  test('looks at items first, then goes through all phases until the index is ACTIVE', async () => {
    const run = await create(['by-uuid', '--partition-key', 'uuid:S']);
    const lines = told(run);
    // The engine scans in no order that is promised.
    expect([lines[0], ...lines.slice(1, 5).sort(), ...lines.slice(5)]).toEqual([
      'by-uuid: checked 5 items (all)',
      '  1 with "uuid" of a type other than S: will not be in the index; DynamoDB will refuse them when written again',
      '  1 with a "uuid" too long for a key: will not be in the index; DynamoDB will refuse them when written again',
      '  1 with an empty "uuid": will not be in the index; DynamoDB will refuse them when written again',
      '  1 without "uuid": will not be in the index',
      '  backfilling it will consume about 2 write units (10 request units)',
      'by-uuid: creation requested',
      'by-uuid: allocating',
      'by-uuid: backfilling',
      'by-uuid: active',
    ]);
    expect(run.stdout).toBe(
      [
        'index    partition key  sort key  projection  status  items     size',
        '───────  ─────────────  ────────  ──────────  ──────  ─────  ───────',
        'by-uuid  uuid:S         -         ALL         ACTIVE      0  0 bytes',
        '',
      ].join('\n'),
    );
    expect(run.exitCode).toBe(0);
  });

  test('made again is no error, and sends nothing', async () => {
    const run = await create(['by-uuid', '--partition-key', 'uuid:S'], {
      AUTODYNE_PROXY_URL: 'http://127.0.0.1:1',
    });
    expect(told(run)).toEqual(['by-uuid: already exists', 'by-uuid: active']);
    expect(run.exitCode).toBe(0);
  });

  test('of the same name with another key is exit 5', async () => {
    const run = await create(['by-uuid', '--partition-key', 'uuid:S', '--sort-key', 'ts:N']);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toBe(
      [
        `Error: index "by-uuid" of table "${twin.table.tableName}" already exists, with partition key uuid:S, projection ALL, not partition key uuid:S, sort key ts:N, projection ALL`,
        '  → delete it first: autodyne index delete by-uuid',
        '  → or choose another name',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [['--partition-key', 'a:S', '--sort-key', 'b:N', 'order-one']],
    [['--sort-key', 'b:N', 'order-two', '--partition-key', 'a:S']],
    [['order-three', '--sort-key=b:N', '--partition-key=a:S']],
  ])('takes its words in any order: %j', async (args) => {
    const run = await create([...args, '--projection', 'keys', '--dry-run', '--json']);
    const name = args.find((arg) => arg.startsWith('order-'));
    expect(run.json()).toEqual({
      DryRun: {
        Operation: 'UpdateTable',
        Endpoint: `${twin.url}/dynamodb`,
        Service: 'execute-api',
        Body: {
          TableName: twin.table.tableName,
          AttributeDefinitions: [
            { AttributeName: 'a', AttributeType: 'S' },
            { AttributeName: 'b', AttributeType: 'N' },
          ],
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: name,
                KeySchema: [
                  { AttributeName: 'a', KeyType: 'HASH' },
                  { AttributeName: 'b', KeyType: 'RANGE' },
                ],
                Projection: { ProjectionType: 'KEYS_ONLY' },
              },
            },
          ],
        },
      },
    });
  });

  test('--json prints what aws dynamodb update-table prints', async () => {
    const run = await create([
      'json',
      '--partition-key',
      'j:S',
      '--projection',
      'include:a,b',
      '--no-sample',
      '--json',
    ]);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      TableDescription: {
        TableName: twin.table.tableName,
        TableStatus: 'ACTIVE',
        GlobalSecondaryIndexes: expect.arrayContaining([
          expect.objectContaining({
            IndexName: 'json',
            KeySchema: [{ AttributeName: 'j', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] },
            IndexStatus: 'ACTIVE',
          }),
        ]),
      },
    });
  });

  test('more key attributes than the engine knows: its own error', async () => {
    const run = await create([
      'multi',
      '--partition-key',
      'a:S',
      '--partition-key',
      'b:S',
      '--sort-key',
      'c:N',
      '--sort-key',
      'd:N',
      '--no-sample',
    ]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('Member must have length less than or equal to 2');
  });
});

describe('index create from a file', () => {
  test('does not wait with --no-wait', async () => {
    const path = file('update.json', createBody('from-file', 'f'));
    const run = await create([path, '--no-wait', '--no-sample']);
    expect(run.stderr).toBe('from-file: creation requested\n');
    expect(run.stdout).toContain('from-file  f:S            -         ALL         CREATING');
    const wait = await runCommand(['index', 'wait', 'from-file'], { env: twin.env });
    expect(wait.exitCode).toBe(0);
    expect(wait.stdout).toContain('from-file  f:S            -         ALL         ACTIVE');
  });

  test('makes several changes one at a time, and continues where it stopped', async () => {
    const [first] = (createBody('several-a', 'a') as { GlobalSecondaryIndexUpdates: object[] })
      .GlobalSecondaryIndexUpdates;
    const [second] = (createBody('several-b', 'b', 'N') as { GlobalSecondaryIndexUpdates: object[] })
      .GlobalSecondaryIndexUpdates;
    const body = {
      TableName: twin.table.tableName,
      AttributeDefinitions: [
        { AttributeName: 'a', AttributeType: 'S' },
        { AttributeName: 'b', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexUpdates: [first, { Delete: { IndexName: 'from-file' } }, second],
    };
    const path = file('several.json', body);
    const refused = await create([path, '--no-sample']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`This deletes index "from-file" of table "${twin.table.tableName}".`);

    const run = await create([path, '--no-sample', '--confirm', twin.table.tableName]);
    expect(told(run)).toEqual([
      'several-a: creation requested',
      'several-a: allocating',
      'several-a: backfilling',
      'several-a: active',
      'from-file: deletion requested',
      'from-file: deleting',
      'from-file: gone',
      'several-b: creation requested',
      'several-b: allocating',
      'several-b: backfilling',
      'several-b: active',
    ]);
    const again = await create([path, '--no-sample', '--confirm', twin.table.tableName]);
    expect(told(again)).toEqual([
      'several-a: already exists',
      'several-a: active',
      'from-file: already deleted',
      'several-b: already exists',
      'several-b: active',
    ]);
  });

  test('an index that is deleted and created again is not deleted twice', async () => {
    const body = createBody('several-a', 'a2') as { GlobalSecondaryIndexUpdates: object[] };
    body.GlobalSecondaryIndexUpdates.unshift({ Delete: { IndexName: 'several-a' } });
    const path = file('anew.json', body);
    const args = [path, '--no-sample', '--confirm', twin.table.tableName];
    expect((await create(args)).exitCode).toBe(0);
    expect(told(await create(args))).toEqual([
      'several-a: already deleted',
      'several-a: already exists',
      'several-a: active',
    ]);
  });

  test('what the proxy does not allow is exit 6, and not sent', async () => {
    const path = file('sse.json', { ...createBody('uuid', 'uuid'), SSESpecification: { Enabled: false } });
    const run = await create([path], { AUTODYNE_PROXY_URL: 'http://127.0.0.1:1' });
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toBe(
      `Error: ${path}: Modifying SSESpecification is not allowed\n  → the proxy can only create and delete global secondary indexes; nothing was sent\n`,
    );
  });

  test.each<[string, string, string]>([
    ['invalid JSON', '{"GlobalSecondaryIndexUpdates":', ':1:32: unexpected end of JSON'],
    ['an empty file', '', ':1:1: expected a JSON value'],
    ['a 2 MB file', ' '.repeat(2 * 1024 * 1024), ': larger than 1 MB, the limit for an UpdateTable body'],
  ])('%s is exit 2', async (_, text, problem) => {
    const path = file('bad.json', text);
    const run = await create([path]);
    expect(run.stderr).toBe(`Error: ${path}${problem}\n`);
    expect(run.exitCode).toBe(2);
  });

  test('a missing file, and flags together with a file', async () => {
    const absent = await create(['absent.json']);
    expect([absent.exitCode, absent.stderr]).toEqual([2, 'Error: cannot read absent.json: no such file\n']);
    const both = await create(['absent.json', '--sort-key', 'ts:N']);
    expect([both.exitCode, both.stderr]).toEqual([
      2,
      'Error: --sort-key requires an index name; a file defines the index completely\n',
    ]);
  });
});

describe('index create --dry-run', () => {
  test('prints host, service and body, and talks to no one', async () => {
    const body = { TableName: twin.table.tableName, ...createBody('uuid', 'uuid') };
    const run = await runCommand(['index', 'create', '-', '--dry-run'], {
      env: { ...twin.env, AUTODYNE_ENDPOINT_URL: 'http://127.0.0.1:1', AUTODYNE_PROXY_URL: '' },
      stdin: JSON.stringify(createBody('uuid', 'uuid')),
    });
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe(
      `UpdateTable https://api.autodyne.mixable.net/dynamodb (signed for execute-api, not sent)\n${JSON.stringify(body, null, 2)}\n`,
    );
  });

  test('of a file with several changes shows each request', async () => {
    const [change] = (createBody('uuid', 'uuid') as { GlobalSecondaryIndexUpdates: object[] })
      .GlobalSecondaryIndexUpdates;
    const body = {
      ...createBody('uuid', 'uuid'),
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'old' } }, change],
    };
    const path = file('two.json', body);
    const run = await create([path, '--dry-run', '--json']);
    expect(run.json()).toMatchObject([
      { DryRun: { Body: { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'old' } }] } } },
      { DryRun: { Body: { GlobalSecondaryIndexUpdates: [change] } } },
    ]);
  });

  test('with direct, to DynamoDB itself', async () => {
    const run = await create(['uuid', '--partition-key', 'uuid:S', '--dry-run'], {
      AUTODYNE_PROXY_URL: 'direct',
      AUTODYNE_ENDPOINT_URL: '',
    });
    expect(run.stdout.split('\n')[0]).toBe(
      'UpdateTable https://dynamodb.us-east-1.amazonaws.com (signed for dynamodb, not sent)',
    );
  });
});

describe('the way to UpdateTable', () => {
  test('direct is explained with the proxy where the keys may not', async () => {
    const run = await create(['direct', '--partition-key', 'd:S', '--no-sample'], {
      AUTODYNE_PROXY_URL: 'direct',
    });
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('is not authorized to perform: dynamodb:UpdateTable');
    expect(run.stderr).toContain('index changes go through the proxy');
  });

  test('direct works where they may', async () => {
    const env = { ...twin.table.env, AUTODYNE_PROXY_URL: 'direct' };
    const run = await runCommand(['index', 'create', 'direct', '--partition-key', 'd:S', '--no-sample'], {
      env,
    });
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([0, 'direct: creation requested']);
  });

  test('a table on this machine is never changed by the proxy in AWS', async () => {
    const run = await create(['uuid', '--partition-key', 'd:S', '--no-sample'], { AUTODYNE_PROXY_URL: '' });
    expect([run.exitCode, run.stderr]).toEqual([
      2,
      [
        `Error: the table is at ${twin.url}, but index changes would go to https://api.autodyne.mixable.net/dynamodb, which does not manage it`,
        '  → set AUTODYNE_PROXY_URL to the proxy of that server, as printed by autodyne local',
        '  → or, if your credentials can call UpdateTable, set it to "direct"',
        '',
      ].join('\n'),
    ]);
  });

  test('a busy table is waited for', async () => {
    await create(['busy-one', '--partition-key', 'b1:S', '--no-sample', '--no-wait']);
    const run = await create(['busy-two', '--partition-key', 'b2:S', '--no-sample']);
    expect(run.exitCode).toBe(0);
    expect(told(run)).toEqual([
      'busy-two: waiting for another change of the table to finish',
      'busy-one: backfilling',
      'busy-two: creation requested',
      'busy-two: allocating',
      'busy-two: backfilling',
      'busy-two: active',
    ]);
  });

  test('a proxy that redirects, or is none', async () => {
    await using target = await answeringServer([{ status: 200, body: '{}' }]);
    await using proxy = await answeringServer([
      { status: 302, headers: { location: target.url } },
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
    ]);
    const args = ['elsewhere', '--partition-key', 'e:S', '--no-sample'];
    const env = { AUTODYNE_PROXY_URL: proxy.url };
    const [redirected, html] = [await create(args, env), await create(args, env)];
    expect([redirected.exitCode, html.exitCode]).toEqual([7, 7]);
    expect(redirected.stderr).toContain('redirects are not followed');
    expect(html.stderr).toContain('is not the index proxy: HTTP 200, text/html');
    expect(target.seen).toEqual([]);
  });

  test('read-only refuses before any request', async () => {
    const run = await create(['read-only', '--partition-key', 'r:S', '--read-only'], {
      AUTODYNE_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('refused to change indexes: read-only mode is on');
  });

  test('Ctrl-C stops the waiting, and a message says that the change continues', async () => {
    const run = await spawnCli(['index', 'create', 'slow', '--partition-key', 's:S', '--no-sample'], {
      env: slowTwin.env,
      interruptAt: /slow: allocating/,
    });
    expect(run.exitCode).toBe(130);
    expect(run.stderr).toContain('Error: stopped waiting; index "slow" is still being created\n');
    const again = await runCommand(
      ['index', 'create', 'slow', '--partition-key', 's:S', '--no-sample', '--no-wait', '--json'],
      { env: slowTwin.env },
    );
    expect(again.stderr).toBe('slow: already exists\n');
    expect(again.json()).toMatchObject({
      TableDescription: {
        TableStatus: 'UPDATING',
        GlobalSecondaryIndexes: [{ IndexName: 'slow', IndexStatus: 'CREATING', Backfilling: false }],
      },
    });
  });
});
