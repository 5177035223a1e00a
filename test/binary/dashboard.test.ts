import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sendRaw, usePage } from '../helpers/dashboard.ts';
import { COMPILE_CACHE, spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const table = useTable();

beforeAll(usePage);

interface Running {
  child: ChildProcess;
  stdout: string;
  stderr: string;
  /** Until a pattern stands in stdout or stderr. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

interface Launch {
  env?: Record<string, string>;
  /** Runs the command, given in one text, on a terminal. */
  isOnTerminal?: boolean;
}

function start(argv: string[], { env = table.env, isOnTerminal = false }: Launch = {}): Running {
  const words = [process.execPath, bin, ...argv];
  const terminal = ['/usr/bin/script', '-qec', `exec ${words.join(' ')}`, '/dev/null'];
  const [command = '', ...args] = isOnTerminal ? terminal : words;
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1', ...COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  const running: Running = {
    child,
    stdout: '',
    stderr: '',
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(`${running.stdout}\n${running.stderr}`);
        if (found !== null) return found;
        if (child.exitCode !== null) throw new Error(`it ended: ${running.stdout}${running.stderr}`);
        await sleep(10);
      }
    },
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null];
      return code;
    },
  };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      running[name] += text;
    });
  return running;
}

const LINK = /http:\/\/127\.0\.0\.1:(\d+)\/#code=([\w-]{43})/;

async function tokenFor(link: RegExpExecArray | null): Promise<string | undefined> {
  const [, port, code] = link ?? [];
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ code });
  const response = await sendRaw(Number(port), { method: 'POST', path: '/api/session', headers, body });
  return (response.json() as { token?: string }).token;
}

describe('dashboard', () => {
  test('--json prints where it is, and responds; Ctrl-C ends it with exit 0', async () => {
    const running = start(['dashboard', '--no-open', '--json']);
    await running.until(/Ctrl-C to stop/);
    const { url, port } = JSON.parse(running.stdout) as { url: string; port: number };
    expect(JSON.parse(running.stdout)).toEqual({
      url: expect.stringMatching(LINK),
      port: expect.any(Number),
    });
    expect(running.stderr).toBe('the link works once; press Ctrl-C to stop\n');
    const token = await tokenFor(LINK.exec(url));
    const response = await sendRaw(port, {
      path: '/api/table',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.json()).toMatchObject({ tableName: table.tableName, isLocked: true, isTwin: false });
    expect(await tokenFor(LINK.exec(url))).toBeUndefined();
    expect((await sendRaw(port, { path: '/api/table' })).status).toBe(401);
    expect((await sendRaw(port, { headers: { host: `localhost:${port}` } })).status).toBe(421);
    expect((await sendRaw(port, { path: '/../package.json' })).status).toBe(404);
    expect(await running.stop()).toBe(0);
    await expect(sendRaw(port, {})).rejects.toThrow('ECONNREFUSED');
  });

  test('prints the link and nothing else on stdout', async () => {
    const running = start(['dashboard', '--no-open']);
    await running.until(/Ctrl-C to stop/);
    expect(running.stdout).toMatch(new RegExp(`^${LINK.source}\n$`));
    expect(await running.stop('SIGTERM')).toBe(0);
  });

  test('ends although a browser still waits for items', async () => {
    const running = start(['dashboard', '--no-open']);
    const link = await running.until(LINK);
    const waiting = fetch(`http://127.0.0.1:${link[1]}/`, { headers: { connection: 'keep-alive' } });
    await waiting;
    expect(await running.stop()).toBe(0);
  });

  test('--confirm allows writing, for this very table', async () => {
    const running = start(['dashboard', '--no-open', '--confirm', table.tableName]);
    const link = await running.until(LINK);
    const headers = { authorization: `Bearer ${await tokenFor(link)}` };
    const facts = await sendRaw(Number(link[1]), { path: '/api/table', headers });
    expect(facts.json()).toMatchObject({ isLocked: false });
    await running.stop();
    const other = await spawnCli(['dashboard', '--no-open', '--confirm', 'other'], { env: table.env });
    expect(other).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: `Error: "other" does not match the table name "${table.tableName}"; nothing was changed
  → to proceed, re-run this command with --confirm ${table.tableName}\n`,
    });
  });

  test('a port that is in use is exit 2; a table that is not there is exit 4', async () => {
    const running = start(['dashboard', '--no-open']);
    const [, port = ''] = await running.until(LINK);
    const second = await spawnCli(['dashboard', '--no-open', '--port', port], { env: table.env });
    expect(second).toMatchObject({
      exitCode: 2,
      stderr: `Error: port ${port} is in use\n  → for any free port: --port 0\n`,
    });
    await running.stop();
    const absent = await spawnCli(['dashboard', '--no-open', '--table', 'absent'], { env: table.env });
    expect(absent.exitCode).toBe(4);
  });
});

describe('a browser', () => {
  /** A folder for PATH in which there is Node and, if it is given, a browser. */
  async function pathWith(script?: string): Promise<{ PATH: string; opened: string }> {
    const folder = await temporaryFolder();
    symlinkSync(process.execPath, join(folder, 'node'));
    const opened = join(folder, 'opened');
    if (script !== undefined) {
      writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script.replace('OPENED', opened)}\n`);
      chmodSync(join(folder, 'xdg-open'), 0o755);
    }
    return { PATH: folder, opened };
  }

  test.runIf(process.platform === 'linux')('is opened at the link', async () => {
    const { PATH, opened } = await pathWith('echo "$1" > OPENED');
    const running = start(['dashboard'], { env: { ...table.env, PATH } });
    const [link] = await running.until(LINK);
    while (!existsSync(opened) || readFileSync(opened, 'utf8') === '') await sleep(10);
    expect(readFileSync(opened, 'utf8')).toBe(`${link}\n`);
    expect(await running.stop()).toBe(0);
    expect(running.stderr).not.toContain('no browser');
  });

  test.runIf(process.platform === 'linux').each([
    ['that is not there', undefined, 'there is none to be found'],
    ['that fails', 'exit 3', 'the launcher ended with exit code 3'],
  ])('%s is told of, and the dashboard stays', async (_, script, why) => {
    const { PATH } = await pathWith(script);
    const running = start(['dashboard'], { env: { ...table.env, PATH } });
    await running.until(/no browser was opened/);
    expect(running.stderr).toContain(`no browser was opened: ${why}. Open the link yourself\n`);
    expect(await tokenFor(LINK.exec(running.stdout))).toMatch(/^[\w-]{43}$/);
    expect(await running.stop()).toBe(0);
  });
});

/** A terminal of its own, which `script` makes; it writes what the terminal shows to stdout. */
const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script');

test.runIf(hasScript)('Enter prints a new link on a terminal, and Ctrl-C there ends it', async () => {
  const running = start(['dashboard', '--no-open'], { isOnTerminal: true });
  const first = await running.until(LINK);
  await running.until(/press Enter for a new link, press Ctrl-C to stop/);
  running.child.stdin?.write('\n');
  const both = await running.until(new RegExp(`${LINK.source}[^]*${LINK.source}`));
  expect(both[4]).not.toBe(first[2]);
  expect(await tokenFor(LINK.exec(both[0].slice(both[0].lastIndexOf('http'))))).toMatch(/^[\w-]{43}$/);
  running.child.stdin?.write('\u0003');
  const [code] = (await once(running.child, 'close')) as [number | null];
  expect(code).toBe(0);
});

describe('local --dashboard', () => {
  const env = { PATH: '/nonexistent' };

  test('opens one over the twin, which is not locked', async () => {
    const running = start(['local', '--memory', '--port', '0', '--dashboard', '--json'], { env });
    await running.until(/no browser was opened/);
    const { dashboardUrl, tableName } = JSON.parse(running.stdout) as Record<string, string>;
    expect(running.stderr).toContain(`dashboard: ${dashboardUrl}\n`);
    const link = LINK.exec(dashboardUrl ?? '');
    const headers = { authorization: `Bearer ${await tokenFor(link)}` };
    const facts = await sendRaw(Number(link?.[1]), { path: '/api/table', headers });
    expect(facts.json()).toMatchObject({ tableName, isTwin: true, isLocked: false, itemCount: 0 });
    expect(await running.stop()).toBe(0);
  });

  test('goes together with a command', async () => {
    const run = await spawnCli(
      ['local', '--memory', '--port', '0', '--dashboard', '--', process.execPath, '-e', 'console.log(1)'],
      { env },
    );
    expect(run).toMatchObject({ exitCode: 0, stdout: '1\n' });
    expect(run.stderr).toMatch(LINK);
  });
});
