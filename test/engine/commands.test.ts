import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { differs } from './differences.ts';
import { ENGINES } from './engines.ts';

/** The main job, as a person does it; what each command does in every case is tested in `test/commands`. */
describe.each(ENGINES)('commands on $name', ({ name, start }) => {
  const table = useTable(undefined, start);
  const run = (...argv: string[]) =>
    runCommand(argv, { env: { ...table.env, AUTODYNE_PROXY_URL: 'direct' } });

  async function json(...argv: string[]): Promise<unknown> {
    const result = await run(...argv, '--json');
    expect(result).toMatchObject({ exitCode: 0 });
    return result.json();
  }

  test('describe', async () => {
    expect(await json('describe')).toMatchObject({
      Table: { TableName: table.tableName, TableStatus: 'ACTIVE' },
    });
    expect((await run('describe')).stdout).toMatch(/^partition key +id \(string\)$/m);
  });

  test('put and get, one and many', async () => {
    const song = '{"id":"1","Plays":12345678901234567890123456789012345678,"Genres":{"$set":["folk","pop"]}}';
    expect(await run('put', song)).toMatchObject({ exitCode: 0 });
    expect(await json('get', '1')).toMatchObject({
      Item: { id: { S: '1' }, Plays: { N: '12345678901234567890123456789012345678' } },
    });
    const many = JSON.stringify(
      Array.from({ length: 60 }, (_, at) => ({ id: `many-${at}`, Year: 1980 + at })),
    );
    expect(await run('put', many)).toMatchObject({ exitCode: 0 });
    expect(await json('scan', 'Year.gte:=2000', '--count')).toMatchObject({ Count: 40, ScannedCount: 61 });
    expect(await run('get', 'absent')).toMatchObject({ exitCode: 4, stdout: '' });
  });

  test('query, update and delete', async () => {
    expect(await json('query', 'id=many-7')).toMatchObject({ Count: 1, Items: [{ Year: { N: '1987' } }] });
    expect(
      await json('update', 'many-7', '--set', 'Title=New', '--add', 'Plays:=1', '--return', 'new'),
    ).toMatchObject({
      Attributes: { Title: { S: 'New' }, Plays: { N: '1' } },
    });
    // Without the old item, a condition that does not hold looks like an item that is not there.
    const failed = differs(name, 'the old item with a failed condition') ? 4 : 5;
    expect(await run('update', 'many-7', '--set', 'a=b', '--if', 'Title=Old')).toMatchObject({
      exitCode: failed,
    });
    expect(await run('update', 'absent', '--set', 'a=b')).toMatchObject({ exitCode: 4 });
    expect(await run('delete', 'many-7')).toMatchObject({ exitCode: 0 });
    expect(await run('get', 'many-7')).toMatchObject({ exitCode: 4 });
  });

  test('what is not stored is refused before it is sent, on every server alike', async () => {
    expect(await run('put', '{"id":"2","n":1e200}')).toMatchObject({ exitCode: 2 });
    expect(await run('put', '{"id":""}')).toMatchObject({ exitCode: 2 });
    expect(await run('describe', '--table', 'no-such-table')).toMatchObject({ exitCode: 4 });
  });

  // DynamoDB Local takes some seconds for each change of an index.
  test.runIf(!differs(name, 'an index that is not there, deleted'))(
    'an index: created and awaited, used, listed, deleted',
    async () => {
      const created = await run('index', 'create', 'by-year', '--partition-key', 'Year:N', '--no-sample');
      expect(created).toMatchObject({ exitCode: 0 });
      expect(await json('query', 'Year:=1990')).toMatchObject({
        Count: 1,
        Items: [{ id: { S: 'many-10' } }],
      });
      expect((await run('index', 'list')).stdout).toMatch(/by-year .*ACTIVE/);
      expect(await run('index', 'delete', 'by-year', '--confirm', table.tableName)).toMatchObject({
        exitCode: 0,
      });
      expect((await json('describe')) as object).not.toHaveProperty('Table.GlobalSecondaryIndexes.0');
    },
    60_000,
  );
});
