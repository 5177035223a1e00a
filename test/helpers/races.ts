import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyTable } from './empty-table.ts';
import { fillTable, numberedItems, ODD_ITEM } from './fill-table.ts';
import { aloneCommand } from './soak-seeds.ts';
import { type SpawnResult, spawnCli } from './spawn-cli.ts';
import { useTable } from './table.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Processes of the built binary that do the same at once. */
const CONTENDERS = 4;
/** Of the lock alone; with fewer, two that take over one dead lock hardly ever meet a third. */
const LOCK_CONTENDERS = 10;
const ITEM_COUNT = 301;
const helper = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A lock whose owner has ended: half of the rounds begin with one, to be taken over. */
const DEAD_LOCK = `999999999 ${hostname()} 1`;

/**
 * Races of whole processes, each round with its own seed: exactly one wins, its output is valid, the others fail with a
 * message, and no lock is left.
 */
export function describeRaces(seeds: readonly number[]): void {
  const table = useTable();
  beforeAll(() => fillTable(table.client, table.tableName, [...numberedItems(ITEM_COUNT - 1, 50), ODD_ITEM]));

  /** The output of all processes, and the command that runs the round alone: shown if it fails. */
  const told = (seed: number, name: string, runs: readonly SpawnResult[]): string =>
    [
      `${aloneCommand('races', seed)} -t '${name}'`,
      ...runs.map(({ exitCode, stderr }) => `exit ${exitCode}: ${stderr}`),
    ].join('\n');

  /** Runs the same args in several processes that wait for each other before they take the lock. */
  async function race(
    seed: number,
    cwd: string,
    args: string[],
    env: Record<string, string>,
  ): Promise<SpawnResult[]> {
    const meeting = join(await temporaryFolder(), 'meeting');
    await mkdir(meeting);
    const common = {
      ...env,
      RACE_MEETING: meeting,
      RACE_COUNT: String(CONTENDERS),
      NODE_OPTIONS: `--import=${helper('meet-at-lock.mjs')}`,
    };
    const runs = await Promise.all(
      Array.from({ length: CONTENDERS }, (_, index) =>
        spawnCli(args, { cwd, env: { ...common, RACE_SEED: String(seed * CONTENDERS + index) } }),
      ),
    );
    expect(readdirSync(meeting), 'all of them met').toHaveLength(CONTENDERS);
    return runs;
  }

  function expectOneWinner(runs: readonly SpawnResult[], why: RegExp, info: string): void {
    expect(runs.map(({ exitCode }) => exitCode).sort(), info).toEqual([0, ...Array(CONTENDERS - 1).fill(5)]);
    for (const { exitCode, stderr } of runs) if (exitCode === 5) expect(stderr, info).toMatch(why);
  }

  async function expectSound(cwd: string, folder: string, info: string): Promise<void> {
    const names = readdirSync(join(cwd, folder));
    expect(
      names.filter((name) => /lock|partial/.test(name)),
      info,
    ).toEqual([]);
    const verified = await spawnCli(['dump', 'verify', folder, '--json'], { cwd });
    expect(verified.exitCode, info + verified.stdout).toBe(0);
    expect(JSON.parse(verified.stdout), info).toMatchObject({ itemCount: ITEM_COUNT, problemCount: 0 });
  }

  const IS_TAKEN = /^Error: d is being written by process \d+\n|^Error: d exists and is not empty/m;

  describe('dump --out of one new folder', () => {
    test.each(seeds)('seed %i', { timeout: 60_000 }, async (seed) => {
      const cwd = await temporaryFolder();
      const runs = await race(seed, cwd, ['dump', '--out', 'd', '--segments', '2'], table.env);
      const info = told(seed, 'dump --out of one new folder', runs);
      expectOneWinner(runs, IS_TAKEN, info);
      await expectSound(cwd, 'd', info);
    });
  });

  describe('dump --out of one new file', () => {
    test.each(seeds)('seed %i', { timeout: 60_000 }, async (seed) => {
      const cwd = await temporaryFolder();
      const runs = await race(seed, cwd, ['dump', '--out', 'd.jsonl', '--segments', '2'], table.env);
      const info = told(seed, 'dump --out of one new file', runs);
      const why =
        /^Error: (?:d\.jsonl\.partial exists: another dump to d\.jsonl is running|d\.jsonl already exists; a dump does not overwrite data)\n {2}→ specify another file\n/m;
      expectOneWinner(runs, why, info);
      expect(readdirSync(cwd), info).toEqual(['d.jsonl']);
      const lines = readFileSync(join(cwd, 'd.jsonl'), 'utf8').trimEnd().split('\n');
      expect(lines, info).toHaveLength(ITEM_COUNT);
    });
  });

  describe('dump --resume of one folder', () => {
    test.each(seeds)('seed %i', { timeout: 60_000 }, async (seed) => {
      const cwd = await temporaryFolder();
      const args = ['dump', '--out', 'd', '--segments', '4', '--max-units', '1'];
      const begun = await spawnCli(args, { cwd, env: table.env });
      expect(begun.exitCode, begun.stderr).toBe(3);
      if (seed % 2 === 0) await writeFile(join(cwd, 'd/dump.lock'), DEAD_LOCK);
      const runs = await race(seed, cwd, ['dump', '--resume', 'd'], table.env);
      const info = told(seed, 'dump --resume of one folder', runs);
      expectOneWinner(runs, IS_TAKEN, info);
      await expectSound(cwd, 'd', info);
    });
  });

  describe('dump merge into one folder', () => {
    test.each(seeds)('seed %i', { timeout: 60_000 }, async (seed) => {
      const cwd = await temporaryFolder();
      for (const [share, range] of [
        ['a', '0-0'],
        ['b', '1-1'],
      ] as const) {
        const args = ['dump', '--out', share, '--segments', '2', '--segment-range', range];
        const run = await spawnCli(args, { cwd, env: table.env });
        expect(run.exitCode, run.stderr).toBe(0);
      }
      const runs = await race(seed, cwd, ['dump', 'merge', 'a', 'b', '--out', 'd'], {});
      const info = told(seed, 'dump merge into one folder', runs);
      expectOneWinner(runs, IS_TAKEN, info);
      await expectSound(cwd, 'd', info);
    });
  });

  describe('restore --resume of one source', () => {
    const COUNT = 60;
    test.each(seeds)('seed %i', { timeout: 60_000 }, async (seed) => {
      const cwd = await temporaryFolder();
      const tableName = await emptyTable(table.client);
      const env = { ...table.env, AUTODYNE_TABLE_NAME: tableName, XDG_STATE_HOME: cwd };
      await writeFile(
        join(cwd, 'items.jsonl'),
        Array.from({ length: COUNT }, (_, n) => `{"id":{"S":"${n}"}}`).join('\n'),
      );
      const args = ['restore', 'items.jsonl', '--concurrency', '1'];
      const begun = await spawnCli([...args, '--max-units', '125'], { cwd, env });
      expect(begun.exitCode, begun.stderr).toBe(3);
      const state = join(cwd, 'autodyne/restore');
      const [name = ''] = readdirSync(state);
      if (seed % 2 === 0) writeFileSync(join(state, name.replace('.json', '.lock')), DEAD_LOCK);
      const runs = await race(seed, cwd, [...args, '--resume'], env);
      const info = told(seed, 'restore --resume of one source', runs);
      expectOneWinner(
        runs,
        /^Error: items\.jsonl is being restored into "\S+" by process \d+\n {2}→ wait for it to end\n/m,
        info,
      );
      expect(readdirSync(state), info).toEqual([]);
      const { Count } = await table.client.send(new ScanCommand({ TableName: tableName }));
      expect(Count, info).toBe(COUNT);
    });
  });

  test('the lock itself, each time taken by one of those who try', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    const lockRounds = Math.max(25, seeds.length);
    for (let round = 1; round < lockRounds; round += 2)
      writeFileSync(join(folder, `lock-${round}`), DEAD_LOCK);
    const contenders = await Promise.all(
      Array.from({ length: LOCK_CONTENDERS }, () => contender(folder, lockRounds)),
    );
    for (let round = 0; round < lockRounds; round += 1) {
      const results = contenders.map(({ results: own }) => own[round]);
      expect(
        results.filter((result) => result === 'won'),
        `lock-${round}: ${results.join(', ')}`,
      ).toHaveLength(1);
    }
    expect(readdirSync(folder)).toEqual(['meetings']);
  });

  function contender(folder: string, lockRounds: number): Promise<{ pid: number; results: string[] }> {
    const args = [helper('lock-contender.mjs'), folder, String(lockRounds), String(LOCK_CONTENDERS)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve(JSON.parse(text) as { pid: number; results: string[] }));
    });
  }
}
