import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const script = fileURLToPath(new URL('../../scripts/sum-tests.mjs', import.meta.url));

const passing = {
  numPassedTests: 3,
  testResults: [{ name: join(process.cwd(), 'test/a.test.ts'), message: '', assertionResults: [] }],
};
const failing = {
  numPassedTests: 2,
  testResults: [
    {
      name: join(process.cwd(), 'test/a.test.ts'),
      message: '',
      assertionResults: [{ status: 'failed', fullName: 'a is b', failureMessages: ['a is c'] }],
    },
    { name: join(process.cwd(), 'test/b.test.ts'), message: 'cannot be read', assertionResults: [] },
  ],
};

/** The last lines of `.ci/run`. */
async function sum(reports: Record<string, unknown>, ...failedStages: string[]) {
  const folder = await temporaryFolder();
  for (const [stage, report] of Object.entries(reports)) {
    await writeFile(join(folder, `${stage}.json`), report === undefined ? '' : JSON.stringify(report));
  }
  return new Promise<{ exitCode: number | null; lines: string[] }>((resolve) => {
    const child = execFile(process.execPath, [script, folder, ...failedStages], (_, stdout) =>
      resolve({ exitCode: child.exitCode, lines: stdout.trimEnd().split('\n') }),
    );
  });
}

test('all has passed', async () => {
  expect(await sum({ 'Node 20': passing, 'Node 26': passing })).toEqual({
    exitCode: 0,
    lines: ['6 passed, 0 failed'],
  });
});

test('each test that failed is named with its stage, and counted once', async () => {
  expect(await sum({ 'Node 20': passing, 'Node 26': failing }, 'Node 26')).toEqual({
    exitCode: 1,
    lines: [
      'failed: Node 26: test/a.test.ts: a is b',
      'a is c',
      '',
      'failed: Node 26: test/b.test.ts',
      'cannot be read',
      '',
      '5 passed, 2 failed',
    ],
  });
});

test('a stage that failed without a failed test is counted', async () => {
  const { exitCode, lines } = await sum({ 'Node 20': passing, 'Node 26': passing }, 'Node 26', 'the demo');
  expect({ exitCode, lines }).toEqual({
    exitCode: 1,
    lines: [
      'failed: Node 26: see its output above',
      'failed: the demo: see its output above',
      '6 passed, 2 failed',
    ],
  });
});

test('a stage without a report has not passed', async () => {
  expect(await sum({ 'Node 20': passing, 'Node 24': undefined, 'Node 26': undefined }, 'Node 26')).toEqual({
    exitCode: 1,
    lines: [
      'failed: Node 24: left no report of its tests',
      'failed: Node 26: see its output above',
      '3 passed, 2 failed',
    ],
  });
});

test('nothing at all has not passed', async () => {
  expect(await sum({}, 'npm ci')).toEqual({
    exitCode: 1,
    lines: ['failed: npm ci: see its output above', '0 passed, 1 failed'],
  });
});
