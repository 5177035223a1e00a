import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
let folder: string;

beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(40));
  folder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
  return () => rm(folder, { recursive: true });
});

let count = 0;
async function dump(...args: string[]): Promise<{ out: string; run: CommandRun }> {
  count += 1;
  const out = join(folder, String(count));
  return { out, run: await runCommand(['dump', '--out', out, ...args], { env: table.env }) };
}

async function intoTable(tableName: string, ...args: string[]): Promise<CommandRun> {
  return runCommand(['restore', ...args], { env: { ...table.env, AUTODYNE_TABLE_NAME: tableName } });
}

describe('a dump of a part', () => {
  test.each([
    [['--where', 'number.lt:=5'], '--where number.lt:=5', 'items that do not match it', 5],
    [['--attributes', 'id'], '--attributes id', 'all other attributes', 40],
    [['--limit', '7'], '--limit 7', 'the items beyond that many', 7],
    [['--segments', '2', '--segment-range', '0-0'], '--segment-range 0-0', 'the other segments', undefined],
    [
      ['--where', 'number.lt:=5', '--attributes', 'id'],
      '--where number.lt:=5 --attributes id',
      'items that do not match it, and all other attributes',
      5,
    ],
  ])(
    '%j is said to be one whenever it is used, and is not verified as a whole',
    async (args, flags, lacking, items) => {
      const { out, run } = await dump(...args, '--verify');
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toContain('verified: partial dump; no problems found\n');
      const note = `${out} is a partial dump: it was made with ${flags}; it does not contain ${lacking}\n`;
      const target = await emptyTable(table.client);
      const dryRun = await intoTable(target, out, '--dry-run');
      expect(dryRun).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(note) });
      const restored = await intoTable(target, out, '--verify', '--json');
      expect(restored.exitCode, restored.stderr).toBe(0);
      expect(restored.stderr).toContain(note);
      expect(restored.stderr).toContain(
        `verified: the table contains all restored items (partial: ${flags}), content digest `,
      );
      if (items !== undefined) expect(restored.json()).toMatchObject({ written: items });
      for (const command of [
        ['stats', '--from', out],
        ['scan', '--from', out],
        ['dump', 'diff', out, out],
      ]) {
        expect((await runCommand(command)).stderr, command.join(' ')).toContain(note);
      }
    },
  );

  test('without attributes is not written over whole items, unless that is meant', async () => {
    const { out } = await dump('--attributes', 'id');
    const target = await emptyTable(table.client);
    const Item = { id: { S: 'item-00000' }, precious: { S: 'yes' } };
    await table.client.send(new PutItemCommand({ TableName: target, Item }));
    const over = [out, '--mode', 'overwrite', '--confirm', target];
    for (const args of [over, [...over, '--dry-run']]) {
      expect(await intoTable(target, ...args)).toMatchObject({
        exitCode: 2,
        stderr: [
          `Error: ${out} was made with --attributes id: overwritten items would lose all other attributes`,
          '  → to write only items that do not exist: --mode skip-existing',
          '  → to overwrite the items and lose those attributes: --partial\n',
        ].join('\n'),
      });
    }
    const find = new GetItemCommand({ TableName: target, Key: { id: { S: 'item-00000' } } });
    expect((await table.client.send(find)).Item).toEqual(Item);
    const beside = await intoTable(target, out, '--mode', 'skip-existing');
    expect(beside.exitCode, beside.stderr).toBe(0);
    expect((await table.client.send(find)).Item).toEqual(Item);
    const meant = await intoTable(target, ...over, '--partial', '--verify');
    expect(meant.exitCode, meant.stderr).toBe(0);
    expect(meant.stderr).toContain('(partial: --attributes id)');
    expect((await table.client.send(find)).Item).toEqual({ id: { S: 'item-00000' } });
  });

  test('is whole again once all shares are merged', async () => {
    const shares = [
      await dump('--segments', '2', '--segment-range', '0-0'),
      await dump('--segments', '2', '--segment-range', '1-1'),
    ];
    const out = join(folder, 'merged');
    await runCommand(['dump', 'merge', ...shares.map((share) => share.out), '--out', out]);
    const restored = await intoTable(await emptyTable(table.client), out, '--verify');
    expect(restored.stderr).not.toContain('only a part');
    expect(restored.stderr).toContain('verified: the table contains all restored items, content digest 40:');
  });
});

describe('--attributes', () => {
  test.each(['number', 'number,id.x', 'idx,number'])(
    '%s leaves out the key: no dump is made',
    async (attributes) => {
      const { out, run } = await dump('--attributes', attributes);
      expect(run).toMatchObject({
        exitCode: 2,
        stderr: [
          'Error: --attributes does not include the key "id": items without it cannot be restored',
          `  → to include it: --attributes id,${attributes}`,
          `  → to read only these attributes: autodyne scan --format typed --attributes ${attributes}\n`,
        ].join('\n'),
      });
      await expect(readdir(out)).rejects.toThrow('ENOENT');
      for (const args of [['--estimate'], ['--out', '-'], ['--out', join(folder, 'items.jsonl')]]) {
        const other = await runCommand(['dump', '--attributes', attributes, ...args], { env: table.env });
        expect(other, args.join(' ')).toMatchObject({ exitCode: 2, stdout: '' });
      }
    },
  );

  test('are read as those of scan are: blanks around them are none of theirs', async () => {
    const { out } = await dump('--attributes', 'id, number');
    const stats = await runCommand(['stats', '--from', out, '--json']);
    expect(stats.json()).toMatchObject({ attributes: [{ name: 'id' }, { name: 'number', itemCount: 40 }] });
  });

  test('an item without its key is found by verify', async () => {
    const { out } = await dump('--attributes', 'id,number', '--compress', 'none');
    const path = join(out, 'data/segment-00000-00001.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"id"', '"ID"'));
    expect((await runCommand(['dump', 'verify', out])).stdout).toMatch(/json:1: .*id/);
  });
});
