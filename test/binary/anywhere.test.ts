import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const isRoot = process.getuid?.() === 0;
/** A user that the system has no account for. */
const NOBODY = 54_321;

const table = useTable();
beforeAll(() => fillTable(table.client, table.tableName, [{ id: { S: 'a' } }, { id: { S: 'b' } }]));

interface Run {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

interface Location {
  env?: Record<string, string>;
  cwd: string;
  uid?: number;
}

/** Runs a program with no other environment than the table's and what is given: no HOME, unless that has one. */
function start(commandLine: string[], { env, cwd, uid }: Location): Promise<Run> {
  const [file = '', ...args] = commandLine;
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...table.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const result: Run = { stdout: '', stderr: '', exitCode: null };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    result.stderr += text;
  });
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ ...result, exitCode })));
}

const run = ({ argv = ['get', 'a'], ...location }: Location & { argv?: string[] }): Promise<Run> =>
  start([process.execPath, bin, ...argv], location);
const shell = (line: string, env: Record<string, string>, cwd: string): Promise<Run> =>
  start(['sh', '-c', line], { env, cwd });

const FOUND = { stdout: '{\n  "id": "a"\n}\n', stderr: '', exitCode: 0 };

/** Homes that are none; each is what HOME says, in a folder with a file `file`. */
const HOMES: [what: string, home: (folder: string) => string][] = [
  ['not there', () => '/nonexistent-autodyne/home'],
  ['a file', (folder) => join(folder, 'file')],
  ['inside a file', (folder) => join(folder, 'file', 'home')],
  ['where nothing can be made', () => '/proc/home'],
  ['empty', () => ''],
  ['relative', () => 'home'],
  ['a relative path that is there', () => 'there'],
];

describe('a home that is', () => {
  for (const [what, home] of HOMES) {
    test(`${what}: the same output, no message, no file created`, async () => {
      const cwd = await temporaryFolder();
      writeFileSync(join(cwd, 'file'), '');
      mkdirSync(join(cwd, 'there'));
      expect(await run({ env: { HOME: home(cwd) }, cwd })).toEqual(FOUND);
      expect(readdirSync(cwd)).toEqual(['file', 'there']);
      expect(readdirSync(join(cwd, 'there'))).toEqual([]);
      expect(existsSync('/nonexistent-autodyne')).toBe(false);
    });
  }
});

test('XDG folders that do not exist: the same output, no message', async () => {
  const cwd = await temporaryFolder();
  writeFileSync(join(cwd, 'file'), '');
  for (const path of [join(cwd, 'file'), join(cwd, 'file', 'x'), 'relative', '/proc/x']) {
    const names = ['XDG_CACHE_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'];
    const env = Object.fromEntries(names.map((name) => [name, path]));
    expect(await run({ env: { HOME: cwd, ...env }, cwd })).toEqual(FOUND);
  }
  // A relative one counts as none: then it is HOME's.
  expect(readdirSync(cwd)).toEqual(['.cache', '.local', 'file']);
});

test('a folder for temporary files that is not there: the same response', async () => {
  const cwd = await temporaryFolder();
  expect(await run({ env: { HOME: cwd, TMPDIR: '/nonexistent' }, cwd })).toEqual(FOUND);
});

describe.skipIf(!isRoot)('a user without an account', () => {
  test('and without HOME and SHELL: the same response', async () => {
    expect(await run({ cwd: '/', uid: NOBODY })).toEqual(FOUND);
  });

  test('in the home of root, or of somebody else, which it cannot enter: the same response', async () => {
    const cwd = await temporaryFolder();
    chmodSync(cwd, 0o700);
    expect(await run({ env: { HOME: cwd }, cwd: '/', uid: NOBODY })).toEqual(FOUND);
  });

  test('in a home that it can only read: the same response', async () => {
    const cwd = await temporaryFolder();
    chmodSync(cwd, 0o755);
    expect(await run({ env: { HOME: cwd }, cwd, uid: NOBODY })).toEqual(FOUND);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test('a working folder that was removed: the same output, and an error for what requires one', async () => {
  const home = await temporaryFolder();
  const inGone = (commandLine: string): Promise<Run> => {
    const gone = join(home, 'gone');
    mkdirSync(gone);
    return shell(`rmdir ${gone}; ${process.execPath} ${bin} ${commandLine}`, { HOME: home }, gone);
  };
  const warning = 'WARNING: current directory does not exist\n';
  expect(await inGone('get a')).toEqual({ ...FOUND, stderr: warning });
  const dump = await inGone('dump --out d');
  expect(dump.exitCode).toBe(2);
  expect(dump.stderr).toMatch(/\nError: cannot write d: no such folder\n$/);
  const local = await inGone('local');
  expect(local.stderr).toBe(
    `${warning}Error: the current folder no longer exists\n  → change to another folder: cd\n`,
  );
  expect(local.exitCode).toBe(2);
});

test('closed standard streams: the same exit code, and whatever can be said', async () => {
  const cwd = await temporaryFolder();
  const cli = `${process.execPath} ${bin}`;
  const env = { HOME: cwd };
  expect(await shell(`${cli} get a <&-`, env, cwd)).toEqual(FOUND);
  expect(await shell(`${cli} get a >&-`, env, cwd)).toEqual({ ...FOUND, stdout: '' });
  expect(await shell(`${cli} get a 2>&-`, env, cwd)).toEqual(FOUND);
  expect(await shell(`${cli} get a <&- >&- 2>&-`, env, cwd)).toEqual({ ...FOUND, stdout: '' });
  expect(await shell(`${cli} get a 2>/dev/full`, env, cwd)).toEqual(FOUND);
  expect((await shell(`${cli} get c 2>&-`, env, cwd)).exitCode).toBe(4);
});

describe('a restore that cannot note how far it is', () => {
  async function restored(home: string, more: Record<string, string> = {}): Promise<Run> {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'file'), '');
    writeFileSync(join(cwd, 'items.jsonl'), '{"id":"a"}\n{"id":"b"}\n');
    const env = { ...more, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
    const HOME = home.replace('DIR', cwd);
    return run({ env: { ...env, HOME }, cwd, argv: ['restore', 'items.jsonl'] });
  }
  const done = /^read 2 = 2 written \+ 0 skipped \+ 0 rejected; 2 write units, 1 s\n$/m;

  test('says so first, and goes on', async () => {
    const { stderr, exitCode } = await restored('DIR/file');
    expect(stderr).toMatch(
      /^Warning: this restore cannot be resumed: cannot write .*\/file\/\.local\/state\/autodyne\/restore\/\w+\.json: a part of this path is not a folder \(to use another folder: XDG_STATE_HOME=FOLDER\)\nread 2 = 2 written/,
    );
    expect(stderr).toMatch(done);
    expect(exitCode).toBe(0);
  });

  test('and for which no folder can be named', async () => {
    const { stderr, exitCode } = await restored('relative', { XDG_STATE_HOME: 'relative' });
    expect(stderr).toMatch(
      /^Warning: this restore cannot be resumed: HOME is not an absolute path \(to use another folder: XDG_STATE_HOME=FOLDER\)\nread 2/,
    );
    expect(exitCode).toBe(0);
  });
});
