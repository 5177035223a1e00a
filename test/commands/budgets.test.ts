import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'Artist', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-artist',
      KeySchema: [{ AttributeName: 'Artist', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

let env: Record<string, string>;
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  env = { ...table.env, XDG_STATE_HOME: folder };
});

const run = (...args: string[]): Promise<CommandRun> => runCommand(args, { env, cwd: folder });

/** A file of items of about this many bytes each. */
function fileOf(count: number, bytes: number, more: object = {}): string {
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({ id: `item-${at}`, text: 'x'.repeat(bytes), ...more }),
  );
  writeFileSync(join(folder, 'items.jsonl'), `${lines.join('\n')}\n`);
  return 'items.jsonl';
}

async function emptied(): Promise<void> {
  await run('delete', '--all', '--confirm', table.tableName);
}

async function countOf(): Promise<number> {
  return Number((await run('scan', '--count')).stdout);
}

describe('put', () => {
  test('--estimate counts table and indexes, and writes nothing', async () => {
    await emptied();
    const file = fileOf(10, 2900, { Artist: 'A' });
    const estimated = await run('put', file, '--estimate', '--json', '--plan-units', '3000');
    expect(estimated).toMatchObject({ exitCode: 0, stderr: '' });
    expect(estimated.json()).toEqual({ read: 0, write: 60, request: 300, planShare: 0.1 });
    const args = await run('put', file, '--estimate', '--plan-units', '3000');
    expect(args.stdout).toBe(
      'putting 10 items will consume about 60 write units (300 request units), 10 % of the monthly plan\n',
    );
    expect(await countOf()).toBe(0);
    const { stderr } = await run('put', file, '--units', '--plan-units', '3000');
    expect(stderr).toContain('units: 0 read, 60 write (300 request units, 10 % of the monthly plan): ');
    await emptied();
  });

  test('--estimate works in read-only mode, and refuses what is no item', async () => {
    const good = fileOf(1, 10);
    expect((await run('put', good, '--estimate', '--read-only')).exitCode).toBe(0);
    writeFileSync(join(folder, 'bad.jsonl'), '{"id":"a"}\n{"no":"key"}\n');
    expect((await run('put', 'bad.jsonl', '--estimate')).exitCode).toBe(2);
  });

  test.each([[], ['--if-not-exists']])('--max-units stops many with exit 3 (%s)', async (...flags) => {
    await emptied();
    const stopped = await run('put', fileOf(400, 900), '--max-units', '1000', ...flags);
    expect(stopped.exitCode).toBe(3);
    expect(stopped.stderr).toContain(
      `incomplete: written to table "${table.tableName}": 200, sent but not written: 0; stopped at --max-units 1000`,
    );
    expect(stopped.stderr).toContain(
      '→ to continue: run the same command with a larger --max-units, or without it',
    );
    expect(await countOf()).toBe(200);
    await emptied();
  });

  test('--max-units refuses one item that consumes more', async () => {
    const item = JSON.stringify({ id: 'one', text: 'x'.repeat(3000) });
    const refused = await run('put', item, '--max-units', '14');
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain(
      'not started: putting the item would consume about 15 request units, but --max-units is 14',
    );
    expect((await run('put', item, '--max-units', '15')).exitCode).toBe(0);
    await emptied();
  });
});

describe('query and scan', () => {
  test('--max-units stops with exit 3, and prints how to continue', async () => {
    await emptied();
    await run('put', fileOf(30, 50_000));
    for (const args of [['scan'], ['query', 'text.exists']]) {
      const stopped = await run(...args, '--page-size', '5', '--max-units', '60', '--format', 'plain');
      expect(stopped.exitCode).toBe(3);
      // Five items are 61 blocks of 4 KB: half a unit each.
      expect(stopped.stdout.trim().split('\n')).toHaveLength(10);
      expect(stopped.stderr).toContain(
        'stopped by --max-units 60; there may be more; to continue: --start \'{"id":"item-',
      );
    }
    const json = await run('scan', '--page-size', '5', '--max-units', '1', '--json');
    expect(json.exitCode).toBe(3);
    expect(json.json()).toMatchObject({
      Count: 5,
      LastEvaluatedKey: { id: { S: expect.any(String) as string } },
    });
    const parallel = await run('scan', '--segments', '2', '--page-size', '5', '--max-units', '1', '--count');
    expect(parallel.exitCode).toBe(3);
    const whole = await run('scan', '--max-units', '100000', '--count');
    expect(whole).toMatchObject({ exitCode: 0, stdout: '30\n' });
    await emptied();
  });

  test('--estimate reports an unknown cost as null, and reads nothing', async () => {
    const scanned = await run('scan', '--estimate', '--json');
    expect(scanned).toMatchObject({ exitCode: 0 });
    const estimate = scanned.json() as { read: number | null; request: number | null };
    expect(estimate.request).toBe(estimate.read);
    const query = await run('query', 'id=a', '--estimate', '--units');
    expect(query.stdout).toContain(
      'an unknown number of units: half a read unit for each 4 KB of the items with that key',
    );
    expect(query.stderr).not.toContain('units:');
  });

  test('have no budget of what is read from a dump', async () => {
    const refused = await run('scan', '--from', 'd', '--max-units', '5');
    expect(refused.exitCode).toBe(2);
  });
});

describe('delete --where', () => {
  test('--max-units stops before anything is deleted if the search used all of it', async () => {
    await emptied();
    await run('put', fileOf(60, 50_000));
    const stopped = await run('delete', '--all', '--confirm', table.tableName, '--max-units', '100');
    expect(stopped.exitCode).toBe(3);
    expect(stopped.stderr).toContain('Error: stopped at --max-units 100\n');
    expect(await countOf()).toBe(60);
    await emptied();
  });

  test('--max-units stops the deleting with exit 3', async () => {
    await emptied();
    await run('put', fileOf(100, 10));
    const stopped = await run('delete', '--all', '--confirm', table.tableName, '--max-units', '110');
    expect(stopped.exitCode).toBe(3);
    expect(stopped.stderr).toMatch(
      /written to table "[^"]+": 2\d, sent but not written: 0; stopped at --max-units 110/,
    );
    const left = await countOf();
    expect(left).toBeGreaterThan(70);
    expect(left).toBeLessThan(100);
    await emptied();
  });

  test('--estimate requires --where or --all', async () => {
    expect((await run('delete', '--all', '--estimate')).exitCode).toBe(0);
    expect((await run('delete', 'a', '--estimate')).exitCode).toBe(2);
  });
});

describe('index create', () => {
  const flags = ['by-text', '--partition-key', 'text:S'];

  test('--estimate prints the cost of backfilling, and creates nothing', async () => {
    await emptied();
    await run('put', fileOf(3, 10));
    const direct = { ...env, AUTODYNE_PROXY_URL: 'direct' };
    const estimated = await runCommand(['index', 'create', ...flags, '--estimate', '--json'], {
      env: direct,
    });
    expect(estimated.json()).toMatchObject({ read: 0, write: 3, request: 15 });
    const refused = await runCommand(['index', 'create', ...flags, '--max-units', '14'], { env: direct });
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain(
      'not started: backfilling would consume about 15 request units, but --max-units is 14',
    );
    const listed = await runCommand(['index', 'list', '--json'], { env: direct });
    expect(listed.stdout).not.toContain('by-text');
    await emptied();
  });
});

describe('dump and restore', () => {
  test('are in the ledger, and say what they used of the plan', async () => {
    await emptied();
    await run('put', fileOf(20, 900));
    const dumped = await run('dump', '--out', 'd', '--segments', '1', '--units', '--plan-units', '1000');
    expect(dumped.exitCode).toBe(0);
    expect(dumped.stderr).toMatch(
      /units: [\d.]+ read, 0 write \([\d.]+ request units?, [\d.]+ % of the monthly plan\)/,
    );
    await emptied();
    const restored = await run('restore', 'd', '--units', '--plan-units', '1000');
    expect(restored.stderr).toContain(
      'units: 0 read, 20 write (100 request units, 10 % of the monthly plan)',
    );
    const usage = await run('usage', '--source', 'ledger', '--json');
    const { operations } = usage.json() as {
      operations: { operation: string; read: number; write: number }[];
    };
    expect(operations.find(({ operation }) => operation === 'dump')?.read).toBeGreaterThan(0);
    expect(operations.find(({ operation }) => operation === 'restore')?.write).toBe(20);
    await emptied();
  });

  test('restore --estimate is its --dry-run', async () => {
    await emptied();
    const estimated = await run('restore', fileOf(20, 900), '--estimate', '--json');
    expect(estimated.json()).toMatchObject({ capacityUnits: 20, requestUnits: 100 });
    expect(await countOf()).toBe(0);
  });

  test("restore's --max-units are request units", async () => {
    await emptied();
    const stopped = await run('restore', fileOf(400, 900), '--concurrency', '1', '--max-units', '500');
    expect(stopped.exitCode).toBe(3);
    expect(stopped.stderr).toContain('so far 100 read = 100 written');
    await emptied();
  });
});
