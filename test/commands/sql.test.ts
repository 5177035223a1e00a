import { beforeAll, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { isOnDynamoDbLocal, useTable } from '../helpers/table.ts';

const table = useTable();
const sql = (...argv: string[]) => runCommand(['sql', ...argv], { env: table.env });
const run = (...argv: string[]) => runCommand(argv, { env: table.env });
const ITEM = {
  id: { S: 'a' },
  n: { N: '12345678901234567890.123456789012345678' },
  b: { B: 'AP8=' },
  ns: { NS: ['1', '2'] },
};

beforeAll(async () => {
  await run('put', JSON.stringify(ITEM));
});

describe('SELECT', () => {
  test('prints one item as an item; {table} is the name of the table', async () => {
    const found = await sql("SELECT * FROM {table} WHERE id = 'a'");
    expect(found).toMatchObject({ exitCode: 0, stderr: '1 item\n' });
    expect(found.stdout).toContain('"n": 12345678901234567890.123456789012345678');
  });

  test('with --json the shape of execute-statement; parameters typed or plain', async () => {
    const found = await sql(
      `SELECT * FROM "${table.tableName}" WHERE id = ? AND ns = ?`,
      '--parameters',
      '["a", {"NS":["2","1"]}]',
      '--json',
    );
    expect(found.json()).toEqual({ Items: [{ ...ITEM, ns: { NS: expect.arrayContaining(['1', '2']) } }] });
  });

  test('the formats of query', async () => {
    const statement = "SELECT id, n FROM {table} WHERE id = 'a'";
    expect((await sql(statement, '--format', 'plain')).stdout).toBe(
      '{"id":"a","n":12345678901234567890.123456789012345678}\n',
    );
    expect((await sql(statement, '--format', 'typed')).stdout).toBe(
      '{"id":{"S":"a"},"n":{"N":"12345678901234567890.123456789012345678"}}\n',
    );
    expect(
      (await sql(statement, '--format', 'csv', '--columns', 'n,id')).stdout.trim().split(/\r?\n/),
    ).toEqual(['n,id', '12345678901234567890.123456789012345678,"a"']);
  });

  test('read-only mode lets it through, and nothing else', async () => {
    const env = { ...table.env, AUTODYNE_READONLY: '1' };
    const select = await runCommand(['sql', "select id FROM {table} WHERE id = 'a'", '--json'], { env });
    expect(select.json()).toEqual({ Items: [{ id: { S: 'a' } }] });
    for (const statement of [
      "DELETE FROM {table} WHERE id = 'a'",
      "INSERT INTO {table} VALUE {'id': 'x'}",
      "UPDATE {table} SET n = 1 WHERE id = 'a'",
      "SELECT * FROM {table} WHERE id = 'a'; DELETE FROM {table} WHERE id = 'a'",
      'EXISTS(SELECT * FROM {table})',
    ]) {
      const refused = await runCommand(['sql', statement], { env });
      expect(refused).toMatchObject({ exitCode: 6, stdout: '' });
      expect(refused.stderr).toMatch(/^Error: refused to execute \w+: read-only mode is on\n/);
    }
    expect((await run('get', 'a', '--json')).json()).toMatchObject({ Item: { id: { S: 'a' } } });
  });

  test.each([
    ["SELECT * FROM other WHERE id = 'a'", 'the statement is for table "other", but the selected table is "'],
    [
      'DELETE FROM "other" WHERE id = \'a\'',
      'the statement is for table "other", but the selected table is "',
    ],
    [
      `SELECT * FROM NAME WHERE id = 'a'`,
      'must be in double quotes\n  → or write {table} for it, without quotes\n',
    ],
    [
      'SELECT * FROM {table} WHERE id = ?',
      'the statement has one "?", but 0 parameters are given\n  → give a value for each ?, in its order: --parameters \'["Acme",2010]\'\n',
    ],
    [' ', 'the statement is empty'],
  ])('%s is refused before it is sent', async (statement, message) => {
    const refused = await sql(statement.replace('NAME', table.tableName));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(message);
  });

  test("the service's words for a statement that is wrong", async () => {
    const refused = await sql('SELECT * FROM {table} WHERE');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('ValidationException');
  });
});

describe('a write', () => {
  // DynamoDB Local counts units in its own way.
  test.skipIf(isOnDynamoDbLocal)('is done, for one item, and keeps types and digits', async () => {
    const insert = "INSERT INTO {table} VALUE {'id': 'new', 'n': 1, 'big': ?}";
    const parameters = ['--parameters', '[{"$set":[1,2]}]'];
    const made = await sql(insert, ...parameters, '--units');
    expect(made.stderr).toBe('INSERT: done\nunits: 0 read, 1 write (5 request units)\n');
    expect((await sql(insert, ...parameters)).exitCode).toBe(5);
    const changed = await sql(
      "UPDATE {table} SET n = ? WHERE id = 'new' RETURNING ALL NEW *",
      '--parameters',
      '[0.10000000000000000000000000000000000001]',
      '--json',
    );
    expect(changed.json()).toEqual({
      Items: [
        {
          id: { S: 'new' },
          n: { N: '0.10000000000000000000000000000000000001' },
          big: { NS: expect.arrayContaining(['1', '2']) },
        },
      ],
    });
    expect(await sql("DELETE FROM {table} WHERE id = 'new'")).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'DELETE: done\n',
    });
    expect((await run('get', 'new')).exitCode).toBe(4);
  });

  test('an UPDATE of nothing is exit 5', async () => {
    expect(await sql("UPDATE {table} SET n = 1 WHERE id = 'absent'")).toMatchObject({
      exitCode: 5,
      stderr:
        'Error: no item has the key and meets the other conditions of the statement; nothing was changed\n',
    });
    expect((await run('get', 'absent')).exitCode).toBe(4);
  });

  test('--dry-run sends nothing, and prints the request', async () => {
    const statement = 'DELETE FROM {table} WHERE id = ?';
    const dry = await sql(statement, '--parameters', '["a"]', '--dry-run', '--json');
    expect(dry.json()).toMatchObject({
      DryRun: {
        Operation: 'ExecuteStatement',
        Body: { Statement: `DELETE FROM "${table.tableName}" WHERE id = ?`, Parameters: [{ S: 'a' }] },
      },
    });
    expect((await run('get', 'a')).exitCode).toBe(0);
  });

  test('--max-units below its least is refused', async () => {
    expect(await sql("DELETE FROM {table} WHERE id = 'a'", '--max-units', '4')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('not started: the statement would consume about 5 request units'),
    });
  });
});

describe('many items', () => {
  beforeAll(() => fillTable(table.client, table.tableName, numberedItems(12_000, 200)), 120_000);
  const ALL = 'the statement does not name the partition key: it reads the whole table';

  test('pages are followed to the end', async () => {
    const all = await sql('SELECT * FROM {table} WHERE number >= 0', '--format', 'plain');
    expect(all.stdout.match(/item-\d{5}/g)).toHaveLength(12_000);
    expect(all.stderr).toMatch(new RegExp(`^${ALL}`));
  });

  // The first 100 are those of the embedded engine's order: DynamoDB Local has another one.
  test.skipIf(isOnDynamoDbLocal)('a terminal shows the first 100, of one page', async () => {
    await using server = await startFaultServer(table.url);
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
    const screen = await runCommand(['sql', 'SELECT * FROM {table}'], { env, terminal: 80 });
    // And the one of the tests above.
    expect(screen.stdout.match(/item-\d{5}/g)).toHaveLength(99);
    expect(screen.stderr).toMatch(
      /the first 100 items; there may be more; to see more: --all, or --limit N; for\s+the next:\s+--start \S+\n/,
    );
    const pages = server.requests.filter(({ operation }) => operation === 'ExecuteStatement');
    expect(pages).toHaveLength(1);
  });

  // DynamoDB Local counts units in its own way.
  test.skipIf(isOnDynamoDbLocal)('--limit, --max-units and the 10,000 of --json stop it', async () => {
    const limited = await sql('SELECT * FROM {table} WHERE number >= 0', '--limit', '3', '--format', 'plain');
    expect(limited.stdout.trim().split('\n')).toHaveLength(3);
    expect(limited).toMatchObject({ exitCode: 0 });
    expect(limited.stderr).toContain('stopped by --limit 3; there may be more');
    const spent = await sql(
      'SELECT id FROM {table}',
      '--max-units',
      '1',
      '--page-size',
      '10',
      '--format',
      'plain',
    );
    expect(spent.exitCode).toBe(3);
    expect(spent.stderr).toContain('stopped by --max-units 1; there may be more');
    const held = await sql('SELECT id FROM {table}', '--json');
    expect((held.json() as { Items: object[] }).Items).toHaveLength(10_000);
    expect(held.exitCode).toBe(3);
  });

  const startIn = (stderr: string): string => / --start (\S+)$/m.exec(stderr)?.[1] ?? '';
  const idsIn = (stdout: string): string[] => stdout.match(/item-\d{5}/g) ?? [];

  test('--start continues with the token that was printed; the parts are the whole', async () => {
    const argv = ['SELECT id FROM {table}', '--format', 'plain'];
    const first = await sql(...argv, '--limit', '4000');
    const second = await sql(...argv, '--limit', '5000', '--start', startIn(first.stderr));
    const third = await sql(...argv, '--start', startIn(second.stderr));
    expect(third.stderr).not.toContain('--start');
    const parts = [first, second, third].flatMap(({ stdout }) => idsIn(stdout));
    expect(parts).toHaveLength(12_000);
    expect(new Set(parts).size).toBe(12_000);
  });

  test('--json has the token as execute-statement does', async () => {
    const first = (await sql('SELECT id FROM {table}', '--limit', '2', '--json')).json() as {
      Items: object[];
      NextToken: string;
    };
    const second = await sql('SELECT id FROM {table}', '--limit', '1', '--json', '--start', first.NextToken);
    const whole = await sql('SELECT id FROM {table}', '--limit', '3', '--json');
    const { Items } = second.json() as { Items: object[] };
    expect([...first.Items, ...Items]).toEqual((whole.json() as { Items: object[] }).Items);
  });

  test('within a page of other conditions there is no token, which is said', async () => {
    const { stderr } = await sql('SELECT id FROM {table} WHERE number >= 0', '--limit', '3');
    expect(stderr).toContain(
      'stopped by --limit 3; there may be more; to see more: a larger --limit (with conditions on more than the key, a statement can be continued only at the end of a page)\n',
    );
  });

  test('--count prints the number of items', async () => {
    expect(await sql('SELECT id FROM {table} WHERE number < 10', '--count')).toMatchObject({
      stdout: '10\n',
    });
    expect((await sql('SELECT id FROM {table} WHERE number < 10', '--count', '--json')).json()).toEqual({
      Count: 10,
    });
  });

  test.each([['--start', 'x'], ['--count']])('%s is refused with a write', async (...flag) => {
    const { stderr, exitCode } = await sql("DELETE FROM {table} WHERE id = 'none'", ...flag);
    expect(stderr).toBe(`Error: ${flag[0]} is for a SELECT, and the statement is DELETE\n`);
    expect(exitCode).toBe(2);
  });

  // DynamoDB Local reports the size of a table at once (test/engine/differences.ts), so that the cost is known.
  test.skipIf(isOnDynamoDbLocal)('--estimate reads nothing', async () => {
    const estimate = await sql("SELECT * FROM {table} WHERE id = 'a'", '--estimate', '--json');
    expect(estimate.json()).toMatchObject({ write: expect.toBeOneOf([0, null]) });
    const write = await sql("DELETE FROM {table} WHERE id = 'a'", '--estimate', '--json');
    expect(write.json()).toEqual({ read: null, write: null, request: null, planShare: null });
  });
});
