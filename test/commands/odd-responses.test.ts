import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const UNREADABLE = 'is not a valid DynamoDB response: ';

beforeAll(async () => {
  const Item = { id: { S: 'a' }, n: { N: '1' }, list: { L: [{ S: 'x' }] } };
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
});

type Response = Record<string, unknown>;

/** Runs a command before a server of which one operation responds with 200 and this. */
async function withResponse(
  argv: readonly string[],
  operation: string,
  change: (response: Response) => unknown,
): Promise<CommandRun> {
  const script = (request: { operation: string }) =>
    request.operation === operation
      ? { change: (response: unknown) => change(response as Response) }
      : undefined;
  await using server = await startFaultServer(table.url, { script });
  const args = argv.map((arg) => arg.replaceAll('TABLE', table.tableName));
  return await runCommand(args, {
    env: { ...table.env, AUTODYNE_ENDPOINT_URL: server.url },
    cwd: await temporaryFolder(),
  });
}

const NUMBER_ITEM = { id: { S: 'a' }, n: { N: 5 } };

describe('a response that nothing can be made of is an error in words', () => {
  test.each<[string, string[], string, (response: Response) => unknown, string]>([
    ['sql: nothing', ['sql', 'SELECT * FROM "TABLE"'], 'ExecuteStatement', () => ({}), 'no "Items"'],
    [
      'sql: no list',
      ['sql', 'SELECT * FROM "TABLE"', '--format', 'csv'],
      'ExecuteStatement',
      () => ({ Items: { a: 1 } }),
      '"Items" is not a list',
    ],
    [
      'sql: a number as a number',
      ['sql', 'SELECT * FROM "TABLE"', '--json'],
      'ExecuteStatement',
      () => ({ Items: [NUMBER_ITEM] }),
      '"Items[0].n" is not an attribute value',
    ],
    [
      'transact: units',
      ['transact', '[{"Put":{"Item":{"id":"t"}}}]'],
      'TransactWriteItems',
      () => ({ ConsumedCapacity: { CapacityUnits: 2 } }),
      '"ConsumedCapacity" is not a list',
    ],
    [
      'copy: the item',
      ['copy', 'a', '--to', 'b'],
      'GetItem',
      () => ({ Item: NUMBER_ITEM }),
      '"Item.n" is not an attribute value',
    ],
    ['copy: the table', ['copy', 'a', '--to', 'b'], 'DescribeTable', () => ({}), 'no "Table"'],
    [
      'move: half an item',
      ['move', 'a', '--to', 'b'],
      'GetItem',
      () => ({ Item: { id: { S: 'a' }, m: {} } }),
      '"Item.m" is not an attribute value',
    ],
    [
      'update: returned values',
      ['update', 'a', '--append', 'list=y'],
      'UpdateItem',
      (response) => ({ ...response, Attributes: { list: { L: 'x' } } }),
      '"Attributes.list" is not an attribute value',
    ],
    [
      'put: returned values',
      ['put', '{"id":"p"}'],
      'PutItem',
      (response) => ({ ...response, Attributes: [] }),
      '"Attributes" is not an item',
    ],
    [
      'put: units',
      ['put', '{"id":"p"}'],
      'PutItem',
      () => ({ ConsumedCapacity: { CapacityUnits: '1' } }),
      '"ConsumedCapacity.CapacityUnits" is not a number',
    ],
    ['delete --where: nothing', ['delete', '--where', 'n:=1', '--dry-run'], 'Scan', () => ({}), 'no "Count"'],
    [
      'delete --where: no items',
      ['delete', '--where', 'n:=1', '--confirm', 'TABLE'],
      'Scan',
      (response) => ({ ...response, Items: undefined }),
      'no "Items"',
    ],
    [
      'stats: no attribute value',
      ['stats'],
      'Scan',
      () => ({ Items: [NUMBER_ITEM], Count: 1 }),
      '"Items[0].n" is not an attribute value',
    ],
    [
      'dump --out x.csv: no attribute value',
      ['dump', '--out', 'x.csv'],
      'Scan',
      () => ({ Items: [{ id: { S: 'a' }, n: null }], Count: 1 }),
      '"Items[0].n" is not an attribute value',
    ],
    [
      'index list: a table',
      ['index', 'list'],
      'DescribeTable',
      ({ Table }) => ({ Table: { ...(Table as object), GlobalSecondaryIndexes: [{}] } }),
      'no "Table.GlobalSecondaryIndexes[0].IndexName"',
    ],
  ])('%s', async (_, argv, operation, change, problem) => {
    const { stdout, stderr, exitCode } = await withResponse(argv, operation, change);
    expect(exitCode).toBe(7);
    const text = argv.includes('--json')
      ? (JSON.parse(stdout) as { error: { message: string } }).error.message
      : stderr;
    expect(text).toContain(`the response of ${operation} ${UNREADABLE}${problem}`);
  });
});

test('an unreadable item of a failed condition is not taken for none', async () => {
  const argv = ['update', 'a', '--set', 'n:=2', '--if', 'n:=7'];
  const fail = { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' } };
  const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
  const body = JSON.stringify({ __type, message: 'failed', Item: NUMBER_ITEM });
  const script = ({ operation }: { operation: string }) =>
    operation === 'UpdateItem' ? { response: { ...fail, body } } : undefined;
  await using server = await startFaultServer(table.url, { script });
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
  const { stderr, exitCode } = await runCommand(argv, { env });
  expect(stderr).toContain(`the response of UpdateItem ${UNREADABLE}"Item.n" is not an attribute value`);
  expect(exitCode).toBe(7);
});
