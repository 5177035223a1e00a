import { appendFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { readKeptTwin } from '../../src/lib/local/kept-twin.ts';
import { unitsOf } from '../../src/lib/usage/usage-report.ts';
import { seededRandom } from '../helpers/faults.ts';
import { type KillableRun, startKillable } from '../helpers/killable-run.ts';
import { readUsage } from '../helpers/read-usage.ts';

/** Each takes some four seconds; `npm run test:soak` kills a hundred times. */
const ROUNDS = Math.min(100, Number(process.env['AUTODYNE_SOAK_ROUNDS'] ?? 3));
const WRITERS = 8;
/** The time whose usage may be lost: one second between two writes, and a delay on a busy machine. */
const LOST_MS = 1_000 + 150;

const folder = await mkdtemp(join(tmpdir(), 'autodyne-soak-'));
const data = join(folder, 'data');
afterAll(() => rm(folder, { recursive: true, force: true }));

interface RunningTwin {
  run: KillableRun;
  facts: NonNullable<ReturnType<typeof readKeptTwin>> & { endpointUrl: string };
}

async function start(): Promise<RunningTwin> {
  const run = startKillable(['local', '--data', data], { env: {}, cwd: folder });
  await run.says(/Ctrl-C/);
  const facts = readKeptTwin(data);
  if (facts === undefined) throw new Error('the twin kept nothing');
  return { run, facts: { ...facts, endpointUrl: `http://127.0.0.1:${facts.port}` } };
}

const written = async ({ facts }: RunningTwin): Promise<number> =>
  unitsOf((await readUsage(facts, { PeriodSeconds: 3600 })).Points).write;

/** Lets clients write items of one unit each until the twin is killed. Returns the time of each response, and the number sent. */
async function writeAndKill(
  twin: RunningTwin,
  killAfterMs: number,
): Promise<{ respondedAt: number[]; sent: number }> {
  const { endpointUrl: endpoint, region, accessKeyId, secretAccessKey, tableName } = twin.facts;
  // What is sent again would not be known as sent.
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  const respondedAt: number[] = [];
  let sent = 0;
  let isOver = false;
  const write = async (): Promise<void> => {
    while (!isOver) {
      sent += 1;
      const Item = { id: { S: `item-${sent % 50}` } };
      try {
        await client.send(new PutItemCommand({ TableName: tableName, Item }));
        respondedAt.push(performance.now());
      } catch {
        return;
      }
    }
  };
  const writers = Array.from({ length: WRITERS }, write);
  await sleep(killAfterMs);
  isOver = true;
  const killedAt = performance.now();
  twin.run.kill();
  await Promise.all([twin.run.ended, ...writers]);
  client.destroy();
  return { respondedAt: respondedAt.map((at) => at - killedAt), sent };
}

test(
  `killed ${ROUNDS} times, it loses the last second at most, and counts nothing twice`,
  async () => {
    const random = seededRandom(1);
    let twin = await start();
    let before = await written(twin);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const { respondedAt, sent } = await writeAndKill(twin, 1_800 + 1_200 * random());
      // As if it had been killed within a write.
      const file = join(data, 'usage.jsonl');
      const [line = ''] = readFileSync(file, 'utf8').split('\n').slice(-2);
      appendFileSync(file, line.slice(0, Math.ceil(line.length * random() * 0.9)));
      twin = await start();
      const counted = (await written(twin)) - before;
      const certain = respondedAt.filter((at) => at < -LOST_MS).length;
      expect(certain, `round ${round}`).toBeGreaterThan(0);
      expect(counted, `round ${round}`).toBeGreaterThanOrEqual(certain);
      expect(counted, `round ${round}`).toBeLessThanOrEqual(sent);
      before += counted;
    }
    twin.run.kill('SIGTERM');
    expect((await twin.run.ended).exitCode).toBe(0);
  },
  15_000 + ROUNDS * 15_000,
);
