import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillTable, ODD_ITEM } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
let cwd = '';
/** The types of the columns, as a dump into CSV prints them. */
let types: string[] = [];
let text = '';

beforeAll(async () => {
  cwd = await temporaryFolder(afterAll);
  await fillTable(table.client, table.tableName, [
    ODD_ITEM,
    {
      id: { S: '1' },
      total: { N: '12.5' },
      tags: { SS: ['gift', 'web'] },
      customer: { M: { name: { S: 'Ann' } } },
    },
    { id: { S: '2' }, total: { N: '7' } },
  ]);
  const scan = await runCommand(['scan', '--format', 'csv'], { env: table.env });
  const [, flags = ''] = /put and restore read them with (.*)\n/.exec(scan.stderr) ?? [];
  types = shellWords(flags);
  text = scan.stdout;
  file('same.csv', text);
});

function file(name: string, content: string): void {
  writeFileSync(join(cwd, name), content);
}

const run = (...args: string[]): Promise<CommandRun> =>
  runCommand(args, { env: { ...table.env, XDG_STATE_HOME: cwd }, cwd });

test('CSV that was not changed has no difference', async () => {
  const diff = await run('dump', 'diff', 'same.csv', ...types);
  expect(diff.exitCode, diff.stdout + diff.stderr).toBe(0);
  expect(diff.stderr).toContain(`same.csv: 3 items; table ${table.tableName}: 3 items\nno difference\n`);
});

test('what was changed in a spreadsheet is shown cell by cell', async () => {
  file('edited.csv', text.replace('12.5', '12.75').replace('"2"', '"3"'));
  const diff = await run('dump', 'diff', 'edited.csv', ...types);
  expect(diff.exitCode).toBe(8);
  expect(diff.stdout.split('\n').sort()).toEqual(
    [
      '',
      '- {"id":{"S":"3"}}',
      '+ {"id":{"S":"2"}}',
      '~ {"id":{"S":"1"}}',
      '    total: 12.75 in file, 12.5 in table',
    ].sort(),
  );
});

test('columns without a type are refused with the whole command', async () => {
  const diff = await run('dump', 'diff', 'same.csv', '--summary');
  expect(diff.exitCode).toBe(2);
  const [, again = ''] = /: autodyne (dump diff same\.csv --summary --columns .*)\n/.exec(diff.stderr) ?? [];
  expect(again).toContain('total:N');
  const typed = await run(...shellWords(again));
  expect([0, 8]).toContain(typed.exitCode);
});

test('CSV is compared with a dump by its key, and with other CSV by that of the table', async () => {
  await run('dump', '--out', 'whole');
  const offline = await runCommand(['dump', 'diff', 'same.csv', 'whole', ...types], { env: {}, cwd });
  expect(offline.exitCode, offline.stdout + offline.stderr).toBe(0);
  const turned = await runCommand(['dump', 'diff', 'whole', 'same.csv', ...types], { env: {}, cwd });
  expect(turned.exitCode, turned.stdout + turned.stderr).toBe(0);
  file('less.csv', 'id,total\n1,12.5\n2,8\n');
  file('more.csv', 'id,total\n1,12.50\n2,7\n3,1\n');
  const both = await run('dump', 'diff', 'less.csv', 'more.csv', '--columns', 'total:N');
  expect(both.exitCode).toBe(8);
  expect(both.stderr).toContain('0 only in the first, 1 only in the second, 1 changed\n');
});

test('flags of CSV have no effect on other sources', async () => {
  await run('dump', '--out', 'other');
  const flag = await run('dump', 'diff', 'other', '--text');
  expect(flag).toMatchObject({
    exitCode: 2,
    stderr:
      'Error: --text has an effect on CSV only\n  → to compare CSV, name a file that ends with .csv or .tsv\n',
  });
});

test.each([
  [['scan', '--from', 'same.csv']],
  [['query', 'id=1', '--from', 'same.csv']],
  [['stats', '--from', 'same.csv']],
])('%j: CSV is refused, with what can be done with it', async (args) => {
  const refused = await run(...args);
  expect(refused).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr:
      'Error: same.csv is CSV, which --from does not read: the types of its columns are not known\n' +
      '  → to compare it with the table: autodyne dump diff same.csv\n' +
      '  → to check it and see its items: autodyne put same.csv --dry-run\n' +
      '  → to query its items, put them into a table in memory: start autodyne local --memory, then put the file\n',
  });
});
