import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { Shell } from '../helpers/shell.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
let shell: Shell;

beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(300));
  shell = new Shell(table.env);
});
afterAll(() => shell.close());

/** Runs a command with a limit on open files and sockets. */
async function bounded(command: string): Promise<string> {
  const run = await shell.run(`ulimit -n 100; autodyne ${command}`);
  const text = run.lines.join('\n');
  expect(run.exitCode, text).toBe(0);
  return text;
}

describe('400 segments, with a limit of 100 open files', () => {
  test('dump, verify, restore and compare', async () => {
    expect(await bounded('dump --segments 400 --out backup --verify')).toContain(
      'verified: complete; no problems found',
    );
    expect(await readdir(join(shell.folder, 'backup/data'))).toHaveLength(400);
    const target = await emptyTable(table.client);
    expect(await bounded(`restore backup --verify --table ${target}`)).toContain(
      'verified: the table contains',
    );
    expect(await bounded(`dump diff backup --table ${target}`)).toContain('no difference');
    expect(await bounded('stats --from backup')).toContain('300 items');
    expect(await bounded('dump verify backup')).toContain('verified: complete; no problems found');
  }, 120_000);

  test('a dump that stopped, into two runs', async () => {
    const stopped = await shell.run('ulimit -n 100; autodyne dump --segments 400 --out half --max-units 50');
    expect(stopped.exitCode).toBe(3);
    expect(await bounded('dump --resume half --verify')).toContain('verified: complete; no problems found');
  }, 120_000);

  test('a dump to one file, and to stdout', async () => {
    expect(await bounded('dump --segments 400 --out all.jsonl')).toContain('wrote 300');
    const run = await shell.run('ulimit -n 100; autodyne dump --segments 400 --out - 2>/dev/null | wc -l');
    expect(run.lines).toEqual(['300']);
  }, 120_000);
});
