import { beforeAll, describe, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const COUNT = 20_000;

const table = useTable({
  KeySchema: [
    { AttributeName: 'list', KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'list', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
  ],
});

/** 20,000 items in one list, three pages of 1 MB, and 100 in another. */
beforeAll(async () => {
  const inList = (list: string, count: number) =>
    numberedItems(count, 90).map((item) => ({ ...item, list: { S: list } }));
  await fillTable(table.client, table.tableName, [...inList('long', COUNT), ...inList('short', 100)]);
}, 120_000);

const onTerminal = (argv: string[], url = table.url): Promise<CommandRun> =>
  runCommand(argv, { env: { ...table.env, AUTODYNE_ENDPOINT_URL: url }, terminal: 80 });

function pages({ requests }: FaultServer): number {
  return requests.filter(({ operation }) => operation === 'Scan' || operation === 'Query').length;
}

const NEXT = '--start \'{"list":"long","id":"item-00099"}\'';
const NOTE = `the first 100 items; there may be more; to see more: --all, or --limit N; for\n  the next: ${NEXT}`;

describe('on a terminal', () => {
  test.each([
    ['query', 'list=long'],
    ['query', 'list=long', '--format', 'plain'],
    ['query', 'list=long', '--format', 'csv'],
    ['query', 'list=long', 'number.gte:=0'],
  ])('%s %s %s %s: the first 100 items, of at most two pages', async (...argv) => {
    await using server = await startFaultServer(table.url);
    const { stdout, stderr, exitCode } = await onTerminal(argv, server.url);
    expect(stdout.match(/item-\d{5}/g)).toHaveLength(100);
    expect(stdout).toContain('item-00099');
    expect(stderr).toContain(`${NOTE}\n`);
    expect(exitCode).toBe(0);
    expect(pages(server)).toBeLessThanOrEqual(2);
  });

  test('a scan too, which says what that costs, and is right', async () => {
    await using server = await startFaultServer(table.url);
    const { stdout, stderr } = await onTerminal(['scan'], server.url);
    expect(stdout.match(/item-\d{5}/g)).toHaveLength(100);
    expect(stderr).toMatch(/^Scanning table "\S+"; about \d(\.5)? read units\n/);
    const [, units] = /; about ([\d.]+) read units/.exec(stderr) ?? [];
    expect(stderr).toContain(`units: ${units} read, 0 write`);
    expect(pages(server)).toBe(1);
  });

  test('a scan in segments too', async () => {
    const { stdout, stderr } = await onTerminal(['scan', '--segments', '4']);
    expect(stdout.match(/item-\d{5}/g)).toHaveLength(100);
    expect(stderr).toContain('the first 100 items; there may be more; to see more: --all, or --limit N\n');
  });

  test('the way on is right', async () => {
    const { stdout } = await onTerminal([
      'query',
      'list=long',
      '--start',
      '{"list":"long","id":"item-00099"}',
    ]);
    expect(stdout).toContain('item-00100');
    expect(stdout).not.toContain('item-00099');
  });

  test('all of 100 items are all, and nothing is said', async () => {
    const { stdout, stderr } = await onTerminal(['query', 'list=short']);
    expect(stdout.match(/item-\d{5}/g)).toHaveLength(100);
    expect(stderr).not.toContain('there may be more');
  });

  test.each([
    [['--limit', '150'], 150],
    [['--all', '--format', 'plain'], COUNT],
  ])('%j: as asked for', async (flags, count) => {
    const { stdout, stderr } = await onTerminal(['query', 'list=long', ...flags]);
    expect(stdout.match(/item-\d{5}/g)).toHaveLength(count);
    expect(stderr).not.toContain('the first 100');
  });

  test('--count and --json are of all items, as a script gets them', async () => {
    expect((await onTerminal(['query', 'list=long', '--count'])).stdout).toBe(`${COUNT}\n`);
    const { Count } = (await onTerminal(['query', 'list=long', '--json'])).json() as { Count: number };
    expect(Count).toBe(10_000);
  });

  test('--estimate says what the first 100 cost, and how to know the rest', async () => {
    const sized = { TableSizeBytes: 4_000_000, ItemCount: COUNT };
    const change = (response: unknown) => ({ Table: { ...(response as { Table: object }).Table, ...sized } });
    await using server = await startFaultServer(table.url, { script: () => ({ change }) });
    const { stdout } = await onTerminal(['scan', '--estimate'], server.url);
    expect(stdout).toMatch(/; about 2.5 read units .* plan for the first 100 items; for all: --all\n$/);
    const all = await onTerminal(['scan', '--estimate', '--all'], server.url);
    expect(all.stdout).toMatch(/; about 488.5 read units .* of the monthly plan\n$/);
  });

  test('a dump is read as the table is', async () => {
    const folder = await temporaryFolder();
    const env = { ...table.env };
    await runCommand(['dump', '--out', `${folder}/d`], { env });
    const argv = ['query', 'list=long', '--from', `${folder}/d`];
    const { stdout, stderr } = await onTerminal(argv);
    expect(stdout.match(/item-\d{5}/g)).toHaveLength(100);
    expect(stderr).toContain(NOTE);
  });
});

test('into a pipe go all items', async () => {
  const run = await runCommand(['query', 'list=long', '--format', 'plain'], { env: table.env });
  expect(run.stdout.match(/item-\d{5}/g)).toHaveLength(COUNT);
});
