import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseEnvText } from '../../src/lib/settings/env-file.ts';
import { unitsOf } from '../../src/lib/usage/usage-report.ts';
import { killableEngine } from '../helpers/engine-script.ts';
import { keptCli } from '../helpers/kept-cli.ts';
import { readUsage } from '../helpers/read-usage.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

let cwd: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'autodyne-local-')));
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  rmSync(cwd, { recursive: true });
});

interface Running {
  child: ChildProcess;
  stdout: string;
  stderr: string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `autodyne local` and waits until it says that it is ready. */
async function start(...argv: string[]): Promise<Running> {
  const child = spawn(process.execPath, [bin, 'local', '--port', '0', ...argv], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const running: Running = {
    child,
    stdout: '',
    stderr: '',
    stop: async (signal = 'SIGINT') => {
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null];
      return code;
    },
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    running.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    running.stderr += text;
  });
  while (!running.stderr.includes('Ctrl-C')) {
    if (child.exitCode !== null) throw new Error(`autodyne local ended: ${running.stderr}`);
    await sleep(10);
  }
  return running;
}

/** The files that a twin with the table "music" leaves in its folder, once it was made. */
const left = mkdtempSync(join(tmpdir(), 'autodyne-left-'));
afterAll(() => rmSync(left, { recursive: true }));

/** A twin with the table "music" was here and was stopped. */
async function leaveTwin(): Promise<void> {
  if (readdirSync(left).length > 0) cpSync(left, cwd, { recursive: true });
  else {
    await (await start('--table', 'music')).stop();
    cpSync(cwd, left, { recursive: true });
  }
}

const isUp = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

const VARIABLES = [
  'AUTODYNE_AWS_ACCESS_KEY_ID',
  'AUTODYNE_AWS_SECRET_ACCESS_KEY',
  'AUTODYNE_AWS_DEFAULT_REGION',
  'AUTODYNE_TABLE_NAME',
  'AUTODYNE_ENDPOINT_URL',
  'AUTODYNE_PROXY_URL',
];

describe('local', () => {
  test('prints the config vars, and nothing else, on stdout; Ctrl-C ends it with exit 0', async () => {
    const twin = await start();
    const variables = parseEnvText(twin.stdout);
    expect(twin.stdout.split('\n')).toHaveLength(VARIABLES.length + 1);
    expect(Object.keys(variables)).toEqual(VARIABLES);
    const { AUTODYNE_TABLE_NAME: table, AUTODYNE_ENDPOINT_URL: url = '' } = variables;
    while (!twin.stderr.includes('nothing reads')) await sleep(10);
    expect(twin.stderr).toBe(
      `created table ${table}, kept in .autodyne/local\nlistening at ${url}; press Ctrl-C to stop\nnothing reads these yet; to write them to .env: autodyne local --write-env\n`,
    );
    const put = await spawnCli(['put', '{"id":"1","title":"Call Me Today"}'], { cwd, env: variables });
    expect(put).toMatchObject({ exitCode: 0 });
    expect(await twin.stop()).toBe(0);
    expect(await isUp(url)).toBe(false);

    const again = await start();
    expect(parseEnvText(again.stdout)).toEqual({
      ...variables,
      AUTODYNE_ENDPOINT_URL: expect.any(String),
      AUTODYNE_PROXY_URL: expect.any(String),
    });
    expect(again.stderr).toMatch(new RegExp(`^using existing table ${table}, kept in .autodyne/local\n`));
    const get = await spawnCli(['get', '1', '--json'], { cwd, env: parseEnvText(again.stdout) });
    expect(JSON.parse(get.stdout)).toEqual({ Item: { id: { S: '1' }, title: { S: 'Call Me Today' } } });
    expect(await again.stop('SIGTERM')).toBe(0);
  });

  test('says that the engine died and is started again, and what it said last; clients go on', async () => {
    const engine = killableEngine(cwd);
    const twin = await start('--engine', engine.path);
    engine.kill();
    const note = 'the engine stopped unexpectedly (SIGKILL); restarting it with the same data\n';
    while (!twin.stderr.endsWith(note)) await sleep(10);
    const put = await keptCli(['put', '{"id":"1"}'], { cwd, env: parseEnvText(twin.stdout) });
    expect(put).toMatchObject({ exitCode: 0 });
    expect(await twin.stop()).toBe(0);
  });

  test('--memory ends with exit 1 when the engine dies: the data is lost', async () => {
    const engine = killableEngine(cwd);
    const twin = await start('--memory', '--engine', engine.path);
    engine.kill();
    const [code] = (await once(twin.child, 'close')) as [number | null];
    expect(code).toBe(1);
    expect(twin.stderr).toMatch(/\nError: the engine stopped unexpectedly \(SIGKILL\)\n$/);
  });

  test('--json prints one object when it is ready', async () => {
    const twin = await start(
      '--json',
      '--memory',
      '--as',
      'blue',
      '--table',
      'music',
      '--region',
      'eu-west-1',
    );
    const endpointUrl = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    const proxyUrl = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/dynamodb$/);
    expect(JSON.parse(twin.stdout)).toEqual({
      tableName: 'music',
      region: 'eu-west-1',
      endpointUrl,
      proxyUrl,
      isNew: true,
      dataFolder: null,
      variables: {
        BLUE_AWS_ACCESS_KEY_ID: expect.stringMatching(/^AKIALOCAL/),
        BLUE_AWS_SECRET_ACCESS_KEY: expect.any(String),
        BLUE_AWS_DEFAULT_REGION: 'eu-west-1',
        BLUE_TABLE_NAME: 'music',
        BLUE_ENDPOINT_URL: endpointUrl,
        BLUE_PROXY_URL: proxyUrl,
      },
    });
    expect(twin.stderr).toMatch(/^created table music, in memory, lost at exit\n/);
    await twin.stop();
  });

  test('--write-env puts them into .env, with which every command finds the table', async () => {
    const twin = await start('--write-env');
    expect(twin.stdout).toBe('');
    expect(twin.stderr).toMatch(/^wrote the 6 config vars to \.env\n/);
    expect(Object.keys(parseEnvText(readFileSync(join(cwd, '.env'), 'utf8')))).toEqual(VARIABLES);
    expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
    const described = await spawnCli(['describe', '--json'], { cwd });
    expect(described).toMatchObject({ exitCode: 0, stderr: '' });
    await twin.stop();
  });

  test('--write-env warns of a .env that git tracks', async () => {
    writeFileSync(join(cwd, '.env'), '');
    spawnSync('git', ['init', '-q'], { cwd });
    spawnSync('git', ['add', '.env'], { cwd });
    const twin = await start('--write-env', '--memory');
    expect(twin.stderr).toContain(
      'Warning: .env contains secrets, and git tracks it: git rm --cached .env\n',
    );
    await twin.stop();
  });

  test('killed outright, it leaves nothing running and nothing locked', async () => {
    const twin = await start();
    await twin.stop('SIGKILL');
    const again = await start();
    expect(again.stderr).toMatch(/^using existing table /);
    await again.stop();
  });

  test.each<[string, string[], string]>([
    [
      'another table than the kept one',
      ['--table', 'films'],
      'Error: the twin in .autodyne/local has the table "music", not "films"\n  → omit --table, or start another twin: --data FOLDER, or --memory\n',
    ],
    [
      'another key than the kept one',
      ['--partition-key', 'artist:S'],
      'Error: table "music" already exists with the partition key id:S, not artist:S; the key of a table cannot be changed\n  → omit the key, or start another twin: --data FOLDER, or --memory\n',
    ],
    [
      'a key without its type',
      ['--sort-key', 'year'],
      'Error: not a sort key and its type: "year"\n  → write the attribute, a colon and S, N or B: year:S\n',
    ],
    [
      'a word without --',
      ['npm', 'test'],
      'Error: unexpected argument: npm\n  → to run a command, put -- before it: autodyne local -- npm test\n',
    ],
    [
      '-- with nothing after it',
      ['--'],
      'Error: expected a command after --\n  → for example: autodyne local -- npm test\n',
    ],
    [
      'a backend that is no URL',
      ['--backend', 'dynamo'],
      'Error: --backend must be an http or https URL, not "dynamo"\n',
    ],
    [
      'an engine that is not there',
      ['--engine', './dynoxide'],
      'Error: the engine ./dynoxide did not start: ENOENT\n',
    ],
    [
      'a command that is not there',
      ['--memory', '--', 'no-such-command'],
      'Error: cannot run "no-such-command": command not found\n',
    ],
  ])('%s is exit 2', async (_, argv, stderr) => {
    await leaveTwin();
    const run = await keptCli(['local', '--port', '0', ...argv], { cwd });
    expect(run).toMatchObject({ stdout: '', stderr, exitCode: 2 });
  });

  test('a second one in the same folder is exit 2', async () => {
    const twin = await start();
    const run = await keptCli(['local', '--json'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout)).toEqual({
      error: {
        code: 'InvalidUsage',
        message: `.autodyne/local/data.db is in use by process ${twin.child.pid}, another local twin`,
        suggestions: [
          'to run a command with its table: autodyne local -- COMMAND',
          'or stop it first, or start another twin: --data FOLDER, or --memory',
          `if process ${twin.child.pid} is something else, remove the file .autodyne/local/data.db.lock`,
        ],
        details: { pid: twin.child.pid, host: hostname() },
      },
    });
    await twin.stop();
  });
});

describe('local --plan-units', () => {
  test('is handed on, and with --throttle ends what the month has: exit 7 with the reason', async () => {
    const twin = await start('--memory', '--plan-units', '50', '--throttle');
    const env = parseEnvText(twin.stdout);
    expect(Object.keys(env)).toEqual([...VARIABLES, 'AUTODYNE_PLAN_UNITS']);
    expect(env['AUTODYNE_PLAN_UNITS']).toBe('50');
    for (let count = 0; count < 10; count += 1) {
      const put = await keptCli(['put', JSON.stringify({ id: `${count}`, text: 'x'.repeat(1_000) })], {
        env,
      });
      expect(put).toMatchObject({ exitCode: 0 });
    }
    const startedAt = performance.now();
    const put = await keptCli(['put', '{"id":"more"}', '--timeout', '1'], { env });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(put.exitCode).toBe(7);
    expect(put.stderr).toContain(
      `writes to table "${env['AUTODYNE_TABLE_NAME']}" exceed its configured maximum (TableWriteMaxOnDemandThroughputExceeded)`,
    );
    const report = await readUsage({
      tableName: env['AUTODYNE_TABLE_NAME'] ?? '',
      region: env['AUTODYNE_AWS_DEFAULT_REGION'] ?? '',
      accessKeyId: env['AUTODYNE_AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AUTODYNE_AWS_SECRET_ACCESS_KEY'] ?? '',
      endpointUrl: env['AUTODYNE_ENDPOINT_URL'] ?? '',
    });
    const { read, write, throttled } = unitsOf(report.Points);
    expect({ read, share: (read + 5 * write) / (report.PlanUnits ?? 0) }).toEqual({ read: 0, share: 1 });
    expect(throttled).toBeGreaterThan(0);
    expect(await twin.stop()).toBe(0);
  });

  test.each([
    [['--throttle'], 'Error: all of the following must be provided when using --throttle: --plan-units'],
    [['--plan-units', '1e6'], '--plan-units is not a positive whole number of request units: "1e6"'],
    [
      ['--max-read-units', '0'],
      'Error: --max-read-units: expected an integer greater than or equal to 1 but received: 0',
    ],
  ])('%j is exit 2', async (argv, message) => {
    const { exitCode, stderr } = await keptCli(['local', '--memory', ...argv, '--', 'true'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('local -- COMMAND', () => {
  const local = (...args: string[]) => ['local', '--memory', '--', ...args];
  const node = (script: string, ...args: string[]) => local(process.execPath, '-e', script, ...args);

  test('passes its args on unchanged, and returns its exit code', async () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = 7';
    const run = await spawnCli(node(script, 'b', '--json', '--memory', 'a', '--', '--help'), { cwd });
    expect(run).toMatchObject({ exitCode: 7, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual(['b', '--json', '--memory', 'a', '--', '--help']);
  });

  test('gives it what autodyne and every AWS client need, and nothing that misleads them', async () => {
    const run = await spawnCli(node('console.log(JSON.stringify(process.env))'), {
      cwd,
      env: {
        AUTODYNE_TABLE_NAME: 'another',
        AUTODYNE_AWS_SESSION_TOKEN: 'token',
        AWS_PROFILE: 'work',
        AWS_SESSION_TOKEN: 'token',
        NO_PROXY: 'intranet',
        OWN: 'stays',
      },
    });
    const env = JSON.parse(run.stdout) as Record<string, string>;
    for (const name of VARIABLES) expect(env[name]).toBeTruthy();
    expect(env).toMatchObject({
      AUTODYNE_TABLE_NAME: expect.stringMatching(/^autodyne-[a-z]+-\d{5}$/),
      AWS_ACCESS_KEY_ID: env['AUTODYNE_AWS_ACCESS_KEY_ID'],
      AWS_SECRET_ACCESS_KEY: env['AUTODYNE_AWS_SECRET_ACCESS_KEY'],
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: env['AUTODYNE_ENDPOINT_URL'],
      NO_PROXY: 'intranet,127.0.0.1',
      OWN: 'stays',
    });
    expect(Object.keys(env)).not.toContain('AWS_PROFILE');
    expect(Object.keys(env)).not.toContain('AWS_SESSION_TOKEN');
    expect(Object.keys(env)).not.toContain('AUTODYNE_AWS_SESSION_TOKEN');
    expect(await isUp(env['AUTODYNE_ENDPOINT_URL'] ?? '')).toBe(false);
  });

  test('reads stdin and the table as if run by itself', async () => {
    const script = `"$0" "$1" put - && "$0" "$1" get 1 --json`;
    const run = await spawnCli(local('sh', '-c', script, process.execPath, bin), {
      cwd,
      stdin: '{"id":"1","n":12345678901234567890123456789012345678}\n',
    });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('"12345678901234567890123456789012345678"');
  });

  test('a command that a signal ends has the exit code that a shell gives it', async () => {
    const run = await spawnCli(local('sh', '-c', 'kill -KILL $$'), { cwd });
    expect(run.exitCode).toBe(128 + 9);
  });

  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    '%s is the command’s to handle',
    async (signal) => {
      const script = `process.on('${signal}', () => { console.log('handled'); process.exit(3); }); console.log('up'); setInterval(() => {}, 1000)`;
      const child = spawn(process.execPath, [bin, ...node(script)], {
        cwd,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      started.push(child);
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (stdout === '') child.kill(signal);
        stdout += text;
      });
      const [code] = (await once(child, 'close')) as [number | null];
      expect([stdout, code]).toEqual(['up\nhandled\n', 3]);
    },
  );
});
