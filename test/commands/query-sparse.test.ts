import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { configVars } from '../../src/lib/local/config-vars.ts';
import { startTwin } from '../../src/lib/local/twin.ts';
import { callTwin } from '../helpers/call-twin.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'artist', AttributeType: 'S' },
    { AttributeName: 'year', AttributeType: 'N' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-artist',
      KeySchema: [
        { AttributeName: 'artist', KeyType: 'HASH' },
        { AttributeName: 'year', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

beforeAll(async () => {
  const artist = { S: 'Ada' };
  for (const Item of [
    { id: { S: 'dated' }, artist, year: { N: '2001' } },
    { id: { S: 'undated' }, artist },
  ]) {
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
  }
});

const query = (...argv: string[]) => runCommand(['query', 'artist=Ada', ...argv], { env: table.env });
const NOTE =
  'index "by-artist" contains only items with year; to find other items, scan the table: autodyne scan\n';

test('an index that leaves out items says so', async () => {
  const run = await query('--format', 'plain');
  expect(run.stdout).toBe('{"id":"dated","artist":"Ada","year":2001}\n');
  expect(run.stderr).toBe(NOTE);
});

test('under --json and with --count too, and in the explanation', async () => {
  expect((await query('--json')).stderr).toBe(NOTE);
  expect(await query('--count')).toMatchObject({ stdout: '1\n', stderr: NOTE });
  expect((await query('--explain')).stdout).toContain(NOTE);
});

test.each(['year.ne:=1999', 'year.not_exists'])(
  '%s holds for items without it as well',
  async (condition) => {
    expect((await query(condition, '--format', 'plain')).stderr).toBe(NOTE);
  },
);

test.each(['year.gte=2000', 'year.exists'])('%s asks for nothing that is left out', async (condition) => {
  expect(await query(condition, '--format', 'plain')).toMatchObject({
    stdout: '{"id":"dated","artist":"Ada","year":2001}\n',
    stderr: '',
  });
});

test('an index that was asked for by name needs no note', async () => {
  expect((await query('--index', 'by-artist', '--format', 'plain')).stderr).toBe('');
});

describe('by the counts of DescribeTable', () => {
  const noteWith = async (
    tableCount: number | undefined,
    indexCount: number | undefined,
  ): Promise<string> => {
    const change = (response: unknown) => {
      const { Table } = response as { Table: { GlobalSecondaryIndexes: object[] } };
      const indexes = Table.GlobalSecondaryIndexes.map((index) => ({ ...index, ItemCount: indexCount }));
      return { Table: { ...Table, ItemCount: tableCount, GlobalSecondaryIndexes: indexes } };
    };
    const script = ({ operation }: { operation: string }) =>
      operation === 'DescribeTable' ? { change } : undefined;
    await using server = await startFaultServer(table.url, { script });
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
    return (await runCommand(['query', 'artist=Ada', '--count'], { env })).stderr;
  };

  test('an index that has all items needs no note', async () => {
    expect(await noteWith(300, 300)).toBe('');
  });

  test.each([
    [300, 299],
    [300, 0],
    [0, 0],
    [undefined, undefined],
    [300, undefined],
  ])('%j items and %j in the index: it may leave some out', async (ofTable, ofIndex) => {
    expect(await noteWith(ofTable, ofIndex)).toBe(NOTE);
  });
});

test('the local twin counts the items of an index, and so knows whether it leaves some out', async () => {
  const twin = await startTwin({ indexDelayMs: 0 });
  onTestFinished(() => twin.stop());
  const env = configVars(twin);
  const run = async (...argv: string[]) => {
    const { stdout, stderr, exitCode } = await runCommand(argv, { env });
    expect(exitCode, stderr).toBe(0);
    return { stdout, stderr };
  };
  await run('put', '{"id":"dated","artist":"Ada","year":2001}');
  const AttributeDefinitions = [
    { AttributeName: 'artist', AttributeType: 'S' },
    { AttributeName: 'year', AttributeType: 'N' },
  ];
  const KeySchema = [
    { AttributeName: 'artist', KeyType: 'HASH' },
    { AttributeName: 'year', KeyType: 'RANGE' },
  ];
  const Create = { IndexName: 'by-artist', KeySchema, Projection: { ProjectionType: 'ALL' } };
  const { status } = await callTwin(twin, 'UpdateTable', {
    TableName: twin.tableName,
    AttributeDefinitions,
    GlobalSecondaryIndexUpdates: [{ Create }],
  });
  expect(status).toBe(200);
  expect(await run('query', 'artist=Ada', '--count')).toEqual({ stdout: '1\n', stderr: '' });
  await run('put', '{"id":"undated","artist":"Ada"}');
  expect(await run('query', 'artist=Ada', '--count')).toEqual({ stdout: '1\n', stderr: NOTE });
});
