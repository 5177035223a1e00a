import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import {
  always,
  type Fault,
  type FaultScript,
  inTurn,
  internalError,
  randomly,
  serviceError,
  throttled,
} from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { someOf } from '../helpers/rounds.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

beforeAll(() => fillTable(table.client, table.tableName, [...numberedItems(600, 80), ODD_ITEM]));

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

/** Dumps the table in five pages, through a server where only Scan meets faults. */
async function dumpThrough(script: FaultScript, ...args: string[]) {
  await using faults = await startFaultServer(table.url, {
    pageItems: 130,
    script: (request) => (request.operation === 'Scan' ? script(request) : undefined),
  });
  const out = join(await temporaryFolder(), 'dump');
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: faults.url };
  const run = await runCommand(['dump', '--out', out, '--segments', '2', '--verify', ...args], { env });
  return { out, run, requests: faults.requests };
}

async function expectSame(out: string): Promise<void> {
  const diff = await runCommand(['dump', 'diff', out], { env: table.env });
  expect(diff.exitCode, diff.stdout + diff.stderr).toBe(0);
}

describe('what passes by itself is waited out', () => {
  test.each(
    someOf<[string, FaultScript]>([
      ['throttling', inTurn([throttled(), throttled(), undefined, throttled()])],
      ['provisioned throughput', inTurn([tooMuch, tooMuch])],
      ['500', inTurn([internalError(), undefined, internalError()])],
      [
        'connections cut before, amid and after the response',
        inTurn([{ cut: 'before' }, { cut: 'midway' }, { cut: 'after' }]),
      ],
      ['slow responses', inTurn([{ delayMs: 300 }, { delayMs: 100 }])],
      [
        'bodies that are too short',
        inTurn([undefined, { body: (text) => text.slice(0, -9) }, undefined, { body: () => '' }]),
      ],
      ['a body with a byte changed', inTurn([undefined, { body: (text) => text.replace('xxxx', 'xxxy') }])],
      [
        'a bit of everything, seed 1',
        randomly(1, 0.5, [throttled(), internalError(), { cut: 'midway' }, { delayMs: 20 }]),
      ],
      ['a bit of everything, seed 2', randomly(2, 0.5, [tooMuch, { cut: 'after' }, { cut: 'before' }])],
    ]),
  )('%s', async (_, script) => {
    const { out, run } = await dumpThrough(script);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('verified: complete; no problems found');
    await expectSame(out);
  });

  test('a response that does not match its checksum is requested again', async () => {
    let isFirst = true;
    const { out, run } = await dumpThrough(() => {
      if (!isFirst) return undefined;
      isFirst = false;
      return {
        response: {
          status: 200,
          headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': '12345' },
          body: '{"Items":[],"Count":0,"ScannedCount":0}',
        },
      };
    });
    expect(run.exitCode, run.stderr).toBe(0);
    await expectSame(out);
  });

  test('an empty page with a last evaluated key is followed', async () => {
    type Wire = Record<string, unknown>;
    const heldBack = new Map<string, Wire>();
    let emptyPages = 0;
    const { out, run } = await dumpThrough(
      (request) => {
        const { ExclusiveStartKey } = JSON.parse(request.body.toString()) as { ExclusiveStartKey?: Wire };
        if (ExclusiveStartKey === undefined) return undefined;
        const held = heldBack.get(JSON.stringify(ExclusiveStartKey));
        return {
          change(response) {
            const page = response as { Items: Wire[]; Count: number };
            const [first] = page.Items;
            if (held !== undefined) return { ...page, Items: [held, ...page.Items], Count: page.Count + 1 };
            if (first === undefined) return page;
            // Its item comes with the next page, which starts behind it.
            const names = Object.keys(ExclusiveStartKey);
            const LastEvaluatedKey = Object.fromEntries(names.map((name) => [name, first[name]]));
            heldBack.set(JSON.stringify(LastEvaluatedKey), first);
            emptyPages += 1;
            return { Items: [], Count: 0, ScannedCount: 1, LastEvaluatedKey };
          },
        };
      },
      '--limit',
      '100000',
    );
    expect(run.exitCode, run.stderr).toBe(0);
    expect(emptyPages).toBeGreaterThan(1);
    await expectSame(out);
  });

  test('throttling is said', async () => {
    const { run } = await dumpThrough(inTurn([undefined, throttled()]));
    expect(run.stderr).toContain('dumping: throttled, slowing down');
  });
});

describe('what does not pass ends with what was read in safety', () => {
  test.each(
    someOf<[string, Fault, number, string]>([
      ['throttling for ever', throttled(), 7, 'ThrottlingException'],
      ['500 for ever', internalError(), 7, 'InternalServerError'],
      ['expired credentials midway', expired, 6, 'ExpiredTokenException'],
      ['every response cut', { cut: 'midway' }, 7, 'cannot'],
    ]),
  )('%s: then --resume ends it', async (_, fault, exitCode, message) => {
    let scans = 0;
    const script: FaultScript = () => {
      scans += 1;
      // The sample, and the first page of each segment, pass.
      return scans > 3 ? fault : undefined;
    };
    const { out, run } = await dumpThrough(script, '--timeout', '1');
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stderr).toContain(message);
    expect(run.stderr).toMatch(/; \d+ items in \d+ files are saved in /);
    expect(run.stderr).toContain(`autodyne dump --resume ${out}`);
    expect(await readdir(out)).not.toContain('manifest-summary.json');
    expect((await readdir(join(out, 'data'))).filter((name) => name.endsWith('.partial'))).toEqual([]);
    const resumed = await runCommand(['dump', '--resume', out, '--verify'], { env: table.env });
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    await expectSame(out);
  });

  test('from the start: nothing but the way to go on', async () => {
    const { run } = await dumpThrough(always(expired));
    expect(run.exitCode).toBe(6);
    expect(run.stderr).not.toContain('heroku addons:destroy');
  });
});

test('a file that another process creates meanwhile stays, and the dump is kept in another file', async () => {
  const cwd = await temporaryFolder();
  const made = join(cwd, 'd.jsonl');
  await using faults = await startFaultServer(table.url, {
    script: ({ operation }) => {
      if (operation === 'Scan' && existsSync(`${made}.partial`)) writeFileSync(made, 'of someone else\n');
      return undefined;
    },
  });
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: faults.url };
  const run = await runCommand(['dump', '--out', made], { env });
  expect(run.exitCode, run.stderr).toBe(5);
  expect(run.stderr).toContain(
    `Error: ${made} was created by another process in the meantime; it was not changed\n` +
      `  → the complete dump is in ${made}.partial: rename it\n`,
  );
  expect(readFileSync(made, 'utf8')).toBe('of someone else\n');
  const lines = readFileSync(`${made}.partial`, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(601);
});
