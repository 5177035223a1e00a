import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const ITEMS = [...numberedItems(499, 200), ODD_ITEM];
let folder = '';
let dump = '';
/** As the engine returns them, by id. */
let stored: Record<string, unknown> = {};

beforeAll(async () => {
  folder = await temporaryFolder(afterAll);
  dump = join(folder, 'backup');
  await fillTable(table.client, table.tableName, ITEMS);
  stored = await itemsById();
  const run = await runCommand(['dump', '--out', dump], { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
});

const put = (item: (typeof ITEMS)[number]) =>
  table.client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));

/** Breaks three items: one changed, one gone, one with a value of another type. An item of its own is added. */
beforeEach(async () => {
  await put({ id: { S: 'item-00001' }, number: { N: '-1' } });
  await put({ ...ODD_ITEM, 'a.b': { NULL: true } });
  await table.client.send(
    new DeleteItemCommand({ TableName: table.tableName, Key: { id: { S: 'item-00300' } } }),
  );
  await put({ id: { S: 'new' }, text: { S: 'stays' } });
});

function restore(source: string, ...args: string[]): Promise<CommandRun> {
  const env = { ...table.env, XDG_STATE_HOME: folder };
  return runCommand(['restore', source, '--mode', 'differing', ...args], { env, cwd: folder });
}

const confirmed = ['--confirm', table.tableName];

async function itemsById(): Promise<Record<string, unknown>> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.tableName, ConsistentRead: true }),
  );
  return Object.fromEntries(Items.map((item) => [item['id']?.S, item]));
}

describe('restore --mode differing', () => {
  test('reads the table, and writes only what it lacks or has otherwise', async () => {
    const run = await restore(dump, ...confirmed, '--json');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({
      read: 500,
      written: 3,
      skipped: 497,
      rejected: 0,
      consumedWriteUnits: 3,
    });
    const { consumedReadUnits } = run.json() as { consumedReadUnits: number };
    // Half a unit for each 4 KB.
    expect(consumedReadUnits).toBeGreaterThan(10);
    expect(consumedReadUnits).toBeLessThan(20);
    expect(await itemsById()).toEqual({ ...stored, new: { id: { S: 'new' }, text: { S: 'stays' } } });
  });

  test('says both figures, and what it left', async () => {
    const run = await restore(dump, ...confirmed);
    expect(run.stderr).toMatch(
      /^1 item only in the table, left as it is\nread 500 = 3 written \+ 497 skipped \+ 0 rejected; 1\d(\.5)? read units, 3 write units, /,
    );
  });

  test('run again, it writes nothing', async () => {
    await restore(dump, ...confirmed);
    const run = await restore(dump, ...confirmed, '--json', '--verify');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ read: 500, written: 0, skipped: 500, consumedWriteUnits: 0 });
  });

  test('a dry run says what differs and both costs, and writes nothing', async () => {
    const before = await itemsById();
    const run = await restore(dump, '--dry-run');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(
      /\(autodyne dump\): 3 of 500 items differ: 1\d(\.5)? read units to find them, 3 write units to write them \(\d\d(\.5)? request units\)\n$/,
    );
    expect(run.stderr).toMatch(/^this dry run read the table: 1\d(\.5)? read units\n/);
    expect(await itemsById()).toEqual(before);
  });

  test('files of JSON too, and standard input', async () => {
    const lines = join(folder, 'items.jsonl');
    writeFileSync(lines, '{"id":"item-00001","number":1,"plain":true}\n{"id":"item-00002","number":2}\n');
    const first = await restore(lines, ...confirmed, '--json');
    expect(first.json()).toMatchObject({ read: 2, written: 2, skipped: 0 });
    const env = { ...table.env, XDG_STATE_HOME: folder };
    const again = await runCommand(['restore', '-', '--mode', 'differing', ...confirmed, '--json'], {
      env,
      cwd: folder,
      stdin: readFileSync(lines, 'utf8'),
    });
    expect(again.json()).toMatchObject({ read: 2, written: 0, skipped: 2 });
    await restore(dump, ...confirmed);
  });

  test('of items of one key, the table may have any', async () => {
    const lines = join(folder, 'twice.jsonl');
    writeFileSync(lines, '{"id":"item-00001","number":-1}\n{"id":"item-00001","number":5}\n');
    const run = await restore(lines, ...confirmed, '--json');
    expect(run.json()).toMatchObject({ read: 2, written: 0, skipped: 2, repeatedKeys: 1 });
  });

  test('asks for the name of the table before it reads it', async () => {
    const run = await restore(dump);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toBe(
      `Error: This overwrites items of table "${table.tableName}" that differ from the source. Confirmation is required\n` +
        `  → to proceed, re-run this command with --confirm ${table.tableName}\n`,
    );
  });

  test('needs no --resume', async () => {
    const run = await restore(dump, ...confirmed, '--resume');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('Error: --mode differing writes only what still differs: omit --resume\n');
  });

  test('stops reading at --max-units, before anything is written', async () => {
    const before = await itemsById();
    const run = await restore(dump, ...confirmed, '--max-units', '1');
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('--max-units');
    expect(await itemsById()).toEqual(before);
  });

  test('writes nothing when an item has no key of the table', async () => {
    const before = await itemsById();
    const lines = join(folder, 'no-key.jsonl');
    writeFileSync(lines, '{"id":"item-00001","number":9}\n{"number":2}\n');
    const run = await restore(lines, ...confirmed);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(
      `Error: 1 item of ${lines} cannot be compared with the table, so that nothing was written: ${lines}:2: `,
    );
    expect(await itemsById()).toEqual(before);
  });

  test('refuses a dump without all attributes, as overwriting does', async () => {
    const part = join(folder, 'part');
    await runCommand(['dump', '--out', part, '--attributes', 'id,number'], { env: table.env });
    const run = await restore(part, ...confirmed);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('overwritten items would lose all other attributes');
  });
});
