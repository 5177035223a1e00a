import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import {
  type Fault,
  type FaultScript,
  inTurn,
  internalError,
  randomly,
  type ScriptedResponse,
  serviceError,
  throttled,
} from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { someOf } from '../helpers/rounds.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const dump = join(tmpdir(), `autodyne-test-${randomUUID()}`);

beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(500, 20), ODD_ITEM]);
  const run = await runCommand(['dump', '--out', dump, '--segments', '3'], { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
});
afterAll(() => rm(dump, { recursive: true, force: true }));

const expired = serviceError(
  400,
  'ExpiredTokenException',
  'The security token included in the request is expired',
);

const tooMuch = serviceError(
  400,
  'ProvisionedThroughputExceededException',
  'The level of configured throughput was exceeded',
);

function responseOf(fault: Fault): ScriptedResponse {
  if (!('response' in fault)) throw new TypeError('this fault has no response');
  return fault.response;
}

const everySecond =
  (fault: Fault): FaultScript =>
  (request) =>
    request.attempt % 2 === 1 ? fault : undefined;

/** Restores the dump into a new table through a server where only writes meet faults; then what to go on with. */
async function restoreThrough(script: FaultScript, ...args: string[]) {
  await using faults = await startFaultServer(table.url, {
    script: (request) => (/Write|Put/.test(request.operation) ? script(request) : undefined),
  });
  const cwd = await temporaryFolder();
  const env = { ...table.env, AUTODYNE_TABLE_NAME: await emptyTable(table.client), XDG_STATE_HOME: cwd };
  const through = { ...env, AUTODYNE_ENDPOINT_URL: faults.url };
  const run = await runCommand(['restore', dump, ...args], { env: through, cwd });
  // The checkpoint knows the table by its endpoint, so going on goes through the same one.
  const again = async (...more: string[]) => {
    faults.script = () => undefined;
    return runCommand(['restore', dump, '--resume', '--verify', ...more], { env: through, cwd });
  };
  const resumed = run.exitCode === 0 ? undefined : await again();
  return { run, resumed, env };
}

async function expectSame(env: Record<string, string>): Promise<void> {
  const diff = await runCommand(['dump', 'diff', dump], { env });
  expect(diff.exitCode, diff.stdout + diff.stderr).toBe(0);
}

describe('what passes by itself is waited out, and nothing is lost', () => {
  test.each(
    someOf<[string, FaultScript]>([
      ['some items unprocessed', everySecond({ unprocessed: 7 })],
      ['all items unprocessed, for a while', inTurn(Array.from({ length: 12 }, () => ({ unprocessed: 25 })))],
      ['throttling', inTurn([throttled(), throttled(), undefined, throttled()])],
      ['provisioned throughput', inTurn([tooMuch, undefined, tooMuch])],
      ['500 before anything was written', inTurn([internalError(), internalError()])],
      ['500 after the write took effect', everySecond({ respondAfter: responseOf(internalError()) })],
      ['a response with a wrong checksum', everySecond({ body: (text) => text.replace('"', "'") })],
      ['a response that is too short', everySecond({ body: (text) => text.slice(0, -2) })],
      ['slow responses', everySecond({ delayMs: 100 })],
      ['connections cut after the write took effect', everySecond({ cut: 'after' })],
      ['connections cut before and amid', inTurn([{ cut: 'before' }, { cut: 'midway' }])],
      [
        'a bit of everything, seed 3',
        randomly(3, 0.5, [
          throttled(),
          internalError(),
          { unprocessed: 3 },
          { cut: 'midway' },
          { cut: 'after' },
        ]),
      ],
      [
        'a bit of everything, seed 4',
        randomly(4, 0.5, [{ unprocessed: 24 }, { cut: 'before' }, { delayMs: 30 }]),
      ],
    ]),
  )('%s', async (_, script) => {
    const { run, env } = await restoreThrough(script);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('read 501 = 501 written + 0 skipped + 0 rejected');
    await expectSame(env);
  });
});

describe('what does not pass ends with true counts and a way to go on', () => {
  const after = (passing: number, fault: Fault): FaultScript => {
    let count = 0;
    return () => {
      count += 1;
      return count > passing ? fault : undefined;
    };
  };

  test.each(
    someOf<[string, Fault, number]>([
      ['unprocessed for ever', { unprocessed: 25 }, 7],
      ['throttled for ever', throttled(), 7],
      ['500 for ever', internalError(), 7],
      ['expired credentials midway', expired, 6],
      ['every connection cut after the write', { cut: 'after' }, 7],
    ]),
  )('%s: then --resume ends it', async (_, fault, exitCode) => {
    const { run, resumed, env } = await restoreThrough(after(5, fault), '--timeout', '1');
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stderr).toMatch(/; so far 125 read = 125 written \+ 0 skipped \+ 0 rejected/);
    expect(run.stderr).toContain(`to continue: autodyne restore ${dump} --timeout 1 --resume`);
    expect(resumed?.exitCode, resumed?.stderr).toBe(0);
    expect(resumed?.stderr).toContain('read 501 = 501 written + 0 skipped + 0 rejected');
    await expectSame(env);
  });
});

test('a restore of a source that was changed is not resumed', async () => {
  const cwd = await temporaryFolder();
  const env = { ...table.env, AUTODYNE_TABLE_NAME: await emptyTable(table.client), XDG_STATE_HOME: cwd };
  const lines = Array.from({ length: 200 }, (_, n) => `{"id":{"S":"${n}"}}`);
  await writeFile(join(cwd, 'items.jsonl'), lines.join('\n'));
  const args = ['restore', 'items.jsonl', '--concurrency', '1'];
  const run = await runCommand([...args, '--max-units', '50'], { env, cwd });
  expect(run.exitCode, run.stderr).toBe(3);
  await writeFile(join(cwd, 'items.jsonl'), lines.slice(1).join('\n'));
  const resumed = await runCommand([...args, '--resume'], { env, cwd });
  expect(resumed.exitCode).toBe(2);
  expect(resumed.stderr).toContain('there is no unfinished restore of items.jsonl');
});
