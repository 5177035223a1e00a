import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** An app on the bare SDK that asks for no capacity: 10 items of 3,000 bytes, got 4 times in all. */
const APP = `
  const { DynamoDBClient, PutItemCommand, GetItemCommand } = require('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({});
  const TableName = process.env.AUTODYNE_TABLE_NAME;
  const item = (n) => ({ id: { S: 'i' + n }, Artist: { S: 'A' }, text: { S: 'x'.repeat(2900) } });
  (async () => {
    const outputs = [];
    for (let n = 0; n < 10; n += 1) outputs.push(await client.send(new PutItemCommand({ TableName, Item: item(n) })));
    for (let n = 0; n < 4; n += 1) outputs.push(await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'i' + n } } })));
    if (outputs.some((output) => 'ConsumedCapacity' in output)) process.exit(9);
  })();
`;

test.each([
  ['the table alone', [], { read: 2, write: 30, request: 152 }, {}],
  [
    'an index of all attributes',
    ['index', 'create', 'by-artist', '--partition-key', 'Artist:S', '--no-sample'],
    { read: 2, write: 60, request: 302 },
    { 'by-artist': 30 },
  ],
])('usage tells what an app used that asked for nothing: %s', async (_, first, total, indexes) => {
  const env = { XDG_STATE_HOME: await temporaryFolder(), APP };
  const made = first.length === 0 ? 'true' : `node bin/run.js ${first.join(' ')} >/dev/null 2>&1`;
  const script = `${made} && node -e "$APP" && node bin/run.js usage --json`;
  const run = await spawnCli(['local', '--memory', '--', 'sh', '-c', script], { env, cwd: root });
  const usage = JSON.parse(run.stdout) as {
    source: string;
    total: object;
    indexes: { name: string; write: number }[];
  };
  expect(run.exitCode).toBe(0);
  expect(usage.source).toBe('meter');
  expect(usage.total).toMatchObject(total);
  expect(Object.fromEntries(usage.indexes.map(({ name, write }) => [name, write]))).toEqual(indexes);
});
