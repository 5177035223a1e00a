import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
beforeAll(() => fillTable(table.client, table.tableName, numberedItems(20, 10)));

/** A script that Node loads first, and that throws where nobody waits, once the file `now` is there. */
async function bug(statement: string): Promise<{ cwd: string; env: Record<string, string> }> {
  const cwd = await temporaryFolder();
  const script = join(cwd, 'bug.cjs');
  const once = `const timer = setInterval(() => {
    if (!require('node:fs').existsSync(${JSON.stringify(join(cwd, 'now'))})) return;
    clearInterval(timer);
    ${statement}
  }, 20);`;
  // Threads load it too: the bug is in the main one.
  writeFileSync(script, `if (require('node:worker_threads').isMainThread) { ${once} }`);
  return { cwd, env: { ...table.env, XDG_STATE_HOME: cwd, NODE_OPTIONS: `--require ${script}` } };
}

const BUGS = [
  ['an exception', "throw new TypeError('no\\nsuch \\u001b[31mthing')"],
  ['a rejection', "Promise.reject(new TypeError('no\\nsuch \\u001b[31mthing'))"],
] as const;
const WORDS = 'Unexpected error (please report it): TypeError: no such \\u001b[31mthing';

for (const [what, statement] of BUGS) {
  test(`${what} that escapes a dump: one line, how to go on, no lock left`, async () => {
    const { cwd, env } = await bug(statement);
    await using server = await startFaultServer(table.url, {
      script: ({ operation }) => {
        if (operation !== 'Scan' || !existsSync(join(cwd, 'd', 'dump.lock'))) return undefined;
        writeFileSync(join(cwd, 'now'), '');
        return { silent: true };
      },
    });
    const argv = ['dump', '--out', 'd'];
    const through = { ...env, AUTODYNE_ENDPOINT_URL: server.url };
    const run = await spawnCli(argv, { cwd, env: through });
    expect(run.stderr).toContain(
      `${WORDS}\n  → to print the stack trace: --debug\n  → completed work is kept; to continue: autodyne dump --resume d\n`,
    );
    expect(run.stderr).not.toMatch(/^ {4}at /m);
    expect(run.exitCode).toBe(1);
    expect(existsSync(join(cwd, 'd', 'dump.lock'))).toBe(false);
    const resumed = await spawnCli(['dump', '--resume', 'd', '--verify'], { cwd, env: table.env });
    expect(resumed.exitCode, resumed.stderr).toBe(0);
  });
}

test('an exception that escapes a restore: how to go on', async () => {
  const { cwd, env } = await bug(BUGS[0][1]);
  writeFileSync(join(cwd, 'items.jsonl'), '{"id":"a"}\n');
  const target = { ...env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
  await using server = await startFaultServer(table.url, {
    script: ({ operation }) => {
      if (operation !== 'BatchWriteItem') return undefined;
      writeFileSync(join(cwd, 'now'), '');
      return { silent: true };
    },
  });
  const through = { ...target, AUTODYNE_ENDPOINT_URL: server.url };
  const run = await spawnCli(['restore', 'items.jsonl'], { cwd, env: through });
  expect(run.stderr).toContain(
    `${WORDS}\n  → to print the stack trace: --debug\n  → completed work is kept; to continue: autodyne restore items.jsonl --resume\n`,
  );
  expect(run.exitCode).toBe(1);
});

test('a file that was begun is removed', async () => {
  const { cwd, env } = await bug(BUGS[0][1]);
  await using server = await startFaultServer(table.url, {
    script: ({ operation }) => {
      if (operation !== 'Scan' || !existsSync(join(cwd, 'd.jsonl.partial'))) return undefined;
      writeFileSync(join(cwd, 'now'), '');
      return { silent: true };
    },
  });
  const through = { ...env, AUTODYNE_ENDPOINT_URL: server.url };
  const run = await spawnCli(['dump', '--out', 'd.jsonl'], { cwd, env: through });
  expect(run.exitCode, run.stderr).toBe(1);
  expect(existsSync(join(cwd, 'd.jsonl.partial'))).toBe(false);
});

test('the trace is shown under --debug', async () => {
  const { cwd, env } = await bug(BUGS[0][1]);
  await using server = await startFaultServer(table.url, {
    script: () => {
      writeFileSync(join(cwd, 'now'), '');
      return { silent: true };
    },
  });
  const through = { ...env, AUTODYNE_ENDPOINT_URL: server.url };
  const run = await spawnCli(['get', 'a', '--debug'], { cwd, env: through });
  expect(run.stderr).toContain(`${WORDS}\nTypeError: no\nsuch \\u001b[31mthing\n    at `);
  expect(run.exitCode).toBe(1);
});
