import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { type KillableRun, startKillable } from '../helpers/killable-run.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const WORDS = ['restore', 'items.jsonl'];
let server: FaultServer;

beforeAll(async () => {
  server = await startFaultServer(table.url);
});
beforeEach(() => {
  server.script = () => undefined;
});
afterAll(() => server[Symbol.asyncDispose]());

async function prepared() {
  const cwd = await temporaryFolder();
  writeFileSync(join(cwd, 'items.jsonl'), '{"id":{"S":"a"}}\n');
  const tableName = await emptyTable(table.client);
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, AUTODYNE_TABLE_NAME: tableName };
  const state = join(cwd, 'autodyne/restore');
  const locks = (): string[] =>
    existsSync(state) ? readdirSync(state).filter((name) => name.includes('.lock')) : [];
  return { cwd, env, locks, state, tableName };
}

/** Resolves when such a request has come, which gets no response. */
function hangingAt(operation: string): Promise<void> {
  return new Promise((resolve) => {
    server.script = (request) => {
      if (request.operation !== operation) return undefined;
      resolve();
      return { silent: true };
    };
  });
}

test('a second restore of one source is refused and names the first; another table is another matter', async () => {
  const { cwd, env, locks, state, tableName } = await prepared();
  const isWriting = hangingAt('BatchWriteItem');
  const first = startKillable(WORDS, { env, cwd });
  await isWriting;
  const [lock = ''] = locks();
  expect(statSync(join(state, lock)).mode & 0o777).toBe(0o600);
  for (const args of [WORDS, [...WORDS, '--resume'], [...WORDS, '--mode', 'skip-existing']]) {
    const second = await startKillable(args, { env, cwd }).ended;
    expect(second.exitCode, second.stderr).toBe(5);
    expect(second.stderr).toMatch(
      new RegExp(
        `^Error: items\\.jsonl is being restored into "${tableName}" by process \\d+\n {2}→ wait for it to end\n {2}→ if that process no longer exists, remove ${join(state, lock)}\n$`,
      ),
    );
  }
  server.script = () => undefined;
  const other = { ...env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
  const elsewhere = await startKillable(WORDS, { env: other, cwd }).ended;
  expect(elsewhere.exitCode, elsewhere.stderr).toBe(0);
  first.kill();
  await first.ended;
  const resumed = await startKillable([...WORDS, '--resume'], { env, cwd }).ended;
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(readdirSync(state)).toEqual([]);
});

const twice = async (run: KillableRun): Promise<void> => {
  run.kill('SIGINT');
  await run.says(/Finishing current requests/);
  run.kill('SIGINT');
};

test.each<[string, string, (run: KillableRun) => void | Promise<void>, object]>([
  ['Ctrl-C before the items', 'DescribeTable', (run) => run.kill('SIGINT'), { signal: 'SIGINT' }],
  ['SIGTERM before the items', 'DescribeTable', (run) => run.kill('SIGTERM'), { signal: 'SIGTERM' }],
  ['Ctrl-C twice', 'BatchWriteItem', twice, { signal: 'SIGINT' }],
])('%s leaves no lock', async (_, operation, stop, end) => {
  const { cwd, env, locks } = await prepared();
  const isThere = hangingAt(operation);
  const run = startKillable(WORDS, { env, cwd });
  await isThere;
  expect(locks()).toHaveLength(1);
  await stop(run);
  expect(await run.ended).toMatchObject(end);
  expect(locks()).toEqual([]);
});

test('if the state folder cannot be created, there is no lock: the restore continues, with a note', async () => {
  const { cwd, env } = await prepared();
  writeFileSync(join(cwd, 'autodyne'), 'a file');
  const run = await startKillable(WORDS, { env, cwd }).ended;
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain('Warning: this restore cannot be resumed: ');
});
