import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDashboard } from '../helpers/dashboard.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 's', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-s',
      KeySchema: [{ AttributeName: 's', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

/** Each with the operation whose responses are changed; `TABLE` stands for the table's name. */
const COMMANDS: readonly [argv: string, operation: string][] = [
  ['get a', 'DescribeTable'],
  ['get a', 'GetItem'],
  ['put {"id":"a","s":"x"} --if-not-exists', 'PutItem'],
  ['update a --set n:=2 --append l=x', 'UpdateItem'],
  ['update a --set n:=2 --if s=none', 'UpdateItem'],
  ['update a --set m.q.r=2 --parents', 'UpdateItem'],
  ['delete gone', 'DeleteItem'],
  ['delete --where n:=77 --dry-run', 'Scan'],
  ['copy a --to c --force', 'GetItem'],
  ['copy a --to c --force', 'TransactWriteItems'],
  ['move a --to d --dry-run', 'GetItem'],
  ['sql SELECT+*+FROM+"TABLE" --format csv', 'ExecuteStatement'],
  ['sql SELECT+*+FROM+"TABLE" --json', 'ExecuteStatement'],
  ['transact [{"Put":{"Item":{"id":"t"}}}]', 'TransactWriteItems'],
  [
    'transact [{"ConditionCheck":{"Key":{"id":"z"},"ConditionExpression":"attribute_exists(id)"}}]',
    'TransactWriteItems',
  ],
  ['query id.in=a,b', 'BatchGetItem'],
  ['query s=x', 'Query'],
  ['scan --format plain', 'Scan'],
  ['stats', 'Scan'],
  ['index list', 'DescribeTable'],
  ['describe --json', 'DescribeTable'],
  ['dump --out d.csv', 'Scan'],
  ['models generate --dry-run', 'DescribeTable'],
  ['models generate --dry-run', 'Scan'],
];

let server: FaultServer | undefined;
const faults = (): FaultServer => server ?? expect.fail('it is there only once the tests run');
const env = (): Record<string, string> => ({ ...table.env, AUTODYNE_ENDPOINT_URL: faults().url });

beforeAll(async () => {
  server = await startFaultServer(table.url);
  const m = { M: { q: { B: Buffer.from('hey') } } };
  const Item = { id: { S: 'a' }, n: { N: '1' }, s: { S: 'x' }, l: { L: [{ S: 'y' }] }, m };
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
});

afterAll(async () => server?.[Symbol.asyncDispose]());

const dashboard = useDashboard(env, { isConfirmed: true });

const INSTEAD: readonly unknown[] = ['x', 5, 1e30, [], {}, null, [null], { x: 1 }];

/** Every response that differs from this one in one member: it is missing, or something else. */
function* changed(value: unknown, depth = 0): Generator<unknown> {
  if (depth > 0) yield* INSTEAD;
  if (depth === 4 || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const element of changed(value[0], depth + 1)) yield [element, ...value.slice(1)];
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    yield { ...value, [name]: undefined };
    for (const other of changed(member, depth + 1)) yield { ...value, [name]: other };
  }
}

/** Errors of ours, not of JavaScript's. */
const SLIP = /TypeError|Unexpected|is not a function|not iterable|\bNaN\b|undefined|\[object|\n {4}at /;

/** The changed responses of an operation, each given once, after which `run` shows an error of JavaScript's. */
async function slipsOf(operation: string, run: () => Promise<string>): Promise<string[]> {
  let response = '';
  faults().script = (request) =>
    request.operation === operation ? { body: (text) => (response = text) } : undefined;
  await run();
  const slips: string[] = [];
  let tried = 0;
  for (const other of changed(JSON.parse(response))) {
    let isFirst = true;
    faults().script = (request) => {
      if (request.operation !== operation || !isFirst) return undefined;
      isFirst = false;
      return { change: () => other };
    };
    const shown = await run();
    tried += 1;
    if (SLIP.test(shown)) slips.push(`${JSON.stringify(other)}: ${shown}`);
  }
  expect(tried).toBeGreaterThan(10);
  return slips;
}

describe('no change of a response is a slip', { timeout: 300_000 }, () => {
  test.each(COMMANDS)('%s: %s', async (argv, operation) => {
    const args = argv.split(' ').map((arg) => arg.replaceAll('+', ' ').replaceAll('TABLE', table.tableName));
    const run = async (): Promise<string> => {
      const { stdout, stderr } = await runCommand(args, { env: env(), cwd: await temporaryFolder() });
      return stderr + stdout;
    };
    expect(await slipsOf(operation, run)).toEqual([]);
  });

  const ITEM = { id: { S: 'page' }, n: { N: '1' } };
  test.each<[string, string, unknown, string]>([
    ['GET', '/api/table', undefined, 'DescribeTable'],
    ['POST', '/api/items', { where: 's=x' }, 'Query'],
    ['POST', '/api/items', { where: 'n:=1' }, 'Scan'],
    ['POST', '/api/item', { key: { id: { S: 'a' } } }, 'GetItem'],
    ['PUT', '/api/item', { before: null, after: ITEM }, 'PutItem'],
    ['PUT', '/api/item', { before: ITEM, after: { ...ITEM, n: { N: '2' } } }, 'UpdateItem'],
    ['DELETE', '/api/item', { before: ITEM }, 'DeleteItem'],
  ])('dashboard, %s %s %j: %s', async (method, path, body, operation) => {
    const run = async (): Promise<string> => (await dashboard.ask(method, path, body)).text;
    if (operation !== 'PutItem')
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: ITEM as never }));
    expect(await slipsOf(operation, run)).toEqual([]);
  });
});
