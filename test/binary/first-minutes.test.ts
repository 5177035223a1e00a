import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseEnvText } from '../../src/lib/settings/env-file.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { hasTerminal, Terminal } from '../helpers/terminal.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

let cwd: string;
const running: ChildProcess[] = [];
beforeEach(async () => {
  cwd = await temporaryFolder();
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'close');
  }
});

interface Twin {
  child: ChildProcess;
  pid: number;
  stdout: string;
  stderr: string;
}

/** Starts `autodyne local` in the folder, and waits until it has said the last that it says. */
async function local(args: string[] = [], env: Record<string, string> = {}): Promise<Twin> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(process.execPath, [bin, 'local', ...port, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const twin: Twin = { child, pid: child.pid ?? 0, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    twin.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    twin.stderr += text;
  });
  while (!twin.stderr.includes('Ctrl-C to stop\n')) {
    if (child.exitCode !== null) throw new Error(twin.stderr);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return twin;
}

async function saying(twin: Twin, text: string): Promise<void> {
  for (let tries = 0; !twin.stderr.includes(text); tries += 1) {
    if (tries > 500) expect(twin.stderr).toContain(text);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const autodyne = (...args: string[]) => spawnCli(args, { cwd });

describe('while a local table of this folder runs', () => {
  test('a command without settings says so, and its two ways work', async () => {
    const { pid } = await local();
    const missing = await autodyne('describe');
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr.split('\n').slice(1)).toEqual([
      `  → a local table of this folder is running (process ${pid}); to write its settings to .env: autodyne local --write-env`,
      '  → or use it for one command: autodyne local -- COMMAND',
      '  → get them from your app: autodyne config pull --app APP',
      '  → or write them to a file named .env in this folder',
      '',
    ]);
    const one = await autodyne('local', '--', process.execPath, bin, 'put', '{"id":"1"}');
    expect(one).toMatchObject({ exitCode: 0, stdout: '' });
    const written = await autodyne('local', '--write-env');
    expect(written).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `wrote the 6 config vars to .env\nthey are those of the local table that is running (process ${pid})\n`,
    });
    expect(await autodyne('get', '1')).toMatchObject({ exitCode: 0, stdout: '{\n  "id": "1"\n}\n' });
  });

  test('doctor and config say so too, under the same names', async () => {
    const { pid } = await local();
    const doctor = await autodyne('doctor', '--as', 'BLUE');
    expect(doctor.stdout).toContain(
      `a local table of this folder is running (process ${pid}); to write its settings to .env: autodyne local --as BLUE --write-env`,
    );
    const config = await autodyne('config');
    expect(config.stderr).toContain(
      `a local table of this folder is running (process ${pid}); to write its settings to .env: autodyne local --write-env\n`,
    );
  });

  test('an app without settings is told, too', async () => {
    const { pid } = await local();
    const index = new URL('../../dist/index.js', import.meta.url).href;
    const script = `import { readSettings } from ${JSON.stringify(index)}; try { readSettings(); } catch (error) { console.log(error.suggestions[0]); }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect(stdout).toBe(
      `a local table of this folder is running (process ${pid}); to write its settings to .env: autodyne local --write-env\n`,
    );
  });

  test('nothing is said of one that was killed, or that runs in another folder', async () => {
    const { child } = await local();
    child.kill('SIGKILL');
    await once(child, 'close');
    const { stderr } = await autodyne('describe');
    expect(stderr).not.toContain('is running');
    expect(stderr).toContain('\n  → or use a local table: autodyne local --write-env\n');
    const again = await local();
    const elsewhere = await spawnCli(['describe'], { cwd: await temporaryFolder() });
    expect(elsewhere.stderr).not.toContain(`process ${again.pid}`);
  });

  test('the record of it holds no secret, is for its owner alone, and goes with it', async () => {
    const twin = await local();
    const record = join(cwd, '.autodyne/local/twin.json.running');
    const secret = parseEnvText(twin.stdout)['AUTODYNE_AWS_SECRET_ACCESS_KEY'] ?? 'none';
    expect(readFileSync(record, 'utf8')).not.toContain(secret);
    expect(statSync(record).mode & 0o777).toBe(0o600);
    twin.child.kill('SIGTERM');
    await once(twin.child, 'close');
    expect(existsSync(record)).toBe(false);
  });
});

describe('local -- COMMAND beside it', () => {
  test('uses its table, ends with the command and its exit code, and leaves it running', async () => {
    const twin = await local();
    const vars = parseEnvText(twin.stdout);
    const script = 'console.log(JSON.stringify(process.env)); process.exitCode = 3';
    const run = await autodyne('local', '--', process.execPath, '-e', script);
    expect(run).toMatchObject({ exitCode: 3, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject(vars);
    expect((await fetch(vars['AUTODYNE_ENDPOINT_URL'] ?? '')).status).toBe(200);
  });

  test('waits for one that is just starting', async () => {
    const ends = await Promise.all(
      [1, 2, 3].map(() =>
        autodyne(
          'local',
          '--port',
          '0',
          '--',
          process.execPath,
          '-e',
          'setTimeout(() => console.log(process.env.AUTODYNE_TABLE_NAME), 700)',
        ),
      ),
    );
    const names = ends.map(({ stdout }) => stdout);
    expect(ends.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      Array(3).fill({ exitCode: 0, stderr: '' }),
    );
    expect(new Set(names).size).toBe(1);
  });

  test.each<[string[], string[], string]>([
    [[], ['--index-delay', '10'], '--index-delay'],
    [['--plan-units', '100'], ['--plan-units', '200'], '--plan-units'],
    [['--plan-units', '100'], ['--plan-units', '100', '--throttle'], '--throttle'],
    [[], ['--region', 'eu-west-1'], '--region'],
    [[], ['--port', '1'], '--port'],
  ])('started with %j refuses %j, naming the flag', async (first, second, flag) => {
    const { pid } = await local(first);
    expect(await autodyne('local', ...second, '--', 'true')).toMatchObject({
      exitCode: 2,
      stderr: `Error: the local twin that runs in .autodyne/local (process ${pid}) was started with another ${flag}\n  → omit ${flag}, or stop that one first, or start another twin: --data FOLDER, or --memory\n`,
    });
  });

  test('takes the flags that it was started with, and refuses another key or table', async () => {
    await local(['--table', 'music', '--partition-key', 'artist:S', '--index-delay', '9']);
    const same = ['--table', 'music', '--partition-key', 'artist:S', '--index-delay', '9', '--port', '0'];
    expect(await autodyne('local', ...same, '--', 'true')).toMatchObject({ exitCode: 0, stderr: '' });
    const key = await autodyne('local', '--sort-key', 'year:N', '--', 'true');
    expect(key.exitCode).toBe(2);
    expect(key.stderr).toContain('Error: table "music" already exists with no sort key, not year:N;');
    const table = await autodyne('local', '--table', 'films', '--', 'true');
    expect(table.exitCode).toBe(2);
    expect(table.stderr).toContain('Error: the twin in .autodyne/local has the table "music", not "films"');
  });

  test('with --data is beside that one, which the message names', async () => {
    const { pid } = await local(['--data', 'other']);
    expect((await autodyne('local', '--data', 'other')).stderr).toBe(
      `Error: other/data.db is in use by process ${pid}, another local twin\n  → to run a command with its table: autodyne local --data other -- COMMAND\n  → or stop it first, or start another twin: --data FOLDER, or --memory\n  → if process ${pid} is something else, remove the file other/data.db.lock\n`,
    );
    expect(await autodyne('local', '--data', 'other', '--', 'sh', '-c', 'exit 4')).toMatchObject({
      exitCode: 4,
    });
  });
});

describe('without a terminal, local', () => {
  test('says that nothing reads the settings yet, and the command that writes them', async () => {
    const twin = await local();
    await saying(twin, '\nnothing reads these yet; to write them to .env: autodyne local --write-env\n');
    expect(existsSync(join(cwd, '.env'))).toBe(false);
  });

  test('in memory, says how to have them', async () => {
    const twin = await local(['--memory']);
    await saying(twin, '\nnothing reads these yet; start it with --write-env to have them in .env\n');
  });

  test('says which settings commands use instead', async () => {
    const other =
      'AUTODYNE_AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nAUTODYNE_AWS_SECRET_ACCESS_KEY=x\nAUTODYNE_TABLE_NAME=real\n';
    writeFileSync(join(cwd, '.env'), other);
    const twin = await local();
    await saying(
      twin,
      '\ncommands here use another table, by the settings in .env; for one command with this table: autodyne local -- COMMAND\n',
    );
    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(other);
  });

  test('says nothing where they are read', async () => {
    const first = await local(['--write-env']);
    first.child.kill('SIGTERM');
    await once(first.child, 'close');
    const port = /127\.0\.0\.1:(\d+)/.exec(first.stderr)?.[1] ?? '';
    const again = await local(['--port', port]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(again.stderr).not.toContain('nothing reads');
  });
});

describe.skipIf(!hasTerminal())('on a terminal, local asks once whether to write the settings', () => {
  const QUESTION = /Write these settings to \.env, where every command finds them\? \[Y\/n\] /;
  let terminal: Terminal;
  afterEach(() => terminal.close());

  test('and Enter writes them', async () => {
    terminal = new Terminal('local --port 0', { cwd });
    await terminal.says(QUESTION);
    terminal.enter('');
    await terminal.says(/wrote the 6 config vars to \.env\n/);
    expect((await autodyne('describe')).exitCode).toBe(0);
    terminal.control('C');
    expect(await terminal.ended()).toBe(0);
  });

  test('and "n" leaves them, says so, and is not asked again', async () => {
    terminal = new Terminal('local --port 0', { cwd });
    await terminal.says(QUESTION);
    terminal.enter('n');
    await terminal.says(/nothing reads these yet; to write them to \.env: autodyne local --write-env\n/);
    terminal.control('C');
    expect(await terminal.ended()).toBe(0);
    expect(existsSync(join(cwd, '.env'))).toBe(false);
    terminal = new Terminal('local --port 0', { cwd });
    await terminal.says(/nothing reads these yet/);
    expect(terminal.text).not.toMatch(QUESTION);
  });

  test('and Ctrl-C at the question ends it as it would later, and asks again next time', async () => {
    terminal = new Terminal('local --port 0', { cwd });
    await terminal.says(QUESTION);
    terminal.control('C');
    expect(await terminal.ended()).toBe(0);
    expect(existsSync(join(cwd, '.env'))).toBe(false);
    terminal = new Terminal('local --port 0', { cwd });
    await terminal.says(QUESTION);
  });

  test('but never to replace those of another table', async () => {
    writeFileSync(join(cwd, '.env'), 'AUTODYNE_AWS_ACCESS_KEY_ID=AKIAEXAMPLE\n');
    terminal = new Terminal('local --port 0', { cwd });
    await terminal.says(/commands here use another table, by the settings in \.env/);
    expect(terminal.text).not.toMatch(QUESTION);
  });
});

describe('local shows its requests', () => {
  const LINE = /\nPutItem id=a {2}1 write unit, \d+(\.\d)? ms\n/;

  test('with --log, where there is no terminal; a refused one with the reason', async () => {
    const twin = await local(['--log', '--write-env']);
    await autodyne('put', '{"id":"a"}');
    await autodyne('put', '{"id":"a"}', '--if-not-exists');
    await saying(
      twin,
      'PutItem id=a if attribute_not_exists(id)  refused, ConditionalCheckFailedException: ',
    );
    expect(twin.stderr).toMatch(LINE);
    expect(twin.stdout).toBe('');
  });

  test('and none without it', async () => {
    const twin = await local(['--write-env']);
    await autodyne('put', '{"id":"a"}');
    expect(twin.stderr).not.toContain('PutItem');
  });

  test('with --log beside a command on stderr, and none without it: the command has the terminal', async () => {
    const put = ['--', process.execPath, bin, 'put', '{"id":"a"}', '--no-units'];
    const log = await autodyne('local', '--memory', '--log', ...put);
    expect(`\n${log.stderr}`).toMatch(LINE);
    expect(log.stdout).toBe('');
    const quiet = await autodyne('local', '--memory', ...put);
    expect(quiet.stderr).toBe(
      'put 1 item into table "[..]"\n'.replace('[..]', /"(.*)"/.exec(quiet.stderr)?.[1] ?? ''),
    );
  });

  test('with --log beside a running one says where they are shown', async () => {
    const { pid } = await local();
    expect((await autodyne('local', '--log', '--', 'true')).stderr).toBe(
      `--log does not apply: requests are shown by the process that runs the local table (process ${pid})\n`,
    );
  });

  describe.skipIf(!hasTerminal())('on a terminal', () => {
    let terminal: Terminal;
    afterEach(() => terminal.close());

    test('by itself, but not into its question', async () => {
      terminal = new Terminal('local --port 0', { cwd });
      await terminal.says(/\[Y\/n\] /);
      await autodyne('local', '--', process.execPath, bin, 'put', '{"id":"a"}');
      expect(terminal.text).not.toContain('PutItem');
      terminal.enter('y');
      await terminal.says(LINE);
    });

    test('unless it is to be quiet', async () => {
      terminal = new Terminal('local --port 0 --write-env --quiet', { cwd });
      await terminal.says(/Ctrl-C to stop\n/);
      await autodyne('put', '{"id":"a"}');
      expect(terminal.text).not.toContain('PutItem');
    });
  });
});
