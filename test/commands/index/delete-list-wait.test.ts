import { beforeAll, describe, expect, test } from 'vitest';
import { useLooksTwin } from '../../helpers/looks-twin.ts';
import { type CommandRun, runCommand } from '../../helpers/run-command.ts';
import { spawnCli } from '../../helpers/spawn-cli.ts';

const twin = useLooksTwin(4);
const slowTwin = useLooksTwin(Number.MAX_SAFE_INTEGER);
const { tableName } = twin.table;
const index = (args: string[], env = twin.env): Promise<CommandRun> =>
  runCommand(['index', ...args], { env });

describe('index list', () => {
  test('of a table without any', async () => {
    const run = await index(['list']);
    expect([run.exitCode, run.stdout, run.stderr]).toEqual([0, '', `table "${tableName}" has no index\n`]);
    const json = await index(['list', '--json']);
    expect(json.json()).toEqual({ GlobalSecondaryIndexes: [], LocalSecondaryIndexes: [] });
  });

  test('shows keys, projection, status, items and size', async () => {
    await index([
      'create',
      'by-artist',
      '--partition-key',
      'artist:S',
      '--sort-key',
      'year:N',
      '--no-sample',
    ]);
    await index([
      'create',
      'sparse',
      '--partition-key',
      'flag:B',
      '--projection',
      'include:a,b',
      '--no-sample',
      '--no-wait',
    ]);
    const run = await index(['list']);
    expect(run.stdout).toBe(
      [
        'index      partition key  sort key  projection    status                  items     size',
        '─────────  ─────────────  ────────  ────────────  ──────────────────────  ─────  ───────',
        'by-artist  artist:S       year:N    ALL           ACTIVE                      0  0 bytes',
        'sparse     flag:B         -         INCLUDE a, b  CREATING (backfilling)      0  0 bytes',
        '',
      ].join('\n'),
    );
  });

  test('--json gives the descriptions of aws dynamodb describe-table', async () => {
    const run = await index(['list', '--json']);
    expect(run.json()).toEqual({
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-artist',
          IndexArn: expect.stringMatching(/^arn:aws:dynamodb:.*\/index\/by-artist$/),
          KeySchema: [
            { AttributeName: 'artist', KeyType: 'HASH' },
            { AttributeName: 'year', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
          IndexStatus: 'ACTIVE',
          IndexSizeBytes: 0,
          ItemCount: 0,
          ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
        },
        expect.objectContaining({ IndexName: 'sparse' }),
      ],
      LocalSecondaryIndexes: [],
    });
  });
});

describe('index wait', () => {
  test('ends when the index is ACTIVE', async () => {
    const run = await index(['wait', 'sparse', '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/sparse: active, \d+ s\n$/);
    expect(run.json()).toMatchObject({
      Table: {
        GlobalSecondaryIndexes: [{ IndexName: 'by-artist' }, { IndexName: 'sparse', IndexStatus: 'ACTIVE' }],
      },
    });
  });

  test('of an index that is not there is exit 4', async () => {
    const run = await index(['wait', 'nothing']);
    expect([run.exitCode, run.stderr]).toEqual([
      4,
      `Error: index "nothing" of table "${tableName}" does not exist\n  → list the indexes: autodyne index list\n`,
    ]);
  });
});

describe('index delete', () => {
  test("asks for the table's name", async () => {
    const run = await index(['delete', 'sparse']);
    expect([run.exitCode, run.stderr]).toEqual([
      2,
      `Error: This deletes index "sparse" of table "${tableName}". Confirmation is required\n  → to proceed, re-run this command with --confirm ${tableName}\n`,
    ]);
    const wrong = await index(['delete', 'sparse', '--confirm', 'other']);
    expect(wrong.exitCode).toBe(2);
  });

  test('waits until it is deleted', async () => {
    const run = await index(['delete', '--confirm', tableName, 'sparse']);
    expect(run.exitCode).toBe(0);
    expect(
      run.stderr
        .replaceAll(/, \d+ s$/gm, '')
        .trim()
        .split('\n'),
    ).toEqual(['sparse: deletion requested', 'sparse: deleting', 'sparse: gone']);
    expect((await index(['list'])).stdout).not.toContain('sparse');
  });

  test('--json prints what aws dynamodb update-table prints', async () => {
    const run = await index(['delete', 'by-artist', '--confirm', tableName, '--no-wait', '--json']);
    expect(run.json()).toMatchObject({
      TableDescription: {
        TableStatus: 'UPDATING',
        GlobalSecondaryIndexes: [{ IndexName: 'by-artist', IndexStatus: 'DELETING' }],
      },
    });
  });

  test('of an index that is not there is exit 4', async () => {
    const run = await index(['delete', 'nothing', '--confirm', tableName]);
    expect([run.exitCode, run.stderr]).toEqual([
      4,
      `Error: index "nothing" of table "${tableName}" does not exist\n  → list the indexes: autodyne index list\n`,
    ]);
  });

  test('--dry-run shows the request, unconfirmed', async () => {
    const run = await index(['delete', 'nothing', '--dry-run', '--json']);
    expect(run.json()).toEqual({
      DryRun: {
        Operation: 'UpdateTable',
        Endpoint: `${twin.url}/dynamodb`,
        Service: 'execute-api',
        Body: { TableName: tableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'nothing' } }] },
      },
    });
  });

  test('read-only refuses it', async () => {
    const run = await index(['delete', 'by-artist', '--confirm', tableName, '--read-only']);
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([
      6,
      'Error: refused to delete an index: read-only mode is on',
    ]);
  });
});

describe('Ctrl-C', () => {
  beforeAll(async () => {
    await index(['create', 'slow', '--partition-key', 's:S', '--no-sample', '--no-wait'], slowTwin.env);
  });

  test('ends index wait with exit 130', async () => {
    const run = await spawnCli(['index', 'wait', 'slow', '--json'], {
      env: slowTwin.env,
      interruptAt: /slow: allocating/,
    });
    expect(run.exitCode).toBe(130);
    expect(JSON.parse(run.stdout)).toEqual({
      error: {
        code: 'Interrupted',
        message: 'stopped waiting; index "slow" is still being created',
        suggestions: ['to wait again: autodyne index wait slow'],
        details: {},
      },
    });
  });
});
