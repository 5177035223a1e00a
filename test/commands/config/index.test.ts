import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../helpers/run-command.ts';
import { temporaryFolder, writeWithMode } from '../../helpers/temporary-folder.ts';

const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
const FILE = `AUTODYNE_AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nexport AUTODYNE_AWS_SECRET_ACCESS_KEY='${SECRET}'\r\n`;

describe('config', () => {
  test('shows each setting, its value and where it came from', async () => {
    const folder = await temporaryFolder();
    writeWithMode(join(folder, '.env'), FILE);
    const env = { AUTODYNE_TABLE_NAME: 'music', AUTODYNE_ENDPOINT_URL: 'https://me:pass@db.example/' };
    const run = await runCommand(['config', '--region', 'eu-west-1'], { cwd: folder, env });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout.split('\n')).toEqual([
      'setting                         value                                      from',
      '──────────────────────────────  ─────────────────────────────────────────  ───────────',
      'AUTODYNE_AWS_ACCESS_KEY_ID      ****MPLE                                   .env',
      'AUTODYNE_AWS_SECRET_ACCESS_KEY  ****EKEY                                   .env',
      'AUTODYNE_AWS_SESSION_TOKEN      -                                          not set',
      'AUTODYNE_AWS_DEFAULT_REGION     eu-west-1                                  --region',
      'AUTODYNE_TABLE_NAME             music                                      environment',
      'AUTODYNE_ENDPOINT_URL           https://****@db.example/                   environment',
      'AUTODYNE_PROXY_URL              https://api.autodyne.mixable.net/dynamodb  default',
      'AUTODYNE_CLOUDWATCH_URL         -                                          not set',
      'AUTODYNE_READONLY               0                                          default',
      'AUTODYNE_PLAN_UNITS             19600000                                   default',
      '',
      'settings file: .env',
      '',
    ]);
    expect(run.stdout).not.toContain(SECRET);
  });

  test('--json, with settings missing, is exit 0', async () => {
    const folder = await temporaryFolder();
    const run = await runCommand(['config', '--json', '--as', 'blue'], {
      cwd: folder,
      env: { BLUE_AWS_SECRET_ACCESS_KEY: 'short', BLUE_READONLY: '1', AUTODYNE_TABLE_NAME: 'not-this-one' },
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const missing = { value: null, source: 'missing', from: 'missing' };
    const byDefault = { source: 'default', from: 'default', isSecret: false, isRequired: false };
    expect(run.json()).toEqual({
      prefix: 'BLUE',
      envFile: { path: '.env', isThere: false },
      settings: [
        { name: 'BLUE_AWS_ACCESS_KEY_ID', ...missing, isSecret: true, isRequired: true },
        {
          name: 'BLUE_AWS_SECRET_ACCESS_KEY',
          value: '****',
          source: 'environment',
          from: 'environment',
          isSecret: true,
          isRequired: true,
        },
        { name: 'BLUE_AWS_SESSION_TOKEN', ...missing, isSecret: true, isRequired: false },
        { name: 'BLUE_AWS_DEFAULT_REGION', ...missing, isSecret: false, isRequired: true },
        { name: 'BLUE_TABLE_NAME', ...missing, isSecret: false, isRequired: true },
        { name: 'BLUE_ENDPOINT_URL', ...missing, isSecret: false, isRequired: false },
        { name: 'BLUE_PROXY_URL', value: 'https://api.autodyne.mixable.net/dynamodb', ...byDefault },
        { name: 'BLUE_CLOUDWATCH_URL', ...missing, isSecret: false, isRequired: false },
        {
          name: 'BLUE_READONLY',
          value: '1',
          source: 'environment',
          from: 'environment',
          isSecret: false,
          isRequired: false,
        },
        { name: 'BLUE_PLAN_UNITS', value: '19600000', ...byDefault },
      ],
    });
  });

  test('says how to get what is missing', async () => {
    const folder = await temporaryFolder();
    const run = await runCommand(['config'], { cwd: folder });
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: 'some settings are missing; get them from your app: autodyne config pull --app APP\n',
    });
    expect(run.stdout).toContain('\nAUTODYNE_TABLE_NAME             -  ');
    expect(run.stdout).toContain('\n\nsettings file: .env (not found)\n');
  });

  test.each([
    ['no-such.env', 'no such file'],
    ['.', 'it is a folder'],
  ])('--env-file %s: exit 2', async (path, reason) => {
    const folder = await temporaryFolder();
    const run = await runCommand(['config', '--env-file', path], { cwd: folder });
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: `Error: cannot read the settings file ${path}: ${reason}\n`,
    });
  });

  test('--as with a name that no variable can begin with: exit 2', async () => {
    const run = await runCommand(['config', '--as', '2 blue']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('Error: "2 blue" is not a valid add-on name\n');
  });
});

describe('a settings file that others can see', () => {
  const warnings = async (folder: string, env: Record<string, string> = {}): Promise<string> =>
    (await runCommand(['config', '--json'], { cwd: folder, env })).stderr;

  test('by its mode', async () => {
    const folder = await temporaryFolder();
    for (const mode of [0o644, 0o640, 0o604]) {
      writeWithMode(join(folder, '.env'), FILE, mode);
      expect(await warnings(folder)).toBe(
        'Warning: .env contains secrets, and other users of this machine can read it: chmod 600 .env\n',
      );
    }
    writeWithMode(join(folder, '.env'), FILE, 0o600);
    expect(await warnings(folder)).toBe('');
  });

  test('in a repository', async () => {
    const folder = await temporaryFolder();
    writeWithMode(join(folder, '.env'), FILE);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    expect(await warnings(folder)).toBe('');
    execFileSync('git', ['add', '.env'], { cwd: folder });
    expect(await warnings(folder)).toBe(
      'Warning: .env contains secrets, and git tracks it: git rm --cached .env\n',
    );
  });

  test('whose name needs quotes, in commands that can be typed', async () => {
    const folder = await temporaryFolder();
    writeWithMode(join(folder, '-my env'), FILE, 0o644);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', './-my env'], { cwd: folder });
    const run = await runCommand(['config', '--json', '--env-file=-my env'], { cwd: folder });
    expect(run.stderr).toBe(
      "Warning: -my env contains secrets, and other users of this machine can read it: chmod 600 './-my env'\n" +
        "Warning: -my env contains secrets, and git tracks it: git rm --cached './-my env'\n",
    );
  });

  test('does not matter while the secrets come from elsewhere', async () => {
    const folder = await temporaryFolder();
    writeWithMode(join(folder, '.env'), `${FILE}AUTODYNE_TABLE_NAME=music\n`, 0o644);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', '.env'], { cwd: folder });
    const env = { AUTODYNE_AWS_ACCESS_KEY_ID: 'AKIA', AUTODYNE_AWS_SECRET_ACCESS_KEY: 'secret' };
    expect(await warnings(folder, env)).toBe('');
  });
});
