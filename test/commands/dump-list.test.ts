import { mkdir, readdir, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DumpListResult } from '../../src/cli/results/dump-results.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
let cwd: string;
const list = (...args: string[]) => runCommand(['dump', 'list', ...args], { cwd });

async function listed(...args: string[]): Promise<DumpListResult> {
  const run = await list(...args, '--json');
  expect(run.exitCode, run.stderr).toBe(0);
  return run.json() as DumpListResult;
}

async function dump(...args: string[]): Promise<void> {
  const run = await runCommand(['dump', ...args], { env: table.env, cwd });
  expect([0, 3], run.stderr).toContain(run.exitCode);
}

beforeAll(async () => {
  cwd = await temporaryFolder(afterAll);
  await fillTable(table.client, table.tableName, numberedItems(60, 2000));
  await dump();
  await dump('--out', 'dumps/part', '--where', 'number.lt:=10');
  await dump('--out', 'dumps/stopped', '--segments', '2', '--max-units', '2');
  for (const name of ['no-journal', 'bad-summary', 'no-request', 'cut', 'gone'])
    await dump('--out', `dumps/${name}`);
  await writeFile(join(cwd, 'dumps/no-journal/manifest-files.json'), 'nothing\n');
  await writeFile(join(cwd, 'dumps/bad-summary/manifest-summary.json'), '{}\n');
  await unlink(join(cwd, 'dumps/no-request/dump.json'));
  for (const name of ['cut', 'gone']) {
    const folder = join(cwd, 'dumps', name, 'data');
    const [file = ''] = (await readdir(folder)).filter((one) => one.startsWith('segment-'));
    if (name === 'cut') await writeFile(join(folder, file), 'x');
    else await rm(join(folder, file));
  }
  await mkdir(join(cwd, 'dumps/photos'));
  await writeFile(join(cwd, 'dumps/items.jsonl'), '{"id":"x"}\n');
  await utimes(join(cwd, 'dumps/part'), 1, 1);
});

describe('dump list', () => {
  test('newest first, with the state of each; what is no dump is passed over', async () => {
    const { folder, dumps } = await listed();
    expect(folder).toBe('dumps');
    const states = Object.fromEntries(
      dumps.map((one) => [one.folder.replace(/-\d{8}T\d+Z$/, ''), one.state]),
    );
    expect(states).toEqual({
      [`dumps/${table.tableName}`]: 'whole',
      'dumps/part': 'part',
      'dumps/stopped': 'unfinished',
      'dumps/no-journal': 'damaged',
      'dumps/bad-summary': 'damaged',
      'dumps/no-request': 'damaged',
      'dumps/cut': 'damaged',
      'dumps/gone': 'damaged',
    });
    const times = dumps.map(({ startedAt }) => startedAt).filter((time) => time !== null);
    expect(times).toEqual([...times].sort().reverse());
    const whole = dumps.find(({ state }) => state === 'whole');
    expect(whole).toMatchObject({ tableName: table.tableName, itemCount: 60, problem: null });
    expect(whole?.sizeBytes).toBeGreaterThan(0);
    expect(dumps.find(({ state }) => state === 'part')?.itemCount).toBe(10);
  });

  test('a broken manifest is named in its row', async () => {
    const { dumps } = await listed();
    const problems = Object.fromEntries(dumps.map((one) => [one.folder, one.problem ?? '']));
    expect(problems['dumps/no-journal']).toMatch(/^manifest-files\.json/);
    expect(problems['dumps/bad-summary']).toMatch(/^manifest-summary\.json/);
    expect(problems['dumps/no-request']).toMatch(/it has no dump\.json$/);
    expect(problems['dumps/cut']).toMatch(/^data\/segment-\S+: has 1 byte instead of \d+$/);
    expect(problems['dumps/gone']).toMatch(/^data\/segment-\S+: this data file is missing$/);
    const { stdout } = await list();
    expect(stdout).toMatch(/^dumps\/bad-summary +.* damaged: manifest-summary\.json/m);
  });

  test('the table has table, time, items, size and state', async () => {
    const { stdout, exitCode } = await list();
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')[0]?.split(/ {2,}/)).toEqual([
      'dump',
      'table',
      'started',
      'items',
      'size',
      'state',
    ]);
    expect(stdout).toMatch(
      new RegExp(
        `^dumps/part +${table.tableName} +\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ +10 +\\S+ \\S+ +part *$`,
        'm',
      ),
    );
  });

  test('another folder, and a dump itself', async () => {
    expect((await listed('dumps/part')).dumps).toMatchObject([{ folder: 'dumps/part', state: 'part' }]);
    expect((await listed(join(cwd, 'dumps'))).dumps).toHaveLength(8);
  });

  test('an empty folder, or none yet, has words and a command that can be run', async () => {
    const empty = await temporaryFolder();
    const run = await runCommand(['dump', 'list'], { cwd: empty });
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'no dumps in dumps; to make one: autodyne dump\n',
    });
    const [, ...args] = shellWords(run.stderr.split(': ')[1]?.trim() ?? '');
    expect((await runCommand(args, { cwd: empty, env: table.env })).exitCode).toBe(0);
    const after = await runCommand(['dump', 'list', '--json'], { cwd: empty });
    expect(after.json()).toMatchObject({ dumps: [{ state: 'whole' }] });
    expect((await listed('dumps/photos')).dumps).toEqual([]);
  });

  test('a named folder that is not there is exit 2', async () => {
    const run = await list('nowhere');
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: 'Error: cannot read nowhere: no such file or folder\n',
    });
  });
});
