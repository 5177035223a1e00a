import { spawn } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import type { Fault, FaultRequest } from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { startKillable } from '../helpers/killable-run.ts';
import { runCommand } from '../helpers/run-command.ts';
import { Shell } from '../helpers/shell.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { binaryEnv, spawnCli } from '../helpers/spawn-cli.ts';
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

  test('into CSV: nothing is left, and it is said how to get CSV that survives this', async () => {
    const cwd = await temporaryFolder();
    const run = startKillable(['dump', '--out', 'd.csv', '--segments', '1'], { env, cwd });
    at(3, isPage, () => run.kill('SIGINT'), SOON);
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toMatch(
      /\nError: the dump was interrupted after 39\d items\n {2}→ dump to a folder, which can be resumed; scan --from DIR --format csv then writes CSV, at no cost\n$/,
    );
    expect((await readdir(cwd)).filter((name) => name.startsWith('d.'))).toEqual([]);
  });

  test('into CSV: of one that was killed nothing has the name that was asked for', async () => {
    const cwd = await temporaryFolder();
    const run = startKillable(['dump', '--out', 'd.csv', '--segments', '1'], { env, cwd });
    at(3, isPage, () => run.kill('SIGKILL'), NEVER);
    await run.ended;
    expect((await readdir(cwd)).filter((name) => name.startsWith('d.'))).toEqual(['d.csv.partial']);
    server.script = () => undefined;
    const again = await runCommand(['dump', '--out', join(cwd, 'd.csv')], { env });
    expect(again.exitCode).toBe(5);
    const [, remove = ''] = /if that dump was killed, remove its file: rm (\S+)\n/.exec(again.stderr) ?? [];
    await rm(remove);
    const last = await runCommand(['dump', '--out', join(cwd, 'd.csv')], { env });
    expect(last.exitCode, last.stderr).toBe(0);
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

describe('a read whose output is held', () => {
  test.each([
    ['a table', []],
    ['CSV without chosen columns', ['--format', 'csv']],
    ['a count', ['--count']],
    ['JSON', ['--json']],
  ])('%s: is of what was read, which is accounted', async (_, argv) => {
    const cwd = await temporaryFolder();
    const run = startKillable(['scan', ...argv, '--units'], { env, cwd });
    at(3, isPage, () => run.kill('SIGINT'), SOON);
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stdout).toMatch(argv[0] === '--count' ? /^393\n$/ : /item-0/);
    expect(stderr).toContain('interrupted after 393 items; there may be more; to continue: --start ');
    expect(stderr).toMatch(/\d read units/);
  });

  /** A scan of 2,000 items on standard input, which stays open. */
  async function startedScan(...args: string[]) {
    const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
    const argv = [bin, 'scan', '--from', '-', ...args];
    const child = spawn(process.execPath, argv, { env: binaryEnv(env), cwd: await temporaryFolder() });
    const printed = { stdout: '', stderr: '' };
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.stderr += text;
    });
    const isPrinted = new Promise<void>((resolve) =>
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed.stdout += text;
        resolve();
      }),
    );
    child.stdin.on('error', () => undefined);
    const items = Array.from(
      { length: 2000 },
      (_, at) => `{"id":"stdin-${at}","text":"${'x'.repeat(100)}"}\n`,
    );
    const isTaken = new Promise<void>((resolve) => child.stdin.write(items.join(''), () => resolve()));
    return { child, printed, ended, isPrinted, isTaken };
  }

  test('of standard input that is still open: it ends too', async () => {
    const { child, printed, ended, isPrinted } = await startedScan('--format', 'plain');
    await isPrinted;
    child.kill('SIGINT');
    expect(await ended, printed.stderr).toBe(130);
    const count = printed.stdout.split('\n').length - 1;
    expect(printed.stderr).toContain(
      `Error: interrupted after printing ${new Intl.NumberFormat('en-US').format(count)} items; the output is not complete\n`,
    );
  });

  test('of standard input, as a table: nothing is printed, and that is said', async () => {
    const { child, printed, ended, isTaken } = await startedScan();
    await isTaken;
    child.kill('SIGINT');
    expect(await ended, printed.stderr).toBe(130);
    expect(printed.stdout).toBe('');
    expect(printed.stderr).toMatch(
      /Error: interrupted( after reading [\d,]+ items)?; nothing was printed\n$/,
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

  test('of CSV: the batches in hand are counted, and --resume writes the others only', async () => {
    const cwd = await temporaryFolder();
    const made = await runCommand(['dump', '--out', join(cwd, 'd.csv')], { env });
    const [, reading = ''] = /put and restore read them with (.*)\n/.exec(made.stderr) ?? [];
    const target = { ...env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
    const argv = ['restore', 'd.csv', ...shellWords(reading), '--concurrency', '1'];
    const run = startKillable(argv, { env: target, cwd });
    at(3, isBatch, () => run.kill('SIGINT'), SOON);
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain(
      'Error: the restore was interrupted; so far 75 read = 75 written + 0 skipped + 0 rejected\n',
    );
    const [, command = ''] =
      /\n {2}→ to continue: autodyne (restore d\.csv .* --resume)\n$/.exec(stderr) ?? [];
    server.script = () => undefined;
    const before = server.requests.filter(isBatch).length;
    const resumed = startKillable([...shellWords(command), '--verify'], { env: target, cwd });
    expect(await resumed.ended).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('read 601 = 601 written + 0 skipped + 0 rejected') as unknown,
    });
    expect(server.requests.filter(isBatch).length - before).toBe(Math.ceil((601 - 75) / 25));
    await runCommand(['dump', '--out', join(cwd, 'd')], { env });
    const same = await runCommand(['dump', 'diff', join(cwd, 'd')], { env: target });
    expect(same.exitCode, same.stdout).toBe(0);
  });

  test('of CSV: a file that was changed meanwhile is not resumed, and a second run writes it all', async () => {
    const cwd = await temporaryFolder();
    const rows = Array.from({ length: 600 }, (_, at) => `row-${at},${at}\n`);
    await writeFile(join(cwd, 'd.csv'), `id,n\n${rows.join('')}`);
    const target = { ...env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
    const argv = ['restore', 'd.csv', '--columns', 'n:N', '--concurrency', '1'];
    const run = startKillable(argv, { env: target, cwd });
    at(3, isBatch, () => run.kill('SIGINT'), SOON);
    expect((await run.ended).exitCode).toBe(130);
    server.script = () => undefined;
    await writeFile(join(cwd, 'd.csv'), `id,n\n${rows.with(0, 'row-0,1000\n').join('')}`);
    const changed = await startKillable([...argv, '--resume'], { env: target, cwd }).ended;
    expect(changed).toMatchObject({
      exitCode: 2,
      stderr: `Error: there is no unfinished restore of d.csv into "${target.AUTODYNE_TABLE_NAME}"\n  → omit --resume, or check whether the source was changed\n`,
    });
    const again = await startKillable(
      [...argv, '--mode', 'overwrite', '--confirm', target.AUTODYNE_TABLE_NAME],
      {
        env: target,
        cwd,
      },
    ).ended;
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).toContain('read 600 = 600 written + 0 skipped + 0 rejected');
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
