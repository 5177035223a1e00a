import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import type { FaultScript } from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { startKillable } from '../helpers/killable-run.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** What is given five seconds, all at once. Commands run in processes of their own, since runCommand is one at a time. */
const table = useTable();
let folder: string;
let dump: string;
const allDone: (() => unknown)[] = [];

beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(600, 20), ODD_ITEM]);
  folder = await temporaryFolder((action) => void allDone.push(action as () => unknown));
  dump = join(folder, 'dump');
  const run = await spawnCli(['dump', '--out', dump, '--segments', '3'], { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
});
afterAll(async () => {
  for (const action of allDone) await action();
});

/** Such a request, from the `number`th on, has no response, which is when `act` is called. */
function silentFrom(number: number, operation: string, act: () => void = () => undefined): FaultScript {
  let count = 0;
  return (request) => {
    if (request.operation !== operation || request.body.includes('"Limit"')) return undefined;
    count += 1;
    if (count === number) act();
    return count >= number ? { silent: true } : undefined;
  };
}

test.concurrent('dump: a server that is silent is not waited for; what was read is kept', async ({
  onTestFinished,
}) => {
  await using server = await startFaultServer(table.url, { pageItems: 131 });
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
  const cwd = await temporaryFolder(onTestFinished);
  const run = startKillable(['dump', '--out', 'd', '--segments', '1'], { env, cwd });
  server.script = silentFrom(3, 'Scan', () => run.kill('SIGINT'));
  const { exitCode, stderr } = await run.ended;
  expect(exitCode, stderr).toBe(130);
  expect(stderr).toMatch(/the dump was interrupted; 26\d items in 1 file are saved in d\n/);
  server.script = () => undefined;
  const resumed = await spawnCli(['dump', '--resume', 'd', '--verify'], { env, cwd });
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(resumed.stderr).toContain('verified: complete; no problems found');
  const same = await spawnCli(['dump', 'diff', 'd'], { env, cwd });
  expect(same.exitCode, same.stdout).toBe(0);
});

test.concurrent('restore: Ctrl-C does not wait for a server that is silent', async ({ onTestFinished }) => {
  await using faults = await startFaultServer(table.url, { script: silentFrom(4, 'BatchWriteItem') });
  const cwd = await temporaryFolder(onTestFinished);
  const tableName = await emptyTable(table.client, onTestFinished);
  const env = { ...table.env, AUTODYNE_TABLE_NAME: tableName, XDG_STATE_HOME: cwd };
  const through = { ...env, AUTODYNE_ENDPOINT_URL: faults.url };
  const { exitCode, stderr } = await spawnCli(['restore', dump, '--debug'], {
    env: through,
    cwd,
    interruptAt: /(BatchWriteItem[^\n]* ok[\s\S]*){3}/,
  });
  expect(exitCode, stderr).toBe(130);
  expect(stderr).toContain('so far 75 read = 75 written + 0 skipped + 0 rejected');
  expect(stderr).toContain(`to continue: autodyne restore ${dump} --debug --resume`);
  faults.script = () => undefined;
  const resumed = await spawnCli(['restore', dump, '--resume'], { env: through, cwd });
  expect(resumed.stderr).toContain('read 601 = 601 written + 0 skipped + 0 rejected');
  const diff = await spawnCli(['dump', 'diff', dump], { env });
  expect(diff.exitCode, diff.stdout + diff.stderr).toBe(0);
});

test.concurrent('restore: Ctrl-C leaves no lock', async ({ onTestFinished }) => {
  const cwd = await temporaryFolder(onTestFinished);
  writeFileSync(join(cwd, 'items.jsonl'), '{"id":{"S":"a"}}\n');
  const state = join(cwd, 'autodyne/restore');
  const locks = (): string[] =>
    existsSync(state) ? readdirSync(state).filter((name) => name.includes('.lock')) : [];
  await using server = await startFaultServer(table.url);
  const isThere = new Promise<void>((resolve) => {
    server.script = silentFrom(1, 'BatchWriteItem', resolve);
  });
  const tableName = await emptyTable(table.client, onTestFinished);
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, AUTODYNE_TABLE_NAME: tableName };
  const run = startKillable(['restore', 'items.jsonl'], { env, cwd });
  await isThere;
  expect(locks()).toHaveLength(1);
  run.kill('SIGINT');
  expect(await run.ended).toMatchObject({ exitCode: 130 });
  expect(locks()).toEqual([]);
});

test.concurrent('a git that waits for a named pipe: .gitignore is refused before .env is written', async ({
  onTestFinished,
}) => {
  const cwd = await temporaryFolder(onTestFinished);
  execFileSync('git', ['init', '-q'], { cwd });
  execFileSync('mkfifo', [join(cwd, '.gitignore')]);
  const args = ['local', '--memory', '--write-env', '--port', '0', '--', 'true'];
  const { signal, exitCode, stderr } = await spawnCli(args, { cwd, timeoutMs: 30_000 });
  expect([signal, exitCode], stderr).toEqual([null, 2]);
  expect(stderr).toContain('cannot read .gitignore: it is a named pipe, not a regular file\n');
  expect(readdirSync(cwd)).not.toContain('.env');
});
