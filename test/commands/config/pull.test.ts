import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandRun, runCommand } from '../../helpers/run-command.ts';
import { temporaryFolder, writeWithMode } from '../../helpers/temporary-folder.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const FOUR = {
  AUTODYNE_AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AUTODYNE_AWS_SECRET_ACCESS_KEY: SECRET,
  AUTODYNE_AWS_DEFAULT_REGION: 'us-east-1',
  AUTODYNE_TABLE_NAME: 'autodyne-sinuous-68626',
};
const FOUR_LINES = Object.entries(FOUR)
  .map(([name, value]) => `${name}=${value}\n`)
  .join('');

/** Puts a stand-in `heroku` on PATH that leaves its arguments in `asked`, and runs `config pull`. */
async function pull(
  folder: string,
  heroku: { stdout?: string; stderr?: string; exit?: number },
  argv: string[] = [],
  env: Record<string, string> = {},
): Promise<CommandRun> {
  mkdirSync(join(folder, 'bin'));
  writeWithMode(join(folder, 'out'), heroku.stdout ?? '');
  writeWithMode(join(folder, 'err'), heroku.stderr ?? '');
  const script = `printf '%s\\n' "$@" > '${join(folder, 'asked')}'; cat '${join(folder, 'out')}'; cat '${join(folder, 'err')}' >&2`;
  writeWithMode(join(folder, 'bin/heroku'), `#!/bin/sh\n${script}\nexit ${heroku.exit ?? 0}\n`, 0o755);
  mkdirSync(join(folder, 'app'), { recursive: true });
  const PATH = `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`;
  return runCommand(['config', 'pull', '--app', 'my-app', ...argv], {
    cwd: join(folder, 'app'),
    env: { PATH, ...env },
  });
}

const configVars = (vars: object): string =>
  JSON.stringify({ PORT: '80', DATABASE_URL: 'postgres://x', ...vars });

describe('config pull', () => {
  test('writes the add-on’s config vars to .env, and prints no value', async () => {
    const folder = await temporaryFolder();
    const run = await pull(folder, {
      stdout: configVars(FOUR),
      stderr: ' ›   Warning: heroku update available\n',
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toBe(
      `.env: created with 4 settings of app my-app\n${Object.keys(FOUR)
        .map((name) => `  ${name}\n`)
        .join('')}`,
    );
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('config\n--json\n--app\nmy-app\n');
    expect(readFileSync(join(folder, 'app/.env'), 'utf8')).toBe(FOUR_LINES);
    expect(statSync(join(folder, 'app/.env')).mode & 0o777).toBe(0o600);
  });

  test('--json names the variables; other lines are kept, old values replaced', async () => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'app'));
    writeWithMode(join(folder, 'app/.env'), `# mine\nAUTODYNE_TABLE_NAME=old # the table\nOTHER='a b'\n`);
    const run = await pull(folder, { stdout: configVars(FOUR) }, ['--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.json()).toEqual({
      app: 'my-app',
      envFile: '.env',
      created: false,
      variables: Object.keys(FOUR),
      gitignore: null,
    });
    expect(readFileSync(join(folder, 'app/.env'), 'utf8')).toBe(
      `# mine\nAUTODYNE_TABLE_NAME=autodyne-sinuous-68626 # the table\nOTHER='a b'\n${FOUR_LINES.replace(/AUTODYNE_TABLE.*\n/, '')}`,
    );
  });

  test('in a git work tree .env is ignored from then on; one that is tracked is warned of', async () => {
    const folder = await temporaryFolder();
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const run = await pull(folder, { stdout: configVars(FOUR) });
    expect(run).toMatchObject({ exitCode: 0, stderr: 'added .env to .gitignore\n' });
    expect(readFileSync(join(folder, 'app/.gitignore'), 'utf8')).toBe('.env\n');
    execFileSync('git', ['add', '--force', 'app/.env'], { cwd: folder });
    const again = await temporaryFolder();
    const second = await pull(again, { stdout: configVars(FOUR) }, ['--env-file', join(folder, 'app/.env')]);
    expect(second.stderr).toBe(
      `Warning: ${join(folder, 'app/.env')} contains secrets, and git tracks it: git rm --cached ${join(folder, 'app/.env')}\n`,
    );
  });

  test('a variable that the environment sets otherwise is warned of', async () => {
    const folder = await temporaryFolder();
    const env = { AUTODYNE_TABLE_NAME: 'another', AUTODYNE_AWS_DEFAULT_REGION: 'us-east-1' };
    const run = await pull(folder, { stdout: configVars(FOUR) }, [], env);
    expect(run.stderr).toBe(
      'Warning: AUTODYNE_TABLE_NAME is also set in the environment, which overrides .env\n',
    );
  });

  test('--as takes another add-on’s', async () => {
    const folder = await temporaryFolder();
    const blue = Object.fromEntries(
      Object.entries(FOUR).map(([name, value]) => [name.replace('AUTODYNE', 'AUTODYNE_BLUE'), value]),
    );
    const run = await pull(folder, { stdout: configVars(blue) }, ['--as', 'autodyne-blue', '--json']);
    expect(run.json()).toMatchObject({ variables: Object.keys(blue) });
  });
});

describe('config pull fails', () => {
  test.each<[string, { stdout?: string; stderr?: string; exit?: number }, exitCode: number, stderr: string]>([
    [
      'without the add-on',
      { stdout: configVars({}) },
      2,
      `Error: app "my-app" has no ${Object.keys(FOUR).join(', ')}\n` +
        '  → attach one: heroku addons:create autodyne --app my-app\n',
    ],
    [
      'with the add-on under another name',
      {
        stdout: configVars({
          BLUE_AWS_ACCESS_KEY_ID: 'a',
          BLUE_AWS_SECRET_ACCESS_KEY: SECRET,
          BLUE_TABLE_NAME: 'b',
        }),
      },
      2,
      `Error: app "my-app" has no ${Object.keys(FOUR).join(', ')}\n` +
        '  → an add-on is attached to it as BLUE: --as BLUE\n' +
        '  → attach one: heroku addons:create autodyne --app my-app\n',
    ],
    [
      'when nobody is logged in',
      { stderr: ' ›   Error: Invalid credentials provided.\n ›\n ›   Error ID: unauthorized\n', exit: 2 },
      6,
      'Error: heroku could not get the config vars of app "my-app": Invalid credentials provided. Error ID: unauthorized\n' +
        '  → log in: heroku login\n',
    ],
    [
      'for an app that is not there',
      { stderr: " ▸    Couldn't find that app.\n", exit: 1 },
      2,
      `Error: heroku could not get the config vars of app "my-app": Couldn't find that app.\n` +
        '  → see your apps: heroku apps --all\n',
    ],
    [
      'for an app of others',
      { stderr: ' ›   Error: You do not have access to the app my-app.\n', exit: 1 },
      6,
      'Error: heroku could not get the config vars of app "my-app": You do not have access to the app my-app.\n' +
        '  → ask the owner of the app for access to it\n',
    ],
    [
      'without a word',
      { stdout: SECRET, exit: 1 },
      1,
      'Error: heroku could not get the config vars of app "my-app": no reason given\n' +
        '  → run it yourself: heroku config --app my-app\n',
    ],
    [
      'with something else than JSON',
      { stdout: `=== my-app Config Vars\n${SECRET}\n` },
      1,
      'Error: heroku did not print the config vars of app "my-app" as JSON\n  → update it: heroku update\n',
    ],
    ...(
      [
        ['a list', '[]'],
        ['a value that is no string', configVars({ ...FOUR, PORT: 80 })],
      ] as const
    ).map(([what, stdout]): [string, { stdout: string }, number, string] => [
      `with ${what}`,
      { stdout },
      1,
      'Error: heroku did not print the config vars of app "my-app" as JSON\n  → update it: heroku update\n',
    ]),
  ])('%s, and writes nothing', async (_, heroku, exitCode, stderr) => {
    const folder = await temporaryFolder();
    const run = await pull(folder, heroku);
    expect(run).toMatchObject({ exitCode, stdout: '', stderr });
    expect(() => statSync(join(folder, 'app/.env'))).toThrow('ENOENT');
  });

  test('without a heroku command, saying how to get one', async () => {
    const folder = await temporaryFolder();
    const run = await runCommand(['config', 'pull', '--app', 'my-app'], {
      cwd: folder,
      env: { PATH: folder },
    });
    expect(run).toMatchObject({
      exitCode: 2,
      stderr:
        'Error: the heroku command was not found on PATH\n' +
        '  → install it: https://devcenter.heroku.com/articles/heroku-cli, or npm install --global heroku\n' +
        "  → or copy the app's AUTODYNE_* config vars from its page at dashboard.heroku.com into .env\n",
    });
  });

  test.each([
    [['config', 'pull'], 'missing flag: --app'],
    [['config', 'pull', '--app', '$(reboot)'], '"$(reboot)" is not a valid app name'],
  ])('%j: exit 2', async (argv, message) => {
    const run = await runCommand(argv);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(message);
  });
});
