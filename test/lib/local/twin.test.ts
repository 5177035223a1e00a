import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import { describeTable } from '../../../src/lib/items/read/describe-table.ts';
import { startEngine } from '../../../src/lib/local/engine/engine.ts';
import { findEngine } from '../../../src/lib/local/engine/find-engine.ts';
import { startTwin, type Twin } from '../../../src/lib/local/twin.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'autodyne-twin-')), 'nested', 'local');
});
afterEach(() => rmSync(join(folder, '..', '..'), { recursive: true }));

function clientOf(twin: Twin, deadlineMs = 60_000) {
  return createSdkClient({ ...twin, sessionToken: undefined }, { retry: { deadlineMs } });
}

const facts = ({ tableName, region, accessKeyId, secretAccessKey, endpointUrl }: Twin) => ({
  tableName,
  region,
  accessKeyId,
  secretAccessKey,
  endpointUrl,
});

describe('a folder', () => {
  test('keeps table, data, credentials and port for the next start', async () => {
    const first = await startTwin({ folder, port: 0 });
    expect(first.isNew).toBe(true);
    expect(first.tableName).toMatch(/^autodyne-[a-z]+-\d{5}$/);
    expect(first.accessKeyId).toMatch(/^AKIALOCAL[A-Z2-7]{11}$/);
    expect(first.secretAccessKey).toMatch(/^[A-Za-z0-9/+]{40}$/);
    const client = clientOf(first);
    await client.send(new PutItemCommand({ TableName: first.tableName, Item: { id: { S: '1' } } }));
    client.destroy();
    await first.stop();

    const second = await startTwin({ folder });
    expect(facts(second)).toEqual(facts(first));
    expect(second.isNew).toBe(false);
    const again = clientOf(second);
    const { Item } = await again.send(
      new GetItemCommand({ TableName: second.tableName, Key: { id: { S: '1' } } }),
    );
    expect(Item).toEqual({ id: { S: '1' } });
    again.destroy();
    await second.stop();
  });

  test('is for its owner, and not for git', async () => {
    const twin = await startTwin({ folder, port: 0 });
    await twin.stop();
    expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'data.db', 'twin.json', 'usage.jsonl']);
    expect(statSync(join(folder, 'usage.jsonl')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'twin.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
    // A file that was opened to others is closed again.
    chmodSync(join(folder, 'twin.json'), 0o644);
    await (await startTwin({ folder })).stop();
    expect(statSync(join(folder, 'twin.json')).mode & 0o777).toBe(0o600);
  });

  test('in use by another twin is refused, and the other goes on', async () => {
    const first = await startTwin({ folder, port: 0 });
    await expect(startTwin({ folder })).rejects.toMatchObject({
      code: 'InvalidUsage',
      message: `${folder}/data.db is in use by process ${process.pid}, another local twin`,
    });
    const client = clientOf(first);
    expect((await describeTable(client, first.tableName)).TableStatus).toBe('ACTIVE');
    client.destroy();
    await first.stop();
  });

  test('has one table with one key', async () => {
    const partitionKey = { name: 'artist', type: 'S' } as const;
    const sortKey = { name: 'year', type: 'N' } as const;
    await (await startTwin({ folder, port: 0, tableName: 'music', partitionKey, sortKey })).stop();
    await (await startTwin({ folder, tableName: 'music', sortKey })).stop();
    await expect(startTwin({ folder, tableName: 'films' })).rejects.toMatchObject({
      code: 'InvalidUsage',
      message: `the twin in ${folder} has the table "music", not "films"`,
    });
    await expect(startTwin({ folder, partitionKey: { name: 'id', type: 'S' } })).rejects.toMatchObject({
      code: 'InvalidUsage',
      message:
        'table "music" already exists with the partition key artist:S, not id:S; the key of a table cannot be changed',
    });
    await expect(startTwin({ folder, sortKey: { name: 'year', type: 'S' } })).rejects.toMatchObject({
      message:
        'table "music" already exists with the sort key year:N, not year:S; the key of a table cannot be changed',
    });
  });

  test('without a sort key says so when one is asked for', async () => {
    await (await startTwin({ folder, port: 0, tableName: 'music' })).stop();
    await expect(startTwin({ folder, sortKey: { name: 'year', type: 'N' } })).rejects.toMatchObject({
      message:
        'table "music" already exists with no sort key, not year:N; the key of a table cannot be changed',
    });
  });

  test('whose file of credentials is broken', async () => {
    await (await startTwin({ folder, port: 0 })).stop();
    const written = JSON.parse(readFileSync(join(folder, 'twin.json'), 'utf8')) as object;
    const kept = (changed: object): string => JSON.stringify({ ...written, ...changed });
    for (const [text, problem] of [
      ['{', 'not JSON'],
      ['null', 'not a JSON object'],
      ['{}', '"tableName" is missing'],
      [kept({ region: 7 }), '"region" is not a string'],
      [kept({ port: undefined }), '"port" is missing'],
      [kept({ port: '8123' }), '"port" is not a port from 1 to 65535'],
      [kept({ port: 65_536 }), '"port" is not a port from 1 to 65535'],
      [kept({ port: 0.5 }), '"port" is not a port from 1 to 65535'],
    ] as const) {
      writeFileSync(join(folder, 'twin.json'), text);
      await expect(startTwin({ folder })).rejects.toMatchObject({
        code: 'InvalidInput',
        message: `cannot read ${folder}/twin.json: ${problem}`,
        suggestions: [
          'remove that file and start with --table NAME: the table is kept, and the credentials are new',
        ],
      });
    }
  });

  test('that cannot be made', async () => {
    const file = join(folder, '..', '..', 'file');
    writeFileSync(file, '');
    await expect(startTwin({ folder: join(file, 'local') })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `cannot read ${file}/local/twin.json: ENOTDIR`,
    });
  });
});

describe('a port that another program has', () => {
  test('is refused when it was asked for, and gives way when it was only kept', async () => {
    const first = await startTwin({ folder, port: 0 });
    const port = Number(new URL(first.endpointUrl).port);
    await first.stop();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    await expect(startTwin({ folder, port })).rejects.toMatchObject({
      code: 'InvalidUsage',
      message: `port ${port} is in use by another program`,
    });
    const second = await startTwin({ folder });
    expect(second.takenPort).toBe(port);
    expect(second.endpointUrl).not.toBe(first.endpointUrl);
    await second.stop();
    await new Promise((resolve) => other.close(resolve));
    const third = await startTwin({ folder });
    expect(third.endpointUrl).toBe(first.endpointUrl);
    expect(third.takenPort).toBeUndefined();
    await third.stop();
  });
});

describe('another server behind the front', () => {
  test('has the table made in it, and is left running', async () => {
    const engine = await startEngine();
    const twin = await startTwin({ backendUrl: engine.url, tableName: 'behind' });
    const client = clientOf(twin);
    expect((await describeTable(client, 'behind')).TableStatus).toBe('ACTIVE');
    client.destroy();
    await twin.stop();
    const again = await startTwin({ backendUrl: engine.url, tableName: 'behind' });
    expect(again.isNew).toBe(false);
    await again.stop();
    await engine.stop();
  });

  test('that is not there', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(startTwin({ backendUrl: `http://127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'Unreachable',
      message: `cannot reach http://127.0.0.1:${port}: ECONNREFUSED (DescribeTable)`,
    });
  });

  test('that ends while it is asked makes for 500, which clients try again', async () => {
    const engine = await startEngine();
    const twin = await startTwin({ backendUrl: engine.url });
    await engine.stop();
    const client = clientOf(twin, 500);
    await expect(describeTable(client, twin.tableName)).rejects.toMatchObject({
      message: 'InternalServerError: the engine: ECONNREFUSED (DescribeTable, after retries)',
    });
    client.destroy();
    await twin.stop();
  });
});

test('the end of an engine is reported', async () => {
  const enginePath = join(folder, '..', '..', 'engine');
  const pidFile = `${enginePath}.pid`;
  writeFileSync(enginePath, `#!/bin/sh\necho $$ > ${pidFile}\nexec ${findEngine()} "$@"\n`, { mode: 0o755 });
  const twin = await startTwin({ enginePath });
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  await twin.engineEnded;
  await twin.stop();
});
