import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Item } from '../../src/lib/items/values/attribute-value.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const empty = useTable();
const ITEMS: Item[] = [
  ...numberedItems(500, 2000),
  {
    id: { S: 'a' },
    customer: { M: { name: { S: 'Ann' }, 'a.b': { N: '-1.5' } } },
    tags: { SS: ['gift', 'web'] },
  },
  { id: { S: 'b' }, customer: { M: {} }, note: { S: '=1+1' }, none: { NULL: true }, e: { S: '' } },
];
let cwd = '';
let state = '';
beforeAll(() => fillTable(table.client, table.tableName, ITEMS));
beforeEach(async () => {
  cwd = await temporaryFolder(afterAll);
  state = await temporaryFolder(afterAll);
});

function run(args: string[], env = table.env): Promise<CommandRun> {
  return runCommand(args, { env: { ...env, XDG_STATE_HOME: state }, cwd });
}

test('dump --out FILE.csv has a column for every attribute, and restore brings the same back', async () => {
  const dump = await run(['dump', '--out', 'x.csv', '--segments', '3']);
  expect(dump.exitCode, dump.stderr).toBe(0);
  const lines = readFileSync(join(cwd, 'x.csv'), 'utf8').split('\n');
  expect(lines[0]).toBe('id,customer,customer.a\\.b,customer.name,e,none,note,number,tags,text');
  expect(lines).toHaveLength(504);
  expect(lines).toContain('"a",,-1.5,"Ann",,,,,"gift,web",');
  expect(lines).toContain('"b","{}",,,"",null,"=1+1",,,');
  expect(dump.stderr).toContain(
    "502 rows, 10 columns; put and restore read them with --columns 'id:S,customer:M,customer.a\\.b:N,customer.name:S,e:S,none:NULL,note:S,number:N,tags:SS,text:S' --empty-strings\n",
  );
  const [, again = ''] =
    /to restore its items over the existing ones: autodyne (.*)\n/.exec(dump.stderr) ?? [];
  expect(again).toMatch(/^restore x\.csv --mode overwrite --confirm \S+ --columns .* --empty-strings$/);
  expect((await run([...shellWords(again), '--dry-run'])).stdout).toContain('x.csv (CSV): about 502 items');
  const folder = await run(['dump', '--out', 'whole']);
  expect(folder.exitCode).toBe(0);
  expect((await run([...shellWords(again), '--verify'])).exitCode).toBe(0);
  const diff = await run(['dump', 'diff', 'whole']);
  expect(diff.exitCode, diff.stdout + diff.stderr).toBe(0);
});

test('compressed, with a byte order mark, maps as JSON and escaped formulas', async () => {
  const dump = await run([
    ...['dump', '--out', 'x.csv.gz', '--bom', '--nested', 'json', '--escape-formulas'],
    ...['--where', 'id.in=a,b', '--json'],
  ]);
  expect(dump.exitCode, dump.stderr).toBe(0);
  const text = gunzipSync(readFileSync(join(cwd, 'x.csv.gz'))).toString();
  expect(text.split('\n').sort()).toEqual([
    '',
    '"a","{""a.b"":-1.5,""name"":""Ann""}",,,,"gift,web"',
    '"b","{}","",null,"\'=1+1",',
    '\ufeffid,customer,e,none,note,tags',
  ]);
  expect(dump.json()).toMatchObject({
    path: 'x.csv.gz',
    itemCount: 2,
    contentSizeBytes: Buffer.byteLength(text),
  });
  expect(dump.stderr).toContain('x.csv.gz contains only part of the table');
});

test('a file that exists is not replaced, and nothing is left of a dump that fails', async () => {
  writeFileSync(join(cwd, 'x.csv'), 'mine');
  const run1 = await run(['dump', '--out', 'x.csv']);
  expect(run1).toMatchObject({ exitCode: 5, stdout: '' });
  expect(run1.stderr).toContain('Error: x.csv already exists; a dump does not overwrite data\n');
  const run2 = await run(['dump', '--out', 'none/x.csv']);
  expect(run2.exitCode).toBe(2);
  const run3 = await run(['dump', '--out', 'y.csv', '--max-units', '1']);
  expect(run3.exitCode).toBe(3);
  expect(readdirSync(cwd)).toEqual(['x.csv']);
  expect(readFileSync(join(cwd, 'x.csv'), 'utf8')).toBe('mine');
});

test('a folder that is not there is found before the table is read', async () => {
  await using server = await startFaultServer(table.url);
  const dump = await run(['dump', '--out', 'none/x.csv'], {
    ...table.env,
    AUTODYNE_ENDPOINT_URL: server.url,
  });
  expect(dump.exitCode).toBe(2);
  const scans = server.requests.filter(({ operation }) => operation === 'Scan');
  // A sample, for the estimate.
  expect(scans.filter(({ body }) => !body.toString().includes('"Limit"'))).toEqual([]);
});

test('an empty table has the header of its key', async () => {
  const dump = await run(['dump', '--out', 'x.csv'], empty.env);
  expect(dump.exitCode, dump.stderr).toBe(0);
  expect(readFileSync(join(cwd, 'x.csv'), 'utf8')).toBe('id\n');
});

test('flags without effect are refused', async () => {
  for (const [args, message] of [
    [['--bom'], '--bom has an effect on CSV only\n  → to write CSV: --out FILE.csv'],
    [['--out', 'x.jsonl', '--nested', 'json'], '--nested has an effect on CSV only'],
    [['--out', 'x.csv', '--verify'], '--verify requires a folder'],
    [['--out', 'x.csv', '--compress', 'gzip'], '--compress gzip does not match the file name x.csv'],
  ] as const) {
    const refused = await run(['dump', ...args]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`Error: ${message}`);
  }
  expect(readdirSync(cwd)).toEqual([]);
});
