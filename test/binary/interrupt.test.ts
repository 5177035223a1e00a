import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import type { Fault, FaultRequest } from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { startKillable } from '../helpers/killable-run.ts';
import { runCommand } from '../helpers/run-command.ts';
import { Shell } from '../helpers/shell.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
let server: FaultServer;
let env: Record<string, string>;

/** Five pages. */
beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(600, 800), ODD_ITEM]);
  server = await startFaultServer(table.url, { pageItems: 131 });
  env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
});
afterAll(() => server[Symbol.asyncDispose]());

/** A page of a dump; the sample that its estimate is made from has a limit. */
const isPage = ({ operation, body }: FaultRequest): boolean =>
  operation === 'Scan' && !body.toString().includes('"Limit"');
const isBatch = ({ operation }: FaultRequest): boolean => operation === 'BatchWriteItem';

/** Calls `act` when the `number`th of such requests comes; its response is sent a little later, or never. */
function at(number: number, such: (request: FaultRequest) => boolean, act: () => void, fault: Fault): void {
  let count = 0;
  server.script = (request) => {
    if (!such(request)) return undefined;
    count += 1;
    if (count < number) return undefined;
    if (count === number) act();
    return fault;
  };
  onTestFinished(() => {
    server.script = () => undefined;
  });
}

const SOON: Fault = { delayMs: 300 };
const NEVER: Fault = { silent: true };

async function expectResumable(cwd: string): Promise<void> {
  server.script = () => undefined;
  const out = join(cwd, 'd');
  const resumed = await runCommand(['dump', '--resume', out, '--verify'], { env });
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(resumed.stderr).toContain('verified: complete; no problems found');
  const same = await runCommand(['dump', 'diff', out], { env });
  expect(same.exitCode, same.stdout).toBe(0);
}

describe('a read prints what it has, and how to go on', () => {
  const isRead = ({ operation, body }: FaultRequest): boolean =>
    ['Scan', 'ExecuteStatement'].includes(operation) && !/"Limit":(?!50)/.test(body.toString());
  const idsIn = (stdout: string): string[] => {
    // The key to go on from is no item.
    const items = stdout.split('"LastEvaluatedKey"')[0] ?? '';
    return items.match(/item-\d{5}/g) ?? [];
  };

  test.each([
    [['scan', '--format', 'plain']],
    [['scan', '--format', 'typed']],
    [['scan', '--format', 'csv', '--columns', 'id,number']],
    [['scan', '--json']],
    [['sql', 'SELECT * FROM {table}', '--format', 'plain']],
  ])('%j', async (argv) => {
    const paged = [...argv, '--page-size', '50'];
    const cwd = await temporaryFolder();
    const run = startKillable(paged, { env, cwd });
    at(3, isRead, () => run.kill('SIGINT'), SOON);
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('Finishing the current request. Press Ctrl-C again to stop now\n');
    const [, start = ''] =
      /interrupted after 150 items; there may be more; to continue: --start (.*)/.exec(stderr) ?? [];
    server.script = () => undefined;
    const rest = await runCommand([...argv, '--start', start.replace(/^'|'$/g, '')], { env });
    const all = [stdout, rest.stdout].flatMap(idsIn);
    expect(all).toHaveLength(600);
    expect(new Set(all).size).toBe(600);
  });
});

describe('dump', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s: the page in hand is kept', async (signal) => {
    const cwd = await temporaryFolder();
    const run = startKillable(['dump', '--out', 'd', '--segments', '1'], { env, cwd });
    at(3, isPage, () => run.kill(signal), SOON);
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('\nFinishing current requests. Press Ctrl-C again to stop now\n');
    // Three pages of 131 items: the third one was asked for when the signal came.
    expect(stderr).toMatch(/\nError: the dump was interrupted; 39\d items in 1 file are saved in d\n/);
    expect(stderr).toMatch(/\n {2}→ to continue: autodyne dump --resume d\n$/);
    expect((await readdir(join(cwd, 'd'))).sort()).toEqual([
      'data',
      'dump.json',
      'manifest-files.json',
      'table.json',
    ]);
    expect(await readdir(join(cwd, 'd/data'))).toEqual(['segment-00000-00001.json.gz']);
    await expectResumable(cwd);
  });

  test('a second Ctrl-C ends it at once, and --resume still works', async () => {
    const cwd = await temporaryFolder();
    const run = startKillable(['dump', '--out', 'd', '--segments', '1'], { env, cwd });
    at(3, isPage, () => run.kill('SIGINT'), NEVER);
    await run.says(/Finishing current requests/);
    run.kill('SIGINT');
    expect(await run.ended).toMatchObject({ exitCode: null, signal: 'SIGINT' });
    await expectResumable(cwd);
  });

  test.each([
    ['a file', 'd.jsonl.gz'],
    ['standard output', '-'],
  ])('into %s: nothing is left that looks whole', async (_, out) => {
    const cwd = await temporaryFolder();
    const run = startKillable(['dump', '--out', out, '--segments', '1'], { env, cwd });
    at(3, isPage, () => run.kill('SIGINT'), SOON);
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toMatch(
      /\nError: the dump was interrupted after 39\d items\n {2}→ dump to a folder, which can be resumed\n$/,
    );
    expect((await readdir(cwd)).filter((name) => name.startsWith('d.'))).toEqual([]);
  });

  test('two cannot write one dump at the same time; the lock of one that has ended is taken over', async () => {
    const cwd = await temporaryFolder();
    const run = startKillable(['dump', '--out', 'd', '--segments', '1'], { env, cwd });
    const isUnderWay = new Promise<void>((resolve) => at(3, isPage, resolve, NEVER));
    await isUnderWay;
    const second = await runCommand(['dump', '--resume', join(cwd, 'd')], { env });
    expect(second.exitCode).toBe(5);
    expect(second.stderr).toMatch(
      /^Error: \S+\/d is being written by process \d+\n {2}→ if that process no longer exists,/,
    );
    run.kill();
    await run.ended;
    expect(await readdir(join(cwd, 'd'))).toContain('dump.lock');
    await expectResumable(cwd);
    expect(await readdir(join(cwd, 'd'))).not.toContain('dump.lock');
  });

  test('continues to its end if stderr is closed', async () => {
    const shell = new Shell(env);
    onTestFinished(() => shell.close());
    const { lines } = await shell.run(
      '{ autodyne dump --out d --segments 4 --debug 2>&1 >out; echo "exit $?" >exit; } | head -1; cat exit; autodyne dump verify d',
    );
    expect(lines).toContain('exit 0');
    expect(lines.at(-1)).toBe('verified: complete; no problems found');
  });

  test('--max-units again and again comes to the end', async () => {
    const cwd = await temporaryFolder();
    const args = ['--max-units', '20'];
    let run = await spawnCli(['dump', '--out', 'd', '--segments', '2', ...args], { env, cwd });
    let rounds = 1;
    for (; run.exitCode === 3; rounds += 1) {
      expect(run.stderr).toContain('Error: the dump stopped at --max-units; ');
      expect(run.stderr).toContain('→ to continue: autodyne dump --resume d');
      run = await spawnCli(['dump', '--resume', 'd', ...args], { env, cwd });
    }
    expect(run.exitCode, run.stderr).toBe(0);
    expect(rounds).toBeGreaterThan(2);
    const same = await runCommand(['dump', 'diff', join(cwd, 'd')], { env });
    expect(same.exitCode, same.stdout).toBe(0);
  });

  test('of many segments says nothing but what it has to say', async () => {
    const cwd = await temporaryFolder();
    const run = await spawnCli(['dump', '--out', 'd', '--segments', '16'], { env, cwd });
    expect(run.stderr).toMatch(
      /^about 601 items, .*\nread 601 items, .*: d\nverify it offline: .*\nto restore its items over .*\n$/,
    );
  });
});

describe('restore', () => {
  async function dumped(): Promise<string> {
    const cwd = await temporaryFolder();
    const run = await runCommand(['dump', '--out', join(cwd, 'd')], { env });
    expect(run.exitCode, run.stderr).toBe(0);
    return cwd;
  }

  async function expectRestored(cwd: string, target: Record<string, string>): Promise<void> {
    server.script = () => undefined;
    const resumed = startKillable(['restore', 'd', '--resume', '--verify'], { env: target, cwd });
    const { exitCode, stderr } = await resumed.ended;
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('read 601 = 601 written + 0 skipped + 0 rejected');
    expect(stderr).toContain('verified: the table contains all restored items, content digest 601:');
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('%s: the batches in hand are counted', async (signal) => {
    const cwd = await dumped();
    const target = { ...env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
    const run = startKillable(['restore', 'd', '--concurrency', '1'], { env: target, cwd });
    at(3, isBatch, () => run.kill(signal), SOON);
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('Finishing current requests. Press Ctrl-C again to stop now\n');
    expect(stderr).toContain(
      'Error: the restore was interrupted; so far 75 read = 75 written + 0 skipped + 0 rejected\n',
    );
    expect(stderr).toMatch(/\n {2}→ to continue: autodyne restore d --concurrency 1 --resume\n$/);
    await expectRestored(cwd, target);
  });

  test('a second Ctrl-C ends it at once, and --resume still works', async () => {
    const cwd = await dumped();
    const target = { ...env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
    const run = startKillable(['restore', 'd'], { env: target, cwd });
    at(3, isBatch, () => run.kill('SIGINT'), NEVER);
    await run.says(/Finishing current requests/);
    run.kill('SIGINT');
    expect(await run.ended).toMatchObject({ exitCode: null, signal: 'SIGINT' });
    await expectRestored(cwd, target);
  });

  test('--max-units again and again comes to the end', async () => {
    const cwd = await dumped();
    const target = { ...env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
    const args = ['--max-units', '1250'];
    let run = await spawnCli(['restore', 'd', ...args], { env: { ...target, XDG_STATE_HOME: cwd }, cwd });
    let rounds = 1;
    for (; run.exitCode === 3; rounds += 1) {
      expect(run.stderr).toContain('Error: the restore stopped at --max-units; so far ');
      expect(run.stderr).toContain('→ to continue: autodyne restore d --max-units 1250 --resume');
      run = await spawnCli(['restore', 'd', '--resume', ...args], {
        env: { ...target, XDG_STATE_HOME: cwd },
        cwd,
      });
    }
    expect(run.exitCode, run.stderr).toBe(0);
    expect(rounds).toBeGreaterThan(1);
    const same = await runCommand(['dump', 'diff', join(cwd, 'd')], { env: target });
    expect(same.exitCode, same.stdout).toBe(0);
  });
});
