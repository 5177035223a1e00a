import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Shell } from '../helpers/shell.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const run = promisify(execFile);

/** The Node of `npm run test:nodes` and `.ci/run`; else the one that runs the tests. */
const expected = process.env['AUTODYNE_TEST_NODE_VERSION'] ?? process.version;

/** The tests start commands in each of these ways, and all of them must be of the Node that is to be tried. */
describe('the Node that was asked for', () => {
  test('runs the tests', () => {
    expect(process.version).toBe(expected);
  });

  test('runs what the tests start as processes', async () => {
    const { stdout } = await spawnCli(['--version']);
    expect(stdout).toMatch(new RegExp(` node-${expected}\n$`));
  });

  test('is found by its name, as the first line of the command has it', async () => {
    const { stdout } = await run('node', [bin, '--version']);
    expect(stdout).toMatch(new RegExp(` node-${expected}\n$`));
  });

  test('runs the command of transcripts', async () => {
    const shell = new Shell();
    const { lines } = await shell.run('autodyne --version; node -p process.version');
    await shell.close();
    expect(lines).toEqual([expect.stringMatching(new RegExp(` node-${expected}$`)), expected]);
  });

  test('runs the command of the local twin', async () => {
    const argv = ['local', '--memory', '--', 'node', '-p', 'process.version'];
    const { stdout, exitCode } = await spawnCli(argv, { env: { HOME: await temporaryFolder() } });
    expect({ stdout, exitCode }).toEqual({ stdout: `${expected}\n`, exitCode: 0 });
  });
});
