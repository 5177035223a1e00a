import { beforeAll, describe, expect, test } from 'vitest';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { tableDefinition } from '../helpers/table-definition.ts';

const table = useTable(
  tableDefinition(['id'], { global: [{ name: 'by-shop', keys: ['shop', 'number:N'] }] }),
);
const small = useTable();

beforeAll(async () => {
  const items = numberedItems(200, 600).map((item, at) => ({
    ...item,
    shop: { S: `s${at % 5}` },
    status: { S: at % 2 === 0 ? 'paid' : 'new' },
    total: { N: String(at % 10) },
    'day of': { S: '2026-01-02' },
    open: { BOOL: true },
    customer: { M: { name: { S: 'c' } } },
  }));
  await fillTable(table.client, table.tableName, items);
  await fillTable(small.client, small.tableName, items.slice(0, 50));
});

const notes = async (argv: string[], terminal?: number): Promise<string> => {
  const options = terminal === undefined ? {} : { terminal };
  const { stderr, exitCode } = await runCommand(argv, { env: table.env, ...options });
  expect(exitCode).toBe(0);
  return stderr;
};

const WITH = (command: string): RegExp =>
  new RegExp(`\nthe scan took \\d\\d(\\.5)? read units; with an index it would be a query: ${command}\n`);

describe('a scan of more than 10 read units names the index that would help', () => {
  test.each([
    [['status=paid'], 'autodyne index create by-status --partition-key status:S'],
    [['total:=5'], 'autodyne index create by-total --partition-key total:N'],
    [
      ['total.gt:=5', 'status=paid'],
      'autodyne index create by-status-total --partition-key status:S --sort-key total:N',
    ],
    [
      ['status=paid', 'total:=4'],
      'autodyne index create by-status-total --partition-key status:S --sort-key total:N',
    ],
    [['open:=true', 'customer.name=c', 'total:=4'], 'autodyne index create by-total --partition-key total:N'],
    [['day of=2026-01-02'], "autodyne index create by-day-of --partition-key 'day of:S'"],
    [
      ['--filter', '#s = :p AND id > :n', '--names', '{"#s":"status"}', '--values', '{":p":"paid",":n":"a"}'],
      'autodyne index create by-status --partition-key status:S',
    ],
    [['status=paid', '--count'], 'autodyne index create by-status --partition-key status:S'],
    [['status=paid', '--json'], 'autodyne index create by-status --partition-key status:S'],
  ])('query %j', async (args, command) => {
    expect(await notes(['query', ...args])).toMatch(WITH(command));
  });

  test('and scan does, or names the query that there is', async () => {
    expect(await notes(['scan', 'status=paid', '--format', 'typed'])).toMatch(
      WITH('autodyne index create by-status --partition-key status:S'),
    );
    expect(await notes(['scan', 'shop=s1', 'total:=1', '--attributes', 'id,shop'])).toMatch(
      /; to read only what is asked for: autodyne query shop=s1 total:=1 --attributes id,shop\n/,
    );
  });

  test('and it is one, with the flags that select the table', async () => {
    const env = Object.fromEntries(
      Object.entries(table.env).filter(([name]) => name !== 'AUTODYNE_TABLE_NAME'),
    );
    const { stderr } = await runCommand(['query', 'status=paid', '--count', '--table', table.tableName], {
      env,
    });
    expect(stderr).toContain(
      `: autodyne index create by-status --partition-key status:S --table ${table.tableName}\n`,
    );
  });

  test.each([
    [['total.gt:=5'], 'no equality'],
    [['open:=true'], 'no scalar that can be a key'],
    [['customer.name=c'], 'a member of a map'],
    [['status.ne=new'], 'not equal'],
    [['status=paid', '--consistent'], 'consistent'],
    [[], 'no conditions'],
    [['status=paid', '--limit', '3', '--page-size', '5'], 'little was read'],
    [['status=lost'], 'nothing was found'],
  ])('not where none can help: query %j, %s', async (args) => {
    expect(await notes(['query', ...args])).not.toContain('with an index');
  });

  test('on a terminal, where nothing is found, by the items that are read then', async () => {
    expect(await notes(['query', 'status=lost'], 200)).toMatch(
      WITH('autodyne index create by-status --partition-key status:S'),
    );
    expect(await notes(['query', 'total=5'], 200)).not.toContain('with an index');
  });

  test('not for a small table', async () => {
    const { stderr } = await runCommand(['query', 'status=paid', '--count'], { env: small.env });
    expect(stderr).not.toContain('index');
  });
});
