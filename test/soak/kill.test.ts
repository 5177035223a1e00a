import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { seededRandom } from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { type KillableRun, startKillable } from '../helpers/killable-run.ts';
import { runCommand } from '../helpers/run-command.ts';
import { aloneCommand, isOneSeed, soakSeeds } from '../helpers/soak-seeds.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const SEGMENTS = 32;
const ITEM_COUNT = 1201;
const MOST_KILLS = 3;
/** The minimum time of a whole run; kills happen within it. */
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
type SigningContext =
  | { kind: 'clock'; ms: number }
  | { kind: 'request'; number: number; isCarriedOut: boolean };

const onTheClock = (random: () => number): SigningContext => ({
  kind: 'clock',
  ms: RUN_MS * (0.1 + 0.9 * random()),
});
const atARequest = (random: () => number, requests: number): SigningContext => ({
  kind: 'request',
  number: Math.ceil(random() * requests),
  isCarriedOut: random() < 0.5,
});

/**
 * Lets the run be killed at that moment. The requests of `operation` get their responses one after another, so that there are
 * moments.
 */
function arm(run: KillableRun, moment: SigningContext | undefined, operation: string, everyMs: number): void {
  const timer = moment?.kind === 'clock' ? setTimeout(() => run.kill(), moment.ms) : undefined;
  void run.ended.then(() => clearTimeout(timer));
  let count = 0;
  let freeAt = 0;
  server.script = (request) => {
    if (request.operation !== operation) return undefined;
    count += 1;
    freeAt = Math.max(freeAt, Date.now()) + everyMs;
    const delayMs = freeAt - Date.now();
    if (moment?.kind !== 'request' || count !== moment.number) return { delayMs };
    if (!moment.isCarriedOut) {
      run.kill();
      return { cut: 'before' };
    }
    setTimeout(() => run.kill(), delayMs);
    return undefined;
  };
}

const seeds = soakSeeds('kill');

describe('dump', () => {
  const args = ['dump', '--segments', String(SEGMENTS), '--out', 'killed'];
  const journalOf = (cwd: string): string => {
    const path = join(cwd, 'killed/manifest-files.json');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const linesOf = (cwd: string): number => journalOf(cwd).split('\n').length - 1;
  const recorded = { none: 0, some: 0, all: 0 };

  /** Kills the run when this number of data files is recorded. */
  function killAtLine(run: KillableRun, cwd: string, lines: number): void {
    const timer = setInterval(() => linesOf(cwd) >= lines && run.kill(), 1);
    void run.ended.then(() => clearInterval(timer));
  }

  const isDone = (cwd: string): boolean => existsSync(join(cwd, 'killed/manifest-summary.json'));

  /** Starts the dump, or resumes it if it exists. */
  async function nextRun(cwd: string): Promise<KillableRun> {
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
    if (existsSync(join(cwd, 'killed/dump.json')))
      return startKillable(['dump', '--resume', 'killed'], { env, cwd });
    // It was killed before there was anything to go on with.
    await rm(join(cwd, 'killed'), { recursive: true, force: true });
    return startKillable(args, { env, cwd });
  }

  /** Kills it by the journal, by the clock or by a request. */
  async function killedRun(cwd: string, random: () => number): Promise<void> {
    const before = journalOf(cwd);
    const run = await nextRun(cwd);
    const way = random();
    if (way < 0.5) killAtLine(run, cwd, linesOf(cwd) + Math.ceil(random() * 10));
    const moment = way < 0.75 ? onTheClock(random) : atARequest(random, SEGMENTS);
    arm(run, way < 0.5 ? undefined : moment, 'Scan', 15);
    const { signal, exitCode, stderr } = await run.ended;
    server.script = () => undefined;
    if (signal === null) expect(exitCode, stderr).toBe(0);
    // What was recorded once stays recorded, and is not read again.
    const journal = journalOf(cwd);
    expect(journal.startsWith(before.slice(0, before.lastIndexOf('\n') + 1))).toBe(true);
    const lines = linesOf(cwd);
    recorded[lines === 0 ? 'none' : lines < SEGMENTS ? 'some' : 'all'] += 1;
  }

  test.each(seeds)('killed again and again, it is whole in the end: seed %i', async (seed) => {
    onTestFailed(() => console.error(aloneCommand('kill', seed)));
    const random = seededRandom(seed);
    const cwd = await temporaryFolder();
    for (let kills = Math.ceil(random() * MOST_KILLS); kills > 0 && !isDone(cwd); kills -= 1) {
      await killedRun(cwd, random);
    }
    if (!isDone(cwd)) {
      const { exitCode, stderr } = await (await nextRun(cwd)).ended;
      expect(exitCode, stderr).toBe(0);
    }
    expect(await digestOf(join(cwd, 'killed'))).toBe(digest);
    expect(readdirSync(join(cwd, 'killed/data'))).toHaveLength(SEGMENTS);
  });

  test.skipIf(isOneSeed)('some were killed before, some in the middle, and some had a journal', () => {
    expect(recorded.none).toBeGreaterThan(0);
    expect(recorded.some).toBeGreaterThan(seeds.length / 10);
  });
});

describe('restore', () => {
  const batches = Math.ceil(ITEM_COUNT / 25);
  const savings: number[] = [];

  test.each(seeds)('killed again and again, all is there in the end: seed %i', async (seed) => {
    onTestFailed(() => console.error(aloneCommand('kill', seed)));
    const random = seededRandom(seed + 1000);
    const cwd = await temporaryFolder();
    const tableName = await emptyTable(table.client);
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, AUTODYNE_TABLE_NAME: tableName };
    const first = ['restore', dump, '--concurrency', '2'];
    let next = first;
    let isDone = false;
    server.requests.length = 0;
    for (let kills = Math.ceil(random() * MOST_KILLS); kills > 0 && !isDone; kills -= 1) {
      const run = startKillable(next, { env, cwd });
      const moment = random() < 0.4 ? onTheClock(random) : atARequest(random, batches);
      arm(run, moment, 'BatchWriteItem', 20);
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
    expect(stderr).toContain(`verified: the table contains all restored items, content digest ${digest}`);
    savings.push(batches - (batchesSent() - before));
  });

  const batchesSent = (): number =>
    server.requests.filter(({ operation }) => operation === 'BatchWriteItem').length;

  const hasCheckpoint = (cwd: string): boolean => {
    const state = join(cwd, 'autodyne/restore');
    return existsSync(state) && readdirSync(state).some((name) => name.endsWith('.json'));
  };

  test.skipIf(isOneSeed)('what was noted as done was not sent again', () => {
    expect(savings.filter((saved) => saved > 5).length).toBeGreaterThan(seeds.length / 10);
  });
});
