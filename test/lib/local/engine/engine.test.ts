import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { createSdkClient } from '../../../../src/lib/client/client.ts';
import { startEngine } from '../../../../src/lib/local/engine/engine.ts';
import { findEngine } from '../../../../src/lib/local/engine/find-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'autodyne-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function tableNames(url: string): Promise<string[] | undefined> {
  const client = clientOf(url);
  try {
    return (await client.send(new ListTablesCommand())).TableNames;
  } finally {
    client.destroy();
  }
}

function clientOf(endpointUrl: string) {
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'test', sessionToken: undefined };
  return createSdkClient(
    { ...keys, region: 'us-east-1', endpointUrl },
    { retry: { unreachableDeadlineMs: 500 } },
  );
}

const TAKEN = 'echo "error: port $5 is already in use" >&2; exit 1;';

/** A shell script that stands for the engine. */
function executable(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

test('responds at once, and not after it is stopped', async () => {
  const engine = await startEngine();
  expect(await tableNames(engine.url)).toEqual([]);
  await engine.stop();
  await engine.ended;
  await engine.stop();
  expect(await isUp(engine.url)).toBe(false);
});

test('a second start finds the data of the first', async () => {
  const dataFile = join(folder, 'kept.db');
  const first = await startEngine({ dataFile });
  const client = clientOf(first.url);
  await client.send(
    new CreateTableCommand({
      TableName: 'kept',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  client.destroy();
  await expect(startEngine({ dataFile })).rejects.toMatchObject({ code: 'InvalidUsage' });
  await first.stop();
  const second = await startEngine({ dataFile });
  expect(await tableNames(second.url)).toEqual(['kept']);
  await second.stop();
});

test('many at once each get a port of their own', async () => {
  const engines = await Promise.all(Array.from({ length: 5 }, () => startEngine()));
  expect(new Set(engines.map((engine) => engine.url)).size).toBe(5);
  await Promise.all(engines.map((engine) => engine.stop()));
});

describe('an engine that does not start', () => {
  test('is shown with its own message', async () => {
    const dataFile = join(folder, 'text.db');
    writeFileSync(dataFile, 'this is no database');
    await expect(startEngine({ dataFile })).rejects.toMatchObject({
      code: 'InvalidSettings',
      message: expect.stringMatching(
        /^the engine .* did not start: error: Database file is encrypted or not/,
      ),
    });
    // The failed start has let the data file go.
    await expect(startEngine({ dataFile })).rejects.toMatchObject({ code: 'InvalidSettings' });
  });

  test('because it is not there', async () => {
    await expect(startEngine({ path: '/no/such/engine' })).rejects.toMatchObject({
      code: 'InvalidSettings',
      message: 'the engine /no/such/engine did not start: ENOENT',
    });
  });

  test('because its port is taken every time', async () => {
    const tries = join(folder, 'tries');
    const path = executable('unlucky', `echo "$5" >> ${tries}\n${TAKEN}`);
    await expect(startEngine({ path })).rejects.toMatchObject({
      message: expect.stringMatching(/unlucky did not start: error: port \d+ is already in use$/),
    });
    expect(readFileSync(tries, 'utf8').trim().split('\n')).toHaveLength(5);
  });
});

test('a port that another program takes first is given up for another one', async () => {
  // This engine finds its first port taken, as after a lost race, and is the real one from then on.
  const mark = join(folder, 'mark');
  const script = `[ -e ${mark} ] || { touch ${mark}; ${TAKEN} }\nexec ${findEngine()} "$@"`;
  const engine = await startEngine({ path: executable('second-time-lucky', script) });
  expect(await tableNames(engine.url)).toEqual([]);
  await engine.stop();
});

test('a wrapper that runs the engine as its child ends together with it', async () => {
  const engine = await startEngine({ path: executable('wrapper', `${findEngine()} "$@"\nexit 0`) });
  expect(await isUp(engine.url)).toBe(true);
  await engine.stop();
  expect(await isUp(engine.url)).toBe(false);
});

test.each<NodeJS.Signals>(['SIGKILL', 'SIGTERM'])('ends when its parent is ended by %s', async (signal) => {
  const script =
    'const { startEngine } = await import(process.argv[1]); console.log((await startEngine()).url)';
  const module = new URL('../../../../dist/lib/local/engine/engine.js', import.meta.url).href;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script, module], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const url = line.toString().trim();
  expect(await isUp(url)).toBe(true);
  parent.kill(signal);
  await once(parent, 'exit');
  await until(async () => !(await isUp(url)));
});

/** Looks again until it holds; the test's own time-out bounds it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}

test('an engine that ends by itself says so', async () => {
  const pidFile = join(folder, 'pid');
  const engine = await startEngine({
    path: executable('pid-writer', `echo $$ > ${pidFile}\nexec ${findEngine()} "$@"`),
  });
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  await engine.ended;
  await engine.stop();
});
