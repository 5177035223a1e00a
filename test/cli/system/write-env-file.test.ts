import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isIgnoredByGit, isTrackedByGit } from '../../../src/cli/system/git.ts';
import { writeEnvFile } from '../../../src/cli/system/write-env-file.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const mode = (name: string): number => statSync(at(name)).mode & 0o777;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autodyne-env-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
}

describe('writeEnvFile', () => {
  test('makes a file that only its owner can read, and nothing else', () => {
    expect(writeEnvFile(at('.env'), { A: '1' })).toEqual({
      path: at('.env'),
      created: true,
      gitignore: undefined,
    });
    expect(read('.env')).toBe('A=1\n');
    expect(mode('.env')).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  test('keeps the other lines, and closes a file that others could read', () => {
    writeFileSync(at('.env'), '# mine\nA=1\nB=2\n');
    chmodSync(at('.env'), 0o644);
    expect(writeEnvFile(at('.env'), { A: 'x' }).created).toBe(false);
    expect(read('.env')).toBe('# mine\nA=x\nB=2\n');
    expect(mode('.env')).toBe(0o600);
  });

  test('a link stays a link', () => {
    writeFileSync(at('shared.env'), 'A=1\n');
    symlinkSync('shared.env', at('.env'));
    writeEnvFile(at('.env'), { A: 'x' });
    expect(lstatSync(at('.env')).isSymbolicLink()).toBe(true);
    expect(read('shared.env')).toBe('A=x\n');
  });

  test('a value that cannot be kept leaves the file as it was', () => {
    writeFileSync(at('.env'), 'A=1\n');
    expect(() => writeEnvFile(at('.env'), { A: 'x\ry' })).toThrow(
      expect.objectContaining({ code: 'InvalidInput' }),
    );
    expect(read('.env')).toBe('A=1\n');
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  test('a folder that is not there is named', () => {
    expect(() => writeEnvFile(at('none/.env'), { A: '1' })).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message: `cannot write ${at('none/.env')}: ENOENT` }),
    );
  });

  test('in a git work tree the file is ignored from then on', () => {
    git('init', '-q');
    writeFileSync(at('.gitignore'), 'node_modules');
    expect(writeEnvFile(at('.env'), { A: '1' }).gitignore).toBe(at('.gitignore'));
    expect(read('.gitignore')).toBe('node_modules\n.env\n');
    expect(writeEnvFile(at('.env'), { A: '2' }).gitignore).toBeUndefined();
    expect(read('.gitignore')).toBe('node_modules\n.env\n');
  });

  test('a .gitignore further up that covers the file is enough', () => {
    git('init', '-q');
    writeFileSync(at('.gitignore'), '*.env\n');
    mkdirSync(at('app'));
    expect(writeEnvFile(at('app/.env'), { A: '1' }).gitignore).toBeUndefined();
    expect(existsSync(at('app/.gitignore'))).toBe(false);
  });
});

describe('isTrackedByGit', () => {
  test('outside of a work tree nobody knows', () => {
    writeFileSync(at('.env'), '');
    expect(isTrackedByGit(at('.env'))).toBeUndefined();
  });

  test('without a git to ask, nor does anybody', () => {
    git('init', '-q');
    writeFileSync(at('.env'), '');
    git('add', '.env');
    vi.stubEnv('PATH', folder);
    expect(isTrackedByGit(at('.env'))).toBeUndefined();
    expect(isIgnoredByGit(at('.env'))).toBeUndefined();
  });

  test('once it is added, and until it is removed', () => {
    git('init', '-q');
    mkdirSync(at('app'));
    for (const name of ['.env', '.env.example', 'app/x.env']) writeFileSync(at(name), '');
    git('add', '.env.example', 'app/x.env');
    expect(isTrackedByGit(at('.env'))).toBe(false);
    expect(isTrackedByGit(at('app/.env'))).toBe(false);
    git('add', '.env');
    expect(isTrackedByGit(at('.env'))).toBe(true);
    git('rm', '--cached', '-q', '.env');
    expect(isTrackedByGit(at('.env'))).toBe(false);
  });

  test('a path is no pattern', () => {
    git('init', '-q');
    for (const name of ['a.env', '*.env']) writeFileSync(at(name), '');
    git('add', 'a.env');
    expect(isTrackedByGit(at('*.env'))).toBe(false);
  });

  test('in a linked work tree', () => {
    git('init', '-q');
    writeFileSync(at('.env'), '');
    git('add', '.env');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'x');
    git('worktree', 'add', '-q', 'linked');
    expect(isTrackedByGit(at('linked/.env'))).toBe(true);
    expect(isTrackedByGit(at('linked/other'))).toBe(false);
  });

  test('a repository’s own program is not run', () => {
    git('init', '-q');
    writeFileSync(at('.env'), '');
    git('add', '.env');
    writeFileSync(at('monitor'), `#!/bin/sh\ntouch '${at('was-run')}'\n`);
    chmodSync(at('monitor'), 0o755);
    git('config', 'core.fsmonitor', at('monitor'));
    expect(isTrackedByGit(at('.env'))).toBe(true);
    expect(existsSync(at('was-run'))).toBe(false);
  });

  test('a git that does not end is given up', () => {
    mkdirSync(at('bin'));
    writeFileSync(at('bin/git'), '#!/bin/sh\nexec sleep 60\n');
    chmodSync(at('bin/git'), 0o755);
    writeFileSync(at('.env'), '');
    vi.stubEnv('PATH', `${at('bin')}${delimiter}${process.env['PATH']}`);
    const startedAt = performance.now();
    expect(isTrackedByGit(at('.env'), 500)).toBeUndefined();
    expect(performance.now() - startedAt).toBeGreaterThan(400);
  }, 20_000);
});
