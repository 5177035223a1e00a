import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { fillTable } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const folder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const run = (...argv: string[]) => runCommand(argv, { env: table.env });
const items = [
  { id: { S: '1' }, year: { N: '2010' } },
  { id: { S: '2' }, year: { S: '2010' } },
  { id: { S: '3' }, year: { N: '2011' } },
];
beforeEach(() => fillTable(table.client, table.tableName, items));

async function years(): Promise<string[]> {
  const { stdout } = await run('scan', '--format', 'plain');
  return stdout.split('\n').filter(Boolean).sort();
}

const REFUSED =
  'Error: "year.ne=2010" compares with a string that looks like a number\n' +
  '  → for the number: year.ne:=2010\n' +
  `  → for the string: year.ne:='"2010"'\n` +
  '  → to treat all values after = as strings: --text\n';

describe('a string where a number may be meant', () => {
  test.each([
    ['delete --where', ['delete', '--where', 'year.ne=2010']],
    ['delete --where --dry-run', ['delete', '--where', 'year.ne=2010', '--dry-run']],
    ['delete --if', ['delete', '1', '--if', 'year.ne=2010']],
    ['update --if', ['update', '1', '--set', 'seen:=true', '--if', 'year.ne=2010']],
  ])('is refused by %s, which changes nothing', async (_, args) => {
    const before = await years();
    const confirm = args.includes('--where') ? ['--confirm', table.tableName] : [];
    const json = await run(...args, ...confirm, '--json');
    expect(json.exitCode).toBe(2);
    expect(json.json()).toMatchObject({ error: { code: 'InvalidUsage' } });
    expect(await run(...args, ...confirm)).toMatchObject({ exitCode: 2, stdout: '', stderr: REFUSED });
    expect(await years()).toEqual(before);
  });

  test('is taken with --text', async () => {
    expect((await run('update', '2', '--set', 'seen:=true', '--if', 'year=2010', '--text')).exitCode).toBe(0);
    expect((await run('update', '1', '--set', 'seen:=true', '--if', 'year=2010', '--text')).exitCode).toBe(5);
    const confirm = ['--confirm', table.tableName, '--json'];
    expect((await run('delete', '--where', 'year=2010', '--text', ...confirm)).json()).toEqual({
      deleted: 1,
    });
    expect((await run('delete', '3', '--if', 'year.ne=2010', '--text')).exitCode).toBe(0);
  });

  test('is noted by dump, and not with --text', async () => {
    const note = `"year=2010" compares with a string; for the number: year:=2010, for the string: year:='"2010"' (or --text)\n`;
    const where = ['--where', 'year=2010'];
    const noted = await run('dump', '--out', join(folder, 'noted'), ...where);
    expect(noted.exitCode).toBe(0);
    expect(noted.stderr).toContain(note);
    expect((await run('dump', '--estimate', ...where)).stderr).toContain(note);
    const silent = await run('dump', '--out', join(folder, 'silent'), ...where, '--text');
    expect(silent.stderr).not.toContain('compares with');
  });

  test('is noted by scan', async () => {
    const note = '"year.not_contains=2010" compares with a string; for the number: year.not_contains:=2010, ';
    expect((await run('scan', 'year.not_contains=2010', '--count')).stderr).toContain(note);
    expect((await run('scan', 'year.not_contains=2010', '--count', '--text')).stderr).not.toContain(note);
  });
});
