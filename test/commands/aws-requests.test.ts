import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  AttributeDefinitions: ['Artist', 'Title'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'Artist', KeyType: 'HASH' },
    { AttributeName: 'Title', KeyType: 'RANGE' },
  ],
});

const KEY = { Artist: { S: 'Acme' }, Title: { S: 'Happy Day' } };

beforeAll(async () => {
  await table.client.send(
    new PutItemCommand({ TableName: table.tableName, Item: { ...KEY, Year: { N: '2015' } } }),
  );
});

const run = async (...argv: string[]) => {
  const result = await runCommand(argv, { env: table.env });
  // The framework warns of unknown flags in its development mode.
  return { ...result, stderr: result.stderr.replaceAll(/^\(node:.*\n/gm, '') };
};
const body = (members: object) => JSON.stringify({ TableName: table.tableName, ...members });

/** The command that an error prints. */
function printed(stderr: string): string[] {
  const [, command = ''] = /→ the same request: autodyne (.*)/.exec(stderr) ?? [];
  return shellWords(command);
}

const REQUESTS: [
  id: string,
  awsName: string,
  takes: string,
  members: object,
  args: string[],
  stdout: RegExp,
][] = [
  [
    'put',
    'put-item',
    'put takes its Item alone',
    {
      Item: { ...KEY, Year: { N: '2016' } },
      ConditionExpression: '#y < :y',
      ExpressionAttributeNames: { '#y': 'Year' },
      ExpressionAttributeValues: { ':y': { N: '2016.0' } },
      ReturnValues: 'ALL_OLD',
      ReturnConsumedCapacity: 'TOTAL',
    },
    [
      JSON.stringify({ ...KEY, Year: { N: '2016' } }),
      ...['--condition', '#y < :y', '--names', '{"#y":"Year"}', '--values', '{":y":{"N":"2016.0"}}'],
      ...['--return-old', '--units'],
    ],
    /2015/,
  ],
  [
    'get',
    'get-item',
    'get takes its Key alone',
    {
      Key: KEY,
      ProjectionExpression: '#y, Title',
      ExpressionAttributeNames: { '#y': 'Year' },
      ConsistentRead: true,
    },
    [JSON.stringify(KEY), '--attributes', 'Year,Title', '--consistent'],
    /"Year": 2016/,
  ],
  [
    'update',
    'update-item',
    'update takes its Key alone',
    {
      Key: KEY,
      UpdateExpression: 'SET Label = :l',
      ExpressionAttributeValues: { ':l': { S: 'x' } },
      ReturnValues: 'ALL_NEW',
    },
    [
      JSON.stringify(KEY),
      '--expression',
      'SET Label = :l',
      '--values',
      '{":l":{"S":"x"}}',
      '--return',
      'new',
    ],
    /"Label": "x"/,
  ],
  [
    'query',
    'query',
    'query takes conditions and flags',
    {
      KeyConditionExpression: 'Artist = :a',
      ExpressionAttributeValues: { ':a': { S: 'Acme' } },
      ScanIndexForward: false,
      Limit: 5,
    },
    ['--key-condition', 'Artist = :a', '--values', '{":a":{"S":"Acme"}}', '--reverse', '--page-size', '5'],
    /Happy Day/,
  ],
  ['scan', 'scan', 'scan takes conditions and flags', { Select: 'COUNT' }, ['--count'], /^1\n$/],
  ['delete', 'delete-item', 'delete takes its Key alone', { Key: KEY }, [JSON.stringify(KEY)], /^$/],
];

describe('a whole request of the AWS CLI is refused with the command that does the same', () => {
  test.each(REQUESTS)('%s', async (id, awsName, takes, members, args, stdout) => {
    for (const given of [
      ['--cli-input-json', body(members)],
      [`--cli-input-json=${body(members)}`],
      [body(members)],
    ]) {
      const { stderr, exitCode } = await run(id, ...given);
      expect(stderr.split('\n')[0]).toBe(
        `Error: a whole request of the AWS CLI (${awsName}): autodyne ${takes}`,
      );
      expect(exitCode).toBe(2);
      expect(printed(stderr)).toEqual([id, ...args, '--table', table.tableName]);
    }
    const { stderr } = await run(id, body(members));
    const done = await run(...printed(stderr));
    expect(done.exitCode, done.stderr).toBe(0);
    expect(done.stdout).toMatch(stdout);
  });

  test('sql', async () => {
    const Statement = `SELECT * FROM "${table.tableName}" WHERE Artist = ?`;
    const { stderr } = await run('sql', JSON.stringify({ Statement, Parameters: [{ S: 'Acme' }] }));
    expect(printed(stderr)).toEqual(['sql', Statement, '--parameters', '[{"S":"Acme"}]']);
    expect((await run(...printed(stderr))).exitCode).toBe(0);
  });

  test('other flags of the line stay', async () => {
    const { stderr } = await run('put', '--dry-run', '--cli-input-json', body({ Item: KEY }));
    expect(printed(stderr)).toEqual(['put', JSON.stringify(KEY), '--table', table.tableName, '--dry-run']);
  });

  test('a member that has no flag is named, and no command leaves it out', async () => {
    const { stderr } = await run('put', body({ Item: KEY, Expected: {} }));
    expect(stderr).toBe(
      'Error: a whole request of the AWS CLI (put-item): autodyne put takes its Item alone; it has no flag for Expected\n' +
        '  → which member is which flag: see docs/from-aws-cli.md#put-item\n',
    );
  });

  test.each([['--cli-input-json', 'file://body.json'], ['--cli-input-json=file://body.json']])(
    'of a file its part is taken: %s',
    async (...argv) => {
      expect((await run('put', ...argv)).stderr).toBe(
        'Error: a whole request of the AWS CLI: autodyne put takes its Item alone\n' +
          '  → the Item: jq .Item body.json | autodyne put -\n' +
          '  → which member is which flag: see docs/from-aws-cli.md#put-item\n',
      );
    },
  );
});

test('file:// before the name of a file', async () => {
  expect((await run('put', 'file://item.json')).stderr).toBe(
    'Error: a file is named without file://: file://item.json\n  → the file itself: autodyne put item.json\n',
  );
});

test('an item that has such members itself is an item', async () => {
  const item = { Artist: 'a', Title: 'b', TableName: 'x', Item: { a: 1 } };
  expect((await run('put', JSON.stringify(item))).exitCode).toBe(0);
});
