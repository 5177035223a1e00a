import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { fillTable } from '../../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../../helpers/run-command.ts';
import { shellWords } from '../../helpers/shell-words.ts';
import { useTable } from '../../helpers/table.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const table = useTable();
const env = () => ({ ...table.env, AUTODYNE_PROXY_URL: 'direct' });
const create = (...args: string[]): Promise<CommandRun> =>
  runCommand(['index', 'create', ...args], { env: env() });

beforeAll(async () => {
  const items = Array.from({ length: 20 }, (_, at) => ({
    id: { S: String(at) },
    total: { N: String(at) },
    where: { M: {} },
    mixed: at % 2 === 0 ? { N: '1' } : { BOOL: true },
    ...(at < 5 ? { rare: { N: '1' } } : {}),
    ...(at === 0 ? { once: { N: '1' } } : {}),
    good: { S: 'x' },
  }));
  await fillTable(table.client, table.tableName, items);
});

async function indexNames(): Promise<(string | undefined)[]> {
  const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.tableName }));
  return (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName);
}

/** The error of a run and what is suggested. */
function refusal(run: CommandRun): string[] {
  const lines = run.stderr.trimEnd().split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('Error: ')));
}

const CREATE = '  → to create it for these items: autodyne index create';
const FORCE = '  → to create it all the same: autodyne index create';

describe('index create stops when no item that was read has the key', () => {
  test.each([
    [
      'another type',
      ['by-total', '--partition-key', 'total:S'],
      [
        'Error: index "by-total": total is a number in all 20 items: write total:N',
        `${CREATE} by-total --partition-key total:N`,
        `${FORCE} by-total --partition-key total:S --force`,
      ],
    ],
    [
      'no such attribute, but one of nearly this name',
      ['by-total', '--partition-key', 'good:S', '--sort-key', 'totl:S', '--projection', 'keys'],
      [
        'Error: index "by-total": no item has totl (did you mean total?)',
        `${CREATE} by-total --partition-key good:S --sort-key total:N --projection keys`,
        `${FORCE} by-total --partition-key good:S --sort-key totl:S --projection keys --force`,
      ],
    ],
    [
      'no such attribute',
      ['by-nothing', '--partition-key', 'nothing:S'],
      [
        'Error: index "by-nothing": no item has nothing',
        `${FORCE} by-nothing --partition-key nothing:S --force`,
      ],
    ],
    [
      'a type that no key has',
      ['by-where', '--partition-key', 'where:S'],
      [
        'Error: index "by-where": where is a map in all 20 items, which cannot be a key',
        `${FORCE} by-where --partition-key where:S --force`,
      ],
    ],
    [
      'other types',
      ['by-mixed', '--partition-key', 'mixed:S'],
      [
        'Error: index "by-mixed": mixed is not a string in all 20 items',
        `${FORCE} by-mixed --partition-key mixed:S --force`,
      ],
    ],
    [
      'another type where there is one',
      ['by-rare', '--partition-key', 'rare:S', '--sort-key', 'once:S'],
      [
        'Error: index "by-rare": rare is a number in all 5 items that have it: write rare:N; once is a number in the one item that has it: write once:N',
        `${CREATE} by-rare --partition-key rare:N --sort-key once:N`,
        `${FORCE} by-rare --partition-key rare:S --sort-key once:S --force`,
      ],
    ],
  ])('%s', async (_, args, expected) => {
    const run = await create(...args);
    expect(run.exitCode).toBe(2);
    expect(refusal(run)).toEqual(expected);
    expect(await indexNames()).toEqual([]);
  });

  test('of a part of the table it says so', async () => {
    const run = await create('by-total', '--partition-key', 'total:S', '--sample', '10');
    expect(refusal(run)[0]).toBe(
      'Error: index "by-total": total is a number in all 10 items that were read: write total:N',
    );
    const none = await create('by-nothing', '--partition-key', 'nothing:S', '--sample', '10');
    expect(refusal(none)[0]).toBe(
      'Error: index "by-nothing": none of the 10 items that were read has nothing',
    );
  });

  test('a file: before any of its changes is made', async () => {
    const cwd = await temporaryFolder();
    const change = (IndexName: string, AttributeName: string): object => ({
      Create: {
        IndexName,
        KeySchema: [{ AttributeName, KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    });
    const body = {
      AttributeDefinitions: [
        { AttributeName: 'good', AttributeType: 'S' },
        { AttributeName: 'total', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexUpdates: [change('by-good', 'good'), change('by-total', 'total')],
    };
    await writeFile(join(cwd, 'two.json'), JSON.stringify(body));
    const run = await runCommand(['index', 'create', 'two.json'], { env: env(), cwd });
    expect(run.exitCode).toBe(2);
    expect(refusal(run)).toEqual([
      'Error: index "by-total": total is a number in all 20 items',
      '  → to create it all the same: autodyne index create two.json --force',
    ]);
    expect(await indexNames()).toEqual([]);
  });

  test('some of the items without it are a note, as before', async () => {
    const run = await create('sparse', '--partition-key', 'rare:N');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('  15 without "rare": will not be in the index\n');
  });

  test('--estimate, --no-sample and --json', async () => {
    const args = ['by-total', '--partition-key', 'total:S'];
    expect((await create(...args, '--estimate')).exitCode).toBe(0);
    const json = (await create(...args, '--json')).json();
    expect(json).toMatchObject({ error: { code: 'InvalidInput' } });
  });

  test('each command that is printed can be run', async () => {
    const run = await create('by-total', '--partition-key', 'total:S');
    const [better = '', force = ''] = refusal(run)
      .slice(1)
      .map((line) => line.slice(line.indexOf(': autodyne ') + 2));
    const made = await runCommand(shellWords(better).slice(1), { env: env() });
    expect(made.exitCode, made.stderr).toBe(0);
    const deletion = ['index', 'delete', 'by-total', '--confirm', table.tableName];
    expect((await runCommand(deletion, { env: env() })).exitCode).toBe(0);
    const forced = await runCommand(shellWords(force).slice(1), { env: env() });
    expect(forced.exitCode, forced.stderr).toBe(0);
    expect((await runCommand(deletion, { env: env() })).exitCode).toBe(0);
  });
});
