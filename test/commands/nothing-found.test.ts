import { beforeAll, describe, expect, test } from 'vitest';
import { fillTable } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { isOnDynamoDbLocal, useTable } from '../helpers/table.ts';

const table = useTable();

beforeAll(() =>
  fillTable(
    table.client,
    table.tableName,
    ['a', 'b', 'c'].map((id) => ({
      id: { S: id },
      status: { S: 'paid' },
      total: { N: '5' },
      open: { BOOL: true },
      tags: { SS: ['web'] },
      zip: { S: '02134' },
      customer: { M: { address: { S: 'Rome' } } },
      lines: { L: [{ M: { sku: { S: 'x' } } }] },
    })),
  ),
);

const onTerminal = (...argv: string[]): Promise<CommandRun> =>
  runCommand(argv, { env: table.env, terminal: 160 });

describe('nothing found, on a terminal: a few items are read, and the slip is named', () => {
  test.each([
    ['Status=paid', 'no item that was read has Status; did you mean status?'],
    ['customer.adress=Rome', 'no item that was read has customer.adress; did you mean customer.address?'],
    ['Customer.address=Rome', 'no item that was read has Customer; did you mean customer.address?'],
    ['colour=red', 'no item that was read has colour'],
    [
      'lines.sku=x',
      'lines is a list: lines[0].sku is in its first element, and lines.contains finds a string or number in it',
    ],
    ['status.name=x', 'status is a string, so it has no member name'],
    ['status[0]=x', 'status is a string, so it has no element [0]'],
    ['total=5', 'total is a number, but "total=5" compares with a string; did you mean total:=5?'],
    ['total.gt=1', 'total is a number, but "total.gt=1" compares with a string; did you mean total.gt:=1?'],
    ['open=true', 'open is true or false, but "open=true" compares with a string; did you mean open:=true?'],
    ['zip:=2134', 'zip is a string, but "zip:=2134" compares with a number; did you mean zip:=\'"2134"\'?'],
    [
      'tags=web',
      'tags is a set of strings, but "tags=web" compares with a string; did you mean tags.contains:=\'"web"\'?',
    ],
    ['total.begins_with=5', 'total is a number, but "total.begins_with=5" compares with a string'],
  ])('%s', async (condition, slip) => {
    const { stderr, stdout, exitCode } = await onTerminal('scan', condition);
    expect(stderr).toContain(`no items\nread 3 items to find out why (0.5 read units):\n  ${slip}\n`);
    expect(stderr).toContain('units: 1 read, 0 write');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
  });

  // DynamoDB Local counts units in its own way.
  test.skipIf(isOnDynamoDbLocal)('of several keys the items of the first are read', async () => {
    const { stderr } = await onTerminal('query', 'id.in=a,b,x', 'Status=paid');
    expect(stderr).toContain(
      'read 2 items to find out why (1.5 read units):\n  no item that was read has Status',
    );
    const none = await onTerminal('query', 'id.in=u,v,w,x,y,z', 'status=paid');
    expect(none.stderr).toContain(`no item of table "${table.tableName}" has id.in:=["u","v","w","x"]`);
  });

  test('in a query, items of the same key are read', async () => {
    const { stderr } = await onTerminal('query', 'id=a', 'Status=paid');
    expect(stderr).toContain(
      'read 1 item to find out why (0.5 read units):\n  no item that was read has Status',
    );
    const { stderr: absent } = await onTerminal('query', 'id=zz', 'status=paid');
    expect(absent).toContain(`  no item of table "${table.tableName}" has id=zz\n`);
  });

  test('where all fits, that is said', async () => {
    const { stderr } = await onTerminal('scan', 'status=lost', 'colour.not_exists');
    expect(stderr).toContain(
      'read 3 items to find out why (0.5 read units): they have these attributes, with values of these types\n',
    );
  });

  test.each([['status=paid'], ['id=zz']])('%s: nothing is read for nothing', async (condition) => {
    expect((await onTerminal('query', condition)).stderr).not.toContain('to find out why');
  });
});

describe('elsewhere nothing is read, and a hint is given with a table alone', () => {
  const piped = (...argv: string[]) =>
    runCommand(['scan', 'Status=paid', '--units', ...argv], { env: table.env });

  test('a table', async () => {
    const { stderr } = await piped();
    expect(stderr).toContain(
      'no items\nnames, and types of values, must be those of the items; to see some items: autodyne scan --limit 3\n',
    );
    expect(stderr).toContain('units: 0.5 read');
  });

  test.each([[['--json']], [['--format', 'plain']], [['--count']]])('%j', async (argv) => {
    const { stderr } = await piped(...argv);
    expect(stderr).not.toMatch(/names, and types|find out why/);
  });
});

test.each([
  [['--columns', 'id,totl'], 'no item here has totl; did you mean total?'],
  [['--columns', 'id,lines.sku'], 'lines is a list: lines[0].sku is in its first element'],
  [
    ['--format', 'csv', '--columns', 'id,customer.adress'],
    'no item here has customer.adress; did you mean customer.address?',
  ],
])('a column that no item has: %j', async (argv, note) => {
  const { stderr } = await runCommand(['scan', ...argv], { env: table.env });
  expect(stderr).toContain(note);
});

describe('no item has any of the columns', () => {
  const NONE = '3 items read; no rows are printed, because every cell would be empty\n';
  const scan = async (...argv: string[]) => {
    const { stdout, stderr, exitCode } = await runCommand(['scan', ...argv], { env: table.env });
    return { stdout, stderr: stderr.replace(/^Scanning .*\n/, ''), exitCode };
  };

  test('of a table nothing is printed', async () => {
    expect(await scan('--columns', 'totl')).toEqual({
      stdout: '',
      stderr: `no item here has totl; did you mean total?\n${NONE}`,
      exitCode: 0,
    });
  });

  test('of CSV the header is', async () => {
    expect(await scan('--columns', 'totl,stat', '--format', 'csv')).toEqual({
      stdout: 'totl,stat\n',
      stderr: `no item here has totl; did you mean total?\nno item here has stat; did you mean status?\n${NONE}0 rows, 2 columns\n`,
      exitCode: 0,
    });
  });

  test('with --attributes too', async () => {
    expect(await scan('--attributes', 'totl')).toEqual({ stdout: '', stderr: NONE, exitCode: 0 });
    expect(await scan('--attributes', 'totl', '--format', 'csv')).toMatchObject({
      stdout: 'totl\n',
      stderr: `${NONE}0 rows, 1 column\n`,
    });
  });

  test('JSON Lines have an item each, whatever it has', async () => {
    expect(await scan('--attributes', 'totl', '--format', 'plain')).toMatchObject({
      stdout: '{}\n{}\n{}\n',
      stderr: '',
    });
  });

  test.each(['plain', 'typed'])('--format %s has no columns', async (format) => {
    expect(await scan('--columns', 'totl', '--format', format)).toEqual({
      stdout: '',
      stderr: `Error: --columns has no effect on --format ${format}\n  → to print columns: --format table, or --format csv\n`,
      exitCode: 2,
    });
  });
});

test('of --attributes the names are not known, so that a short page is not explained', async () => {
  const run = await runCommand(['scan', '--attributes', 'id,totl'], { env: table.env });
  expect(run.stderr).toMatch(/^Scanning .*\n3 items\n$/);
});
