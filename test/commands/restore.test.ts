import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type AttributeValue,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { changeLines, sealDump } from '../helpers/damaged-dump.ts';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
let dump = '';

beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(300, 50), ODD_ITEM]);
});

afterAll(() => rm(dump, { recursive: true, force: true }));

/** A fresh empty table, and what to run `restore` with: its name, a state folder, a working folder. */
async function target(): Promise<{ tableName: string; env: Record<string, string>; cwd: string }> {
  const tableName = await emptyTable(table.client);
  const cwd = await temporaryFolder();
  return { tableName, cwd, env: { ...table.env, AUTODYNE_TABLE_NAME: tableName, XDG_STATE_HOME: cwd } };
}

async function dumpOnce(): Promise<string> {
  if (dump === '') {
    dump = join(tmpdir(), `autodyne-test-${randomUUID()}`);
    const run = await runCommand(['dump', '--out', dump, '--segments', '4'], { env: table.env });
    expect(run.exitCode, run.stderr).toBe(0);
  }
  return dump;
}

async function itemsOf(tableName: string): Promise<Record<string, AttributeValue>[]> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: tableName, ConsistentRead: true }),
  );
  return Items.sort((a, b) => ((a['id']?.S ?? '') < (b['id']?.S ?? '') ? -1 : 1));
}

describe('restore', () => {
  test('a dump of ours, into an empty table, verified', async () => {
    const { env, cwd, tableName } = await target();
    const run = await runCommand(['restore', await dumpOnce(), '--verify'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/read 301 = 301 written \+ 0 skipped \+ 0 rejected; \d+ write units/);
    expect(run.stderr).toMatch(
      /verified: the table contains all restored items, content digest 301:[0-9a-f]{64}/,
    );
    expect(await itemsOf(tableName)).toEqual(await itemsOf(table.tableName));
  });

  test('--json', async () => {
    const { env, cwd, tableName } = await target();
    const run = await runCommand(['restore', await dumpOnce(), '--json'], { env, cwd });
    expect(run.json()).toEqual({
      tableName,
      source: dump,
      format: 'autodyne dump',
      read: 301,
      written: 301,
      skipped: 0,
      rejected: 0,
      consumedWriteUnits: expect.any(Number),
      rejectsPath: null,
      repeatedKeys: null,
      repairs: { bufferObjects: 0, doubleBase64: 0 },
      seconds: expect.any(Number),
    });
  });

  test('a table with items is left alone, unless asked', async () => {
    const { env, cwd, tableName } = await target();
    const mine = { id: { S: 'item-00007' }, mine: { BOOL: true } };
    await table.client.send(new PutItemCommand({ TableName: tableName, Item: mine }));
    const refused = await runCommand(['restore', await dumpOnce()], { env, cwd });
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toContain(`table "${tableName}" has items; nothing was written`);
    expect(await itemsOf(tableName)).toEqual([mine]);
    const skipping = await runCommand(['restore', dump, '--mode', 'skip-existing'], { env, cwd });
    expect(skipping.exitCode, skipping.stderr).toBe(0);
    expect(skipping.stderr).toContain('read 301 = 300 written + 1 skipped + 0 rejected');
    expect((await itemsOf(tableName)).find((item) => item['id']?.S === 'item-00007')).toEqual(mine);
    const unconfirmed = await runCommand(['restore', dump, '--mode', 'overwrite'], { env, cwd });
    expect(unconfirmed.exitCode).toBe(2);
    const args = ['restore', dump, '--mode', 'overwrite', '--confirm', tableName, '--verify'];
    const over = await runCommand(args, { env, cwd });
    expect(over.exitCode, over.stderr).toBe(0);
    expect(await itemsOf(tableName)).toEqual(await itemsOf(table.tableName));
  });

  test('--dry-run says what it comes to and writes nothing', async () => {
    const { env, cwd, tableName } = await target();
    const run = await runCommand(['restore', await dumpOnce(), '--dry-run', '--json'], { env, cwd });
    expect(run.json()).toMatchObject({
      itemCount: 301,
      capacityUnits: 301,
      requestUnits: 1505,
      format: 'autodyne dump',
      refusedCount: 0,
    });
    expect(await itemsOf(tableName)).toEqual([]);
  });

  test('--dry-run that finds items that will be refused: exit 3', async () => {
    const { env, cwd } = await target();
    await writeFile(join(cwd, 'items.jsonl'), '{"id":{"S":"a"}}\n{"id":{"N":"5"}}\n');
    const run = await runCommand(['restore', 'items.jsonl', '--dry-run'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stdout).toContain('items.jsonl (JSON): about 2 items');
    expect(run.stderr).toContain('items.jsonl:2: attribute id: the partition key is a string (S)');
    expect(run.stderr).toContain('1 item will be refused\n');
    const json = await runCommand(['restore', 'items.jsonl', '--dry-run', '--json'], { env, cwd });
    expect(json.exitCode).toBe(3);
    expect(json.json()).toMatchObject({ itemCount: 2, refusedCount: 1 });
  });

  test('--max-units stops, --resume goes on', async () => {
    const { env, cwd, tableName } = await target();
    const args = ['restore', await dumpOnce(), '--concurrency', '1'];
    const stopped = await runCommand([...args, '--max-units', '500'], { env, cwd });
    expect(stopped.exitCode).toBe(3);
    expect(stopped.stderr).toContain('the restore stopped at --max-units; so far 100 read = 100 written');
    expect(stopped.stderr).toContain(
      `→ to continue: autodyne restore ${dump} --concurrency 1 --max-units 500 --resume`,
    );
    const resumed = await runCommand([...args, '--resume', '--verify'], { env, cwd });
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('read 301 = 301 written + 0 skipped + 0 rejected');
    expect(await itemsOf(tableName)).toHaveLength(301);
    const again = await runCommand([...args, '--resume'], { env, cwd });
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('there is no unfinished restore of');
  });

  test('--resume continues with the options that the restore was started with', async () => {
    const { env, cwd, tableName } = await target();
    const mine = { id: { S: 'mine' }, mine: { BOOL: true } };
    await table.client.send(new PutItemCommand({ TableName: tableName, Item: mine }));
    const args = ['restore', await dumpOnce(), '--concurrency', '1'];
    const skipping = [...args, '--mode', 'skip-existing'];
    const stopped = await runCommand([...skipping, '--max-units', '50'], { env, cwd });
    expect(stopped.exitCode, stopped.stderr).toBe(3);
    const other = await runCommand([...args, '--resume'], { env, cwd });
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain(`the unfinished restore of ${dump} was started with --mode skip-existing`);
    expect(other.stderr).toContain('→ continue with the same mode: --mode skip-existing --resume');
    const resumed = await runCommand([...skipping, '--resume', '--verify'], { env, cwd });
    // The item that was there before is no difference.
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('read 301 = 301 written + 0 skipped + 0 rejected');
    expect(await itemsOf(tableName)).toHaveLength(302);
  });

  test('a rejects file whose last line was cut off is continued', async () => {
    const { env, cwd } = await target();
    const lines = Array.from({ length: 60 }, (_, n) =>
      n < 30 ? `{"id":{"S":"${n}"}}` : `{"id":{"N":"${n}"}}`,
    );
    await writeFile(join(cwd, 'items.jsonl'), lines.join('\n'));
    const args = ['restore', 'items.jsonl', '--concurrency', '1', '--no-shuffle'];
    const stopped = await runCommand([...args, '--max-units', '130'], { env, cwd });
    expect(stopped.exitCode, stopped.stderr).toBe(3);
    const [rejects = ''] = (await readdir(cwd)).filter((name) => name.endsWith('.rejects.jsonl'));
    await appendFile(join(cwd, rejects), '{"Item":{"id":{"N":"5');
    const resumed = await runCommand([...args, '--resume'], { env, cwd });
    expect(resumed.exitCode, resumed.stderr).toBe(3);
    expect(resumed.stderr).toContain('read 60 = 30 written + 0 skipped + 30 rejected');
    const written = (await readFile(join(cwd, rejects), 'utf8')).trimEnd().split('\n');
    expect(written.map((line) => JSON.parse(line).Item.id.N).sort()).toEqual(
      Array.from({ length: 30 }, (_, n) => String(n + 30)),
    );
  });

  test('an item that the service refuses costs only itself', async () => {
    const { env, cwd, tableName } = await target();
    const good = Array.from({ length: 60 }, (_, n) => `{"id":{"S":"${n}"}}`);
    const lines = [...good.slice(0, 30), '{"id":{"N":"5"}}', `{"id":{"S":""}}`, ...good.slice(30)];
    await writeFile(join(cwd, 'items.jsonl'), lines.join('\n'));
    const run = await runCommand(['restore', 'items.jsonl', '--json'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    const result = run.json() as { rejectsPath: string };
    expect(result).toMatchObject({ read: 62, written: 60, rejected: 2 });
    const rejects = await readFile(join(cwd, result.rejectsPath), 'utf8');
    expect(
      rejects
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).Item),
    ).toEqual(expect.arrayContaining([{ id: { N: '5' } }, { id: { S: '' } }]));
    expect(await itemsOf(tableName)).toHaveLength(60);
    await writeFile(
      join(cwd, 'fixed.jsonl'),
      rejects.replace('{"N":"5"}', '{"S":"five"}').replace('{"S":""}', '{"S":"none"}'),
    );
    const fixed = await runCommand(['restore', 'fixed.jsonl', '--mode', 'skip-existing'], { env, cwd });
    expect(fixed.exitCode, fixed.stderr).toBe(0);
    expect(await itemsOf(tableName)).toHaveLength(62);
  });

  test('a damaged dump is refused before anything is written', async () => {
    const { env, cwd, tableName } = await target();
    const folder = join(await temporaryFolder(), 'dump');
    await runCommand(['dump', '--out', folder, '--segments', '1', '--compress', 'none'], { env: table.env });
    const file = join(folder, 'data/segment-00000-00001.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('item-00003', 'item-99999'));
    const run = await runCommand(['restore', folder], { env, cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(`${file}: its MD5 does not match the manifest: the file was changed`);
    expect(await itemsOf(tableName)).toEqual([]);
  });

  describe('a dump that someone changed, whose checksums are right', () => {
    /** Dumps the table into one file, changes the items' lines, and makes the manifests say so. */
    async function changed(change: (lines: string[]) => string[]): Promise<string> {
      const folder = join(await temporaryFolder(), 'dump');
      const args = ['--segments', '1', '--compress', 'none', '--out', folder];
      await runCommand(['dump', ...args], { env: table.env });
      let itemCount = 0;
      await changeLines(join(folder, 'data/segment-00000-00001.json'), (lines) => {
        const made = change(lines);
        itemCount = made.length;
        return made;
      });
      await sealDump(folder, { record: (record) => ({ ...record, itemCount }) });
      return folder;
    }

    test.each([
      ['no JSON', '{"Item":{"id":{"S":"a"}'],
      ['more than an item', '{"Item":{"id":{"S":"a"}}},{"Item":{"id":{"S":"b"}}}'],
      ['no item', '["id"]'],
    ])('%s is named by file and line, and not sent', async (_, line) => {
      const { env, cwd } = await target();
      const folder = await changed((lines) => lines.with(6, line));
      const run = await runCommand(['restore', folder, '--no-shuffle'], { env, cwd });
      expect(run.exitCode, run.stderr).toBe(2);
      expect(run.stderr).toContain(`${join(folder, 'data/segment-00000-00001.json')}:7`);
      expect(run.stderr).toMatch(/; so far (\d+) read = \1 written \+ 0 skipped \+ 0 rejected\n/);
    });

    test('items that the service refuses cost only themselves', async () => {
      const { env, cwd, tableName } = await target();
      const bad = [
        '{"Item":{"ib":{"S":"a"}}}',
        '{"Item":{"id":{"S":"a"},"n":{"N":"1O"}}}',
        '{"Item":{"id":{"Q":"a"}}}',
      ];
      const folder = await changed((lines) => [...bad, ...lines]);
      const run = await runCommand(['restore', folder], { env, cwd });
      expect(run.exitCode, run.stderr).toBe(3);
      expect(run.stderr).toContain('read 304 = 301 written + 0 skipped + 3 rejected');
      expect(await itemsOf(tableName)).toHaveLength(301);
    });

    test('a key twice is written as one item', async () => {
      const { env, cwd, tableName } = await target();
      const folder = await changed((lines) => [...lines, ...lines.slice(0, 40)]);
      const run = await runCommand(['restore', folder], { env, cwd });
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toContain('read 341 = 341 written + 0 skipped + 0 rejected');
      expect(await itemsOf(tableName)).toHaveLength(301);
    });
  });

  test.each([
    ['aws dynamodb scan', '{"Items":[{"id":{"S":"a"},"b":{"B":"AAE="}}],"Count":1,"ScannedCount":1}'],
    ['plain lines', '{"id":"a","b":{"$binary":"AAE="}}\n'],
    ['Buffer objects', '[{"id":{"S":"a"},"b":{"B":{"type":"Buffer","data":[0,1]}}}]'],
    ['gzip', gzipSync('{"Item":{"id":{"S":"a"},"b":{"B":"AAE="}}}\n')],
  ])('%s', async (_, content) => {
    const { env, cwd, tableName } = await target();
    await writeFile(join(cwd, 'source'), content);
    const run = await runCommand(['restore', 'source', '--verify'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await itemsOf(tableName)).toEqual([{ id: { S: 'a' }, b: { B: Uint8Array.of(0, 1) } }]);
  });

  test('standard input', async () => {
    const { env, cwd, tableName } = await target();
    const run = await runCommand(['restore', '-'], { env, cwd, stdin: '{"id":"a"}\n{"id":"b"}\n' });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await itemsOf(tableName)).toHaveLength(2);
    const resumed = await runCommand(['restore', '-', '--resume'], { env, cwd, stdin: '' });
    expect(resumed.stderr).toContain('standard input cannot be resumed');
  });

  test('a line that is no item is named, and nothing is written', async () => {
    const { env, cwd, tableName } = await target();
    await writeFile(join(cwd, 'items.jsonl'), '{"id":{"S":"a"}}\n{"id":{"S":"b"}\n');
    const run = await runCommand(['restore', 'items.jsonl'], { env, cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('items.jsonl:2:16: unexpected end of JSON');
    expect(await itemsOf(tableName)).toEqual([]);
  });

  test('--create makes the table as it was, indexes after the items', async () => {
    const tableName = `created-${randomUUID().slice(0, 8)}`;
    const cwd = await temporaryFolder();
    const schema = {
      TableName: 'elsewhere',
      TableArn: 'arn:x',
      ItemCount: 5,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'n', AttributeType: 'N' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-n',
          KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
          IndexStatus: 'ACTIVE',
          ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
        },
      ],
    };
    await mkdir(join(cwd, 'music/data'), { recursive: true });
    await writeFile(join(cwd, 'music/schema.json'), JSON.stringify({ Table: schema }));
    await writeFile(
      join(cwd, 'music/data/0001.json'),
      '{"Items":[{"id":{"S":"a"},"n":{"N":"1"}}],"Count":1}',
    );
    const env = {
      ...table.env,
      AUTODYNE_TABLE_NAME: tableName,
      AUTODYNE_PROXY_URL: 'direct',
      XDG_STATE_HOME: cwd,
    };
    const absent = await runCommand(['restore', 'music'], { env, cwd });
    expect(absent.exitCode).toBe(4);
    const dry = await runCommand(['restore', 'music', '--create', '--dry-run'], { env, cwd });
    // The index that will be made takes an entry as well.
    expect(dry.stdout).toMatch(
      /^music \(dynamodump folder\): about 1 item, \d+ bytes: 2 write units \(10 request units\)/,
    );
    expect((await runCommand(['describe'], { env, cwd })).exitCode).toBe(4);
    const run = await runCommand(['restore', 'music', '--create'], { env, cwd });
    onTestFinished(async () => {
      await table.client.send(new DeleteTableCommand({ TableName: tableName }));
    });
    expect(run.exitCode, run.stderr).toBe(0);
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(Table?.GlobalSecondaryIndexes?.[0]).toMatchObject({ IndexName: 'by-n', IndexStatus: 'ACTIVE' });
    expect(await itemsOf(tableName)).toHaveLength(1);
  });
});
