import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A name that is beyond doubt is run without the framework's search; the user sees no difference. */
describe('a command is found by', () => {
  test.each([['dump verify'], ['dump:verify']])('%s', async (name) => {
    const { stdout, stderr, exitCode } = await spawnCli([...name.split(' '), '/nonexistent']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain('/nonexistent');
  });
});

describe('what is no command is called unknown', () => {
  test.each<[string[], string]>([
    [['gte', 'a'], 'gte'],
    [['describe', 'extra'], 'describe extra'],
    [['index', 'lst'], 'index'],
    [['toString'], 'toString'],
    [['constructor', 'a'], 'constructor'],
    [['dump', '__proto__'], 'dump __proto__'],
  ])('%j', async (argv, name) => {
    const { stdout, stderr, exitCode } = await spawnCli(argv);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr.split('\n')[0]).toBe(`Error: unknown command: ${name}`);
  });
});

test('--help is help for the command, wherever it stands before --', async () => {
  const { stdout } = await spawnCli(['get', '--help']);
  expect(await spawnCli(['get', 'a', '--help'])).toMatchObject({ stdout, stderr: '', exitCode: 0 });
  const { stderr } = await spawnCli(['get', '--table', 'a', '--', '--help']);
  expect(stderr).toContain('AUTODYNE_');
});

describe('the compile cache', () => {
  async function cachesAfter(...lines: string[]): Promise<number[]> {
    const home = await temporaryFolder();
    await mkdir(join(home, '.cache'));
    const counts: number[] = [];
    for (const line of lines) {
      await spawnCli(line.split(' '), { env: { HOME: home }, cwd: home });
      counts.push((await readdir(join(home, '.cache/autodyne'))).length);
    }
    return counts;
  }

  test('is one for each command, so that it contains what that command runs', async () => {
    expect(await cachesAfter('config', 'get a', 'get b', 'dump verify x', 'config')).toEqual([1, 2, 2, 3, 3]);
  });

  test('is one for all that is no command', async () => {
    expect(await cachesAfter('--version', 'gte', 'gtx', '../get', '--help')).toEqual([1, 1, 1, 1, 1]);
  });
});
