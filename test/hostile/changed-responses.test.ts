import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
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
];

beforeAll(async () => {
  const m = { M: { q: { B: Buffer.from('hey') } } };
  const Item = { id: { S: 'a' }, n: { N: '1' }, s: { S: 'x' }, l: { L: [{ S: 'y' }] }, m };
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
});

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

test.each(COMMANDS)(
  '%s: no change of a response of %s is a slip',
  { timeout: 300_000 },
  async (argv, operation) => {
    const args = argv.split(' ').map((arg) => arg.replaceAll('+', ' ').replaceAll('TABLE', table.tableName));
    await using server = await startFaultServer(table.url);
    const run = async (): Promise<CommandRun> =>
      runCommand(args, {
        env: { ...table.env, AUTODYNE_ENDPOINT_URL: server.url },
        cwd: await temporaryFolder(),
      });
    let response = '';
    server.script = (request) =>
      request.operation === operation ? { body: (text) => (response = text) } : undefined;
    await run();
    const slips: string[] = [];
    let tried = 0;
    for (const other of changed(JSON.parse(response))) {
      let isFirst = true;
      server.script = (request) => {
        if (request.operation !== operation || !isFirst) return undefined;
        isFirst = false;
        return { change: () => other };
      };
      const { stdout, stderr } = await run();
      tried += 1;
      if (SLIP.test(stderr + stdout)) slips.push(`${JSON.stringify(other)}: ${stderr}${stdout}`);
    }
    expect(slips).toEqual([]);
    expect(tried).toBeGreaterThan(10);
  },
);
