import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSdkClient } from '../../../../src/lib/client/client.ts';
import type { EngineEnd } from '../../../../src/lib/local/engine/engine-process.ts';
import { findEngine } from '../../../../src/lib/local/engine/find-engine.ts';
import { startTwin, type Twin, type TwinOptions } from '../../../../src/lib/local/twin.ts';
import { killableEngine } from '../../../helpers/engine-script.ts';
import { signedPost } from '../../../helpers/signed-fetch.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

let twin: Twin | undefined;
let deaths: EngineEnd[];
let scratch: string;
let folder: string;
beforeEach(async () => {
  deaths = [];
  scratch = await temporaryFolder();
  folder = join(scratch, 'twin');
});
afterEach(() => twin?.stop());

async function start(options: TwinOptions): Promise<Twin> {
  twin = await startTwin({ port: 0, onEngineRestart: (end) => deaths.push(end), ...options });
  return twin;
}

function clientOf(facts: Twin) {
  return createSdkClient({ ...facts, sessionToken: undefined });
}

/** Looks again until it holds; the test's own time-out bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

describe('an engine with a data file that dies', () => {
  test('under writers is started again each time, and no acknowledged item is lost', async () => {
    const engine = killableEngine(scratch);
    const running = await start({ folder, enginePath: engine.path });
    const client = clientOf(running);
    const { tableName: TableName } = running;
    const acknowledged: string[] = [];
    let isDone = false;
    const writer = async (name: string): Promise<void> => {
      for (let at = 0; !isDone; at += 1) {
        const id = `${name}-${at}`;
        await client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
        acknowledged.push(id);
      }
    };
    const writers = ['a', 'b', 'c', 'd'].map(writer);
    for (let kill = 1; kill <= 3; kill += 1) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 50);
      engine.kill();
      await until(() => deaths.length === kill);
    }
    const afterDeaths = acknowledged.length;
    await until(() => acknowledged.length > afterDeaths + 50);
    isDone = true;
    await Promise.all(writers);
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    client.destroy();
    const found = new Set(Items.map(({ id }) => id?.S));
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    expect(deaths).toEqual(Array.from({ length: 3 }, () => ({ how: 'SIGKILL', lastOutput: '' })));
  });

  test('responds with 500, which clients retry, until it is back', async () => {
    const hold = join(scratch, 'hold');
    const engine = killableEngine(scratch, `while [ -e ${hold} ]; do sleep 0.02; done`);
    const running = await start({ folder, enginePath: engine.path });
    const ask = () =>
      signedPost(`${running.endpointUrl}/`, {
        ...running,
        service: 'dynamodb',
        headers: { 'x-amz-target': 'DynamoDB_20120810.DescribeTable' },
        body: JSON.stringify({ TableName: running.tableName }),
      });
    writeFileSync(hold, '');
    engine.kill();
    await until(() => deaths.length === 1);
    const meanwhile = await ask();
    expect([meanwhile.status, JSON.parse(meanwhile.text)]).toEqual([
      500,
      {
        __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
        message: 'the engine: ECONNREFUSED',
      },
    ]);
    rmSync(hold);
    let status = 500;
    while (status === 500) status = (await ask()).status;
    expect(status).toBe(200);
  });

  test('tells what it said last', async () => {
    const mark = join(scratch, 'panic');
    const path = join(scratch, 'panicking-engine');
    const script = [
      `${findEngine()} "$@" &`,
      `while [ ! -e ${mark} ]; do sleep 0.02; done`,
      `rm ${mark}; kill -9 $!; echo "thread 'main' panicked at src/x.rs" >&2; exit 101`,
    ];
    writeFileSync(path, `#!/bin/sh\n${script.join('\n')}\n`, { mode: 0o755 });
    await start({ folder, enginePath: path });
    writeFileSync(mark, '');
    await until(() => deaths.length === 1);
    expect(deaths).toEqual([{ how: 'exit code 101', lastOutput: "thread 'main' panicked at src/x.rs" }]);
  });

  test('more than five times a minute is given up, and lets its data go', async () => {
    const engine = killableEngine(scratch);
    const running = await start({ folder, enginePath: engine.path });
    const client = clientOf(running);
    const describeUntilUp = () => client.send(new ScanCommand({ TableName: running.tableName }));
    for (let kill = 1; kill <= 6; kill += 1) {
      await describeUntilUp();
      engine.kill();
      if (kill < 6) await until(() => deaths.length === kill);
    }
    client.destroy();
    expect(await running.engineEnded).toEqual({ how: 'SIGKILL', lastOutput: '' });
    expect(deaths).toHaveLength(5);
    await until(() => !existsSync(join(folder, 'data.db.lock')));
  });

  test('and cannot start again ends with the reason', async () => {
    const gone = join(scratch, 'gone');
    const refusal = `[ ! -e ${gone} ] || { echo "error: no space left" >&2; exit 1; }`;
    const engine = killableEngine(scratch, refusal);
    const running = await start({ folder, enginePath: engine.path });
    writeFileSync(gone, '');
    engine.kill();
    expect(await running.engineEnded).toEqual({
      how: 'SIGKILL',
      lastOutput: `the engine ${engine.path} did not start: error: no space left`,
    });
    expect(deaths).toHaveLength(1);
  });

  test('stops for good when the twin is stopped while it starts again', async () => {
    const engine = killableEngine(scratch);
    const running = await start({ folder, enginePath: engine.path });
    engine.kill();
    await until(() => deaths.length === 1);
    await running.stop();
    twin = undefined;
    expect(existsSync(join(folder, 'data.db.lock'))).toBe(false);
    await start({ folder, enginePath: engine.path });
  });
});

test('an engine in memory that dies is not started again: its data is lost', async () => {
  const engine = killableEngine(scratch);
  const running = await start({ enginePath: engine.path });
  engine.kill();
  expect(await running.engineEnded).toEqual({ how: 'SIGKILL', lastOutput: '' });
  expect(deaths).toEqual([]);
});
