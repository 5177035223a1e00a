import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnvFile } from '../../src/app/env-file.ts';
import { copyOfDump } from '../helpers/damaged-dump.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { putDevice } from '../helpers/irregular-kinds.ts';
import { keptCli } from '../helpers/kept-cli.ts';
import { runCommand } from '../helpers/run-command.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

// Of the small files that autodyne keeps for itself, or finds where it works.

const table = useTable();
const folder = join(tmpdir(), `irregular-own-${process.pid}`);
const dump = join(folder, 'dump');
beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(3));
  const made = await runCommand(['dump', '--out', dump, '--segments', '1'], { env: table.env });
  expect(made.exitCode, made.stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const KINDS: [string, (path: string) => unknown, string][] = [
  ['a named pipe', (path) => execFileSync('mkfifo', [path]), 'it is a named pipe, not a regular file'],
  ['a device', putDevice, 'it is a device, not a regular file'],
];

/** Another process, so that one which hangs can be ended. */
const run = (args: string[]) => keptCli(args, { env: table.env, cwd: folder, timeoutMs: 20_000 });

describe.each(KINDS)('%s in the place of', (_, put, problem) => {
  const startTwin = (data: string) => run(['local', '--data', data, '--port', '0', '--', 'true']);

  test.each([
    [
      'twin.json',
      'remove that file and start with --table NAME: the table is kept, and the credentials are new',
    ],
    ['data.db', ''],
    ['data.db.lock', ''],
    ['.gitignore', ''],
  ])("the local data's %s is refused, and left as it is", async (name, way) => {
    const data = await temporaryFolder();
    const path = join(data, name);
    await put(path);
    const { mode } = await stat(path);
    const { signal, exitCode, stderr } = await startTwin(data);
    expect([signal, exitCode], stderr).toEqual([null, 2]);
    expect(stderr).toContain(`${path}: ${problem}\n`);
    expect(stderr).toContain(way);
    expect((await stat(path)).mode).toBe(mode);
  });

  test("a dump's lock is refused, unread", async () => {
    const copy = await copyOfDump(dump);
    await rm(join(copy, 'manifest-summary.json'));
    await put(join(copy, 'dump.lock'));
    const resumed = await run(['dump', '--resume', copy]);
    expect([resumed.signal, resumed.exitCode], resumed.stderr).toEqual([null, 2]);
    expect(resumed.stderr).toContain(`cannot read ${join(copy, 'dump.lock')}: ${problem}\n`);
  });

  test("a restore's checkpoint and its lock are refused", async () => {
    const cwd = await temporaryFolder();
    const state = join(cwd, 'autodyne/restore');
    await writeFile(join(cwd, 'items.jsonl'), '{"id":"a"}\n{"id":"b"}\n');
    const args = ['restore', 'items.jsonl', '--mode', 'overwrite', '--confirm', table.tableName];
    const restore = (...more: string[]) =>
      keptCli([...args, ...more], { cwd, env: { ...table.env, XDG_STATE_HOME: cwd }, timeoutMs: 20_000 });
    expect((await restore('--max-units', '1')).exitCode).toBe(3);
    const [checkpoint = ''] = await readdir(state);
    await rm(join(state, checkpoint));
    await put(join(state, checkpoint));
    const first = await restore('--resume');
    expect([first.signal, first.exitCode], first.stderr).toEqual([null, 2]);
    expect(first.stderr).toContain(`cannot read ${join(state, checkpoint)}: ${problem}\n`);
    const lock = join(state, checkpoint.replace('.json', '.lock'));
    await put(lock);
    const second = await restore('--resume');
    expect([second.signal, second.exitCode], second.stderr).toEqual([null, 2]);
    expect(second.stderr).toContain(`cannot read ${lock}: ${problem}\n`);
  });

  test('.env is no file to write variables into', async () => {
    const cwd = await temporaryFolder();
    await put(join(cwd, '.env'));
    const { mode } = await stat(join(cwd, '.env'));
    const args = ['local', '--memory', '--write-env', '--port', '0', '--', 'true'];
    const { signal, exitCode, stderr } = await spawnCli(args, { cwd, timeoutMs: 20_000 });
    expect([signal, exitCode], stderr).toEqual([null, 2]);
    expect(stderr).toContain(`cannot read .env: ${problem}\n`);
    expect((await stat(join(cwd, '.env'))).mode).toBe(mode);
  });

  test.each(['.git', '.git/index'])('%s is not waited for, where .env has secrets', async (name) => {
    const cwd = await temporaryFolder();
    if (name !== '.git') await mkdir(join(cwd, '.git'));
    await put(join(cwd, name));
    await writeFile(
      join(cwd, '.env'),
      Object.entries(table.env).map(([key, value]) => `${key}=${value}\n`),
    );
    const { signal, exitCode, stderr } = await keptCli(['config'], { cwd, timeoutMs: 20_000 });
    expect([signal, exitCode], stderr).toEqual([null, 0]);
  });

  test('a JSON file in a folder is refused by every command that reads the folder', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, '1.json'), '{"id":"a"}\n');
    await put(join(cwd, '2.json'));
    for (const args of [
      ['restore', cwd, '--dry-run'],
      ['restore', cwd, '--mode', 'overwrite', '--confirm', table.tableName],
      ['stats', '--from', cwd],
      ['scan', '--from', cwd],
      ['dump', 'diff', cwd],
    ]) {
      const { signal, exitCode, stderr } = await run(args);
      expect([signal, exitCode], `${args}: ${stderr}`).toEqual([null, 2]);
      expect(stderr).toContain(`cannot read ${join(cwd, '2.json')}: ${problem}\n`);
    }
  });

  test('the rest of a partly written file is overwritten', async () => {
    const copy = await copyOfDump(dump);
    for (const name of ['manifest-summary.json', 'manifest-summary.md5', 'manifest-files.md5']) {
      await rm(join(copy, name));
      await put(join(copy, `${name}.partial`));
    }
    const resumed = await run(['dump', '--resume', copy]);
    expect([resumed.signal, resumed.exitCode], resumed.stderr).toEqual([null, 0]);
    expect((await run(['dump', 'verify', copy])).exitCode).toBe(0);
  });
});

// For a named pipe, git is waited for: test/binary/silent-server.test.ts.
test('a device in the place of .gitignore is refused before .env is written', async () => {
  const cwd = await temporaryFolder();
  execFileSync('git', ['init', '-q'], { cwd });
  putDevice(join(cwd, '.gitignore'));
  const args = ['local', '--memory', '--write-env', '--port', '0', '--', 'true'];
  const { signal, exitCode, stderr } = await keptCli(args, { cwd, timeoutMs: 30_000 });
  expect([signal, exitCode], stderr).toEqual([null, 2]);
  expect(stderr).toContain('cannot read .gitignore: it is a device, not a regular file\n');
  expect(await readdir(cwd)).not.toContain('.env');
});

describe('settings in a named pipe', () => {
  const pipe = async (): Promise<string> => {
    const path = join(await temporaryFolder(), '.env');
    execFileSync('mkfifo', [path]);
    return path;
  };

  test('are waited for, but not forever', async () => {
    const path = await pipe();
    expect(() => readEnvFile(path, { patienceMs: 200 })).toThrow(
      expect.objectContaining({
        code: 'InvalidSettings',
        message: `cannot read the settings file ${path}: it is a named pipe, and its content did not arrive within 0.2 seconds`,
      }),
    );
  });

  test('nor where somebody has it open, and writes nothing', async () => {
    const path = await pipe();
    const writer = spawn('sh', ['-c', 'exec 3>"$0"; sleep 20', path]);
    try {
      expect(() => readEnvFile(path, { patienceMs: 1000 })).toThrow('did not arrive within 1 second');
    } finally {
      writer.kill();
    }
  });

  test('are read if they are written late, and in pieces', async () => {
    const path = await pipe();
    spawn('sh', ['-c', 'sleep 0.5; (echo A=1; sleep 0.5; echo B=2) > "$0"', path]);
    expect(readEnvFile(path)?.variables).toEqual({ A: '1', B: '2' });
  });
});

test("local data in somebody's folder leaves its .gitignore, and adds its own files to it", async () => {
  const data = await temporaryFolder();
  await writeFile(join(data, '.gitignore'), 'node_modules');
  for (const _ of [1, 2]) {
    const { exitCode, stderr } = await run(['local', '--data', data, '--port', '0', '--', 'true']);
    expect(exitCode, stderr).toBe(0);
    expect(await readFile(join(data, '.gitignore'), 'utf8')).toBe('node_modules\n/twin.json*\n/data.db*\n');
  }
});
