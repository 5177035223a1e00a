import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { seededRandom } from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { type KillableRun, startKillable } from '../helpers/killable-run.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** `npm run test:soak` kills hundreds. */
const ROUNDS = Number(process.env['AUTODYNE_SOAK_ROUNDS'] ?? 20);
const SEGMENTS = 32;
const ITEM_COUNT = 1201;
const MOST_KILLS = 3;
/** How long a whole run takes, at the least; kills by the clock come within. */
const RUN_MS = 900;

const table = useTable();
const folder = await mkdtemp(join(tmpdir(), 'autodyne-soak-'));
const dump = join(folder, 'dump');
let server: FaultServer;
let digest = '';

beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(ITEM_COUNT - 1, 200), ODD_ITEM]);
  server = await startFaultServer(table.url);
  const run = await runCommand(['dump', '--out', dump, '--segments', String(SEGMENTS)], { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
  digest = await digestOf(dump);
  const same = await runCommand(['dump', 'diff', dump], { env: table.env });
  expect(same.exitCode, same.stderr).toBe(0);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function digestOf(path: string): Promise<string> {
  const run = await runCommand(['dump', 'verify', path, '--json']);
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  return (run.json() as { contentDigest: string }).contentDigest;
}

/** When to kill: by the clock, or as the server gets a request (before, or after, it was carried out). */
type Moment = { kind: 'clock'; ms: number } | { kind: 'request'; number: number; isCarriedOut: boolean };

function randomMoment(random: () => number, requests: number): Moment {
  if (random() < 0.4) return { kind: 'clock', ms: RUN_MS * (0.1 + 0.9 * random()) };
  return { kind: 'request', number: Math.ceil(random() * requests), isCarriedOut: random() < 0.5 };
}

/** Lets the run be killed at that moment; each request of `operation` takes a while, so that there are moments. */
function arm(run: KillableRun, moment: Moment, operation: string, delayMs: number): void {
  const timer = moment.kind === 'clock' ? setTimeout(() => run.kill(), moment.ms) : undefined;
  void run.ended.then(() => clearTimeout(timer));
  let count = 0;
  server.script = (request) => {
    if (request.operation !== operation) return undefined;
    count += 1;
    if (moment.kind !== 'request' || count !== moment.number) return { delayMs };
    if (!moment.isCarriedOut) {
      run.kill();
      return { cut: 'before' };
    }
    setTimeout(() => run.kill(), delayMs);
    return undefined;
  };
}

const seeds = Array.from({ length: ROUNDS }, (_, index) => index + 1);

describe('dump', () => {
  const words = ['dump', '--segments', String(SEGMENTS), '--out', 'killed'];
  const journalOf = (cwd: string): string => {
    const path = join(cwd, 'killed/manifest-files.json');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const recorded = { none: 0, some: 0, all: 0 };

  test.each(seeds)('killed again and again, it is whole in the end: seed %i', async (seed) => {
    const random = seededRandom(seed);
    const cwd = await temporaryFolder();
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
    let next = words;
    for (let kills = Math.ceil(random() * MOST_KILLS); kills > 0; kills -= 1) {
      const before = journalOf(cwd);
      const run = startKillable(next, { env, cwd });
      arm(run, randomMoment(random, SEGMENTS), 'Scan', 10 + random() * 30);
      const { signal, exitCode, stderr } = await run.ended;
      if (signal === null) expect(exitCode, stderr).toBe(0);
      const journal = journalOf(cwd);
      // What was recorded once stays recorded, and is not read again.
      expect(journal.startsWith(before.slice(0, before.lastIndexOf('\n') + 1))).toBe(true);
      const lines = journal.split('\n').length - 1;
      recorded[lines === 0 ? 'none' : lines < SEGMENTS ? 'some' : 'all'] += 1;
      if (existsSync(join(cwd, 'killed/manifest-summary.json'))) break;
      if (!existsSync(join(cwd, 'killed/dump.json')))
        await rm(join(cwd, 'killed'), { recursive: true, force: true });
      else next = ['dump', '--resume', 'killed'];
    }
    server.script = () => undefined;
    if (!existsSync(join(cwd, 'killed/manifest-summary.json'))) {
      const { exitCode, stderr } = await startKillable(next, { env, cwd }).ended;
      expect(exitCode, stderr).toBe(0);
    }
    expect(await digestOf(join(cwd, 'killed'))).toBe(digest);
    expect(readdirSync(join(cwd, 'killed/data'))).toHaveLength(SEGMENTS);
  });

  test('some were killed before, some amid, and some had journals to go on from', () => {
    expect(recorded.none).toBeGreaterThan(0);
    expect(recorded.some).toBeGreaterThan(ROUNDS / 10);
  });
});

describe('restore', () => {
  const batches = Math.ceil(ITEM_COUNT / 25);
  const savings: number[] = [];

  async function emptyTable(): Promise<string> {
    const TableName = `restored-${randomUUID().slice(0, 8)}`;
    await table.client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    onTestFinished(async () => {
      await table.client.send(new DeleteTableCommand({ TableName }));
    });
    return TableName;
  }

  test.each(seeds)('killed again and again, all is there in the end: seed %i', async (seed) => {
    const random = seededRandom(seed + 1000);
    const cwd = await temporaryFolder();
    const tableName = await emptyTable();
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, AUTODYNE_TABLE_NAME: tableName };
    const first = ['restore', dump, '--concurrency', '2'];
    let next = first;
    let isDone = false;
    server.requests.length = 0;
    for (let kills = Math.ceil(random() * MOST_KILLS); kills > 0 && !isDone; kills -= 1) {
      const run = startKillable(next, { env, cwd });
      arm(run, randomMoment(random, batches), 'BatchWriteItem', 30);
      const { signal, exitCode, stderr } = await run.ended;
      if (signal === null) expect(exitCode, stderr).toBe(0);
      const isResumable = hasCheckpoint(cwd);
      // What is noted before the first item is written, is there until all are.
      isDone = signal === null || (!isResumable && batchesSent() > 0);
      if (isResumable) next = [...first, '--resume'];
    }
    server.script = () => undefined;
    if (isDone) {
      const same = await runCommand(['dump', 'diff', dump], { env });
      expect(same.exitCode, same.stdout + same.stderr).toBe(0);
      return;
    }
    const before = batchesSent();
    const { exitCode, stderr } = await startKillable([...next, '--verify'], { env, cwd }).ended;
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain(`read 1,201 = 1,201 written + 0 skipped + 0 rejected`);
    expect(stderr).toContain(`verified: the table holds what was restored, content digest ${digest}`);
    savings.push(batches - (batchesSent() - before));
  });

  const batchesSent = (): number =>
    server.requests.filter(({ operation }) => operation === 'BatchWriteItem').length;

  const hasCheckpoint = (cwd: string): boolean => {
    const state = join(cwd, 'autodyne/restore');
    return existsSync(state) && readdirSync(state).some((name) => name.endsWith('.json'));
  };

  test('what was noted as done was not sent again', () => {
    expect(savings.filter((saved) => saved > 5).length).toBeGreaterThan(ROUNDS / 10);
  });
});
