import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toPlainJsonText } from '../../src/lib/items/json/plain-json-text.ts';
import type { Item } from '../../src/lib/items/values/attribute-value.ts';
import { fillTable, ODD_ITEM } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { type TestTable, useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await temporaryFolder(afterAll);
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function itemsOf({ client, tableName }: TestTable): Promise<string[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  const sorted = (item: Item): Item =>
    Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Items.map((item) => toPlainJsonText(sorted(item))).sort();
}

const ORDERS = 'id,total,customer.name,tags\n1,12.50,Ann,"gift,web"\n2,7,,\n';
const TYPES = ['--columns', 'total:N,tags:SS'];
const STORED = [
  '{"customer":{"name":"Ann"},"id":"1","tags":{"$set":["gift","web"]},"total":12.5}',
  '{"id":"2","total":7}',
];

describe('put', () => {
  const table = useTable();
  const put = (args: string[], stdin?: string): Promise<CommandRun> =>
    runCommand(['put', ...args], { env: table.env, cwd: folder, ...(stdin === undefined ? {} : { stdin }) });

  test('a column that reads as numbers needs a type, and nothing is written', async () => {
    file('untyped.csv', ORDERS);
    const run = await put(['untyped.csv', '--if-not-exists']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toBe(
      'Error: untyped.csv: some columns have no type, and have cells that look like numbers, booleans or JSON: total (12.50 in line 2)\n' +
        '  → to give each column a type: autodyne put untyped.csv --if-not-exists --columns id:S,total:N,customer.name:S,tags:S\n' +
        '  → to read them as strings: autodyne put untyped.csv --if-not-exists --text\n',
    );
    expect(await itemsOf(table)).toEqual([]);
  });

  test('--columns gives types, and other columns hold strings', async () => {
    const run = await put([file('orders.csv', ORDERS), ...TYPES]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toBe(
      `${join(folder, 'orders.csv')}: read as strings: customer.name; for other types (sets, binary): --columns\n` +
        `put 2 items into table "${table.tableName}"\n`,
    );
    expect(await itemsOf(table)).toEqual(STORED);
  });

  test('--text reads all other columns as strings', async () => {
    const run = await put(['-', '--csv', '--text'], 'id,total\n9,12.50\n');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await itemsOf(table)).toContain('{"id":"9","total":"12.50"}');
  });

  test('standard input is looked at before anything is written', async () => {
    const run = await put(['-', '--csv'], 'id,total\n7,x\n8,12.50\n');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(
      'Error: stdin: some columns have no type, and have cells that look like numbers, booleans or JSON: total (12.50 in line 3)\n' +
        '  → to give each column a type: autodyne put - --csv --columns id:S,total:S\n',
    );
    expect((await itemsOf(table)).filter((item) => /"id":"[78]"/.test(item))).toEqual([]);
  });

  test('a row that is no item is refused by line and column, before anything is written', async () => {
    const path = file('bad.csv', 'id,total\nnew-1,5\nnew-2,five\n');
    const run = await put([path, '--columns', 'total:N', '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toEqual({
      error: {
        code: 'InvalidInput',
        message: `${path}:3: column total: "five" is not a number`,
        suggestions: [],
        details: { file: path, line: 3, column: 'total' },
      },
    });
    expect((await itemsOf(table)).filter((item) => item.includes('new-'))).toEqual([]);
  });

  test('a compressed file is decompressed into CSV, by the command that the error has', async () => {
    const path = file('packed.csv.gz', gzipSync('id,total\npacked,5\n'));
    const refused = await put([path, '--columns', 'total:N']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toBe(
      `Error: ${path}: this is compressed with gzip, not CSV\n` +
        `  → gunzip -c ${path} | autodyne put - --csv\n` +
        `  → or restore it: autodyne restore ${path}\n`,
    );
  });

  test('--dry-run and --estimate read it', async () => {
    const path = file('dry.csv', ORDERS);
    const dry = await put([path, ...TYPES, '--dry-run']);
    expect(dry.stdout).toContain('12.50');
    expect((await put([path, ...TYPES, '--estimate'])).stdout).toContain('putting 2 items will consume');
  });

  test('what the console of AWS exports', async () => {
    const path = file(
      'results.csv',
      '\ufeff"id","batch","options","topic","is","map","n"\r\n' +
        '"c1","b","[{""M"":{""key"":{""S"":""A""},""n"":{""N"":""12345678901234567890""}}}]","","true","{""a"":{""L"":[{""S"":""x""}]}}","1"\r\n',
    );
    const refused = await put([path]);
    const [, again = ''] = /to give each column a type: autodyne (.*)\n/.exec(refused.stderr) ?? [];
    expect(again).toContain('--columns id:S,batch:S,options:L,topic:S,is:BOOL,map:M,n:N');
    const run = await runCommand(shellWords(again), { env: table.env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await itemsOf(table)).toContain(
      '{"batch":"b","id":"c1","is":true,"map":{"a":["x"]},"n":1,"options":[{"key":"A","n":12345678901234567890}]}',
    );
  });

  test.each([
    [['{"id":"a"}', '--columns', 'a:S'], '--columns has an effect on CSV only'],
    [['items.json', '--text'], '--text has an effect on CSV only'],
    [['orders.csv', '--plain', '--text'], '--text has an effect on CSV only'],
    [['orders.csv', '--csv', '--typed'], '--csv cannot also be provided when using --typed'],
    [
      ['orders.csv', ...TYPES, '--source-table', 'x'],
      'orders.csv does not say which table its items belong to',
    ],
  ])('%j is refused', async (args, message) => {
    file('orders.csv', ORDERS);
    const run = await put(args);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(message);
  });
});

describe('what scan writes, put and restore read with the flags that scan prints', () => {
  const from = useTable();
  const byPut = useTable();
  const byRestore = useTable();
  const ITEMS: Item[] = [
    ODD_ITEM,
    { id: { S: '=x' }, v: { N: '-1.5' }, 'a.b': { S: '' }, a: { M: { b: { N: '1' }, c: { M: {} } } } },
    { id: { S: '-y' }, v: { NULL: true }, l: { L: [{ S: 'a,b' }, { N: '1' }] }, s: { SS: ['a,b', 'c'] } },
  ];

  test('and the items are the same', async () => {
    await fillTable(from.client, from.tableName, ITEMS);
    const scan = await runCommand(['scan', '--format', 'csv', '--escape-formulas', '--bom'], {
      env: from.env,
    });
    expect(scan.exitCode, scan.stderr).toBe(0);
    const path = file('round.csv', scan.stdout);
    const [, flags = ''] = /put and restore read them with (.*)\n/.exec(scan.stderr) ?? [];
    const put = await runCommand(['put', path, ...shellWords(flags)], { env: byPut.env });
    expect(put.exitCode, put.stderr).toBe(0);
    expect(await itemsOf(byPut)).toEqual(await itemsOf(from));
    const env = { ...byRestore.env, XDG_STATE_HOME: folder };
    const restore = await runCommand(['restore', path, ...shellWords(flags), '--verify', '--json'], { env });
    expect(restore.exitCode, restore.stdout).toBe(0);
    expect(restore.json()).toMatchObject({ format: 'CSV', read: 3, written: 3 });
    expect(await itemsOf(byRestore)).toEqual(await itemsOf(from));
  });
});

describe('restore', () => {
  const table = useTable();
  const restore = (args: string[], stdin?: string): Promise<CommandRun> =>
    runCommand(['restore', ...args], {
      env: { ...table.env, XDG_STATE_HOME: folder },
      cwd: folder,
      ...(stdin === undefined ? {} : { stdin }),
    });

  test('columns without a type are refused as put does, and nothing is written', async () => {
    file('r.csv', ORDERS);
    const run = await restore(['r.csv', '--dry-run']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toBe(
      'Error: r.csv: some columns have no type, and have cells that look like numbers, booleans or JSON: total (12.50 in line 2)\n' +
        '  → to give each column a type: autodyne restore r.csv --dry-run --columns id:S,total:N,customer.name:S,tags:S\n' +
        '  → to read them as strings: autodyne restore r.csv --dry-run --text\n',
    );
  });

  test('several files, one of them compressed', async () => {
    file('one.csv', 'id,total,tags\n1,12.50,web\n');
    file('two.csv.gz', gzipSync('id;customer.name\n2;Ann\n'));
    const typo = await restore(['one.csv', 'two.csv.gz', '--columns', 'totl:N']);
    expect(typo.stderr).toContain(
      'Error: --columns: one.csv, two.csv.gz has no column totl\n  → did you mean total?\n',
    );
    const run = await restore(['one.csv', 'two.csv.gz', ...TYPES, '--dry-run', '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ format: 'several CSV files', itemCount: 2, refusedCount: 0 });
  });

  test('a row that is no item is refused before anything is written', async () => {
    file('bad-row.csv', `id,total\n${'ok,1\n'.repeat(3000)}bad\n`);
    const run = await restore(['bad-row.csv', '--columns', 'total:N']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('Error: bad-row.csv:3002: 1 cell, but the header has 2 columns\n');
    expect(await itemsOf(table)).toEqual([]);
  });

  test('standard input', async () => {
    const run = await restore(['-', '--csv', ...TYPES, '--json'], ORDERS);
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.json()).toMatchObject({ format: 'standard input', read: 2, written: 2 });
    expect(await itemsOf(table)).toEqual(STORED);
  });

  test('a file that a thread reads', async () => {
    const rows = Array.from({ length: 5000 }, (_, at) => `t${at},${at}.50,some text of row ${at}\n`);
    file('large.csv', `id,total,note\n${rows.join('')}`);
    const args = ['--columns', 'total:N,note:S', '--mode', 'overwrite', '--confirm', table.tableName];
    const run = await restore(['large.csv', ...args, '--verify', '--json']);
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.json()).toMatchObject({ read: 5000, written: 5000 });
  });

  test('other sources beside CSV, folders, and repairs are refused', async () => {
    file('x.json', '{"id":"1"}');
    file('x.csv', 'id\n1\n');
    mkdirSync(join(folder, 'folder'), { recursive: true });
    writeFileSync(join(folder, 'folder', 'x.json'), '{}');
    expect((await restore(['x.csv', 'x.json'])).stderr).toContain(
      'Error: x.csv is CSV, and other files are not\n',
    );
    expect((await restore(['folder', '--csv'])).stderr).toContain(
      'Error: folder is a folder, not a file of CSV\n',
    );
    expect((await restore(['x.csv', '--repair-binary'])).stderr).toContain(
      'Error: --repair-binary has no effect on CSV: omit it\n',
    );
  });
});
