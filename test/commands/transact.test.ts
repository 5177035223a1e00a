import { beforeEach, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { useItemTable } from '../helpers/item-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { isOnDynamoDbLocal } from '../helpers/table.ts';

const items = useItemTable();
const transact = async (actions: unknown, ...flags: string[]) =>
  items.run('transact', typeof actions === 'string' ? actions : JSON.stringify(actions), ...flags);

beforeEach(async () => {
  for (const id of ['put', 'old']) await items.run('delete', id);
  await items.run('put', '{"id":"a","n":1,"tags":{"$set":["x"]}}');
  await items.run('put', '{"id":"old"}');
});

const PUT = {
  Put: {
    Item: {
      id: { S: 'put' },
      n: { N: '12345678901234567890.123456789012345678' },
      b: { B: 'AP8=' },
      ns: { NS: ['1', '2'] },
    },
    ConditionExpression: 'attribute_not_exists(id)',
  },
};
const UPDATE = {
  Update: {
    Key: { id: 'a' },
    UpdateExpression: 'SET #n = #n + :one ADD tags :t',
    ConditionExpression: '#n = :n',
    ExpressionAttributeNames: { '#n': 'n' },
    ExpressionAttributeValues: { ':one': { N: '1' }, ':n': 1, ':t': { $set: ['y'] } },
  },
};
const DELETE = { Delete: { Key: { id: { S: 'old' } } } };
const CHECK = {
  ConditionCheck: { Key: { id: 'none' }, ConditionExpression: 'attribute_not_exists(id)' },
};

describe('transact', () => {
  test("does all of its actions: the AWS CLI's array, typed or plain", async () => {
    const file = await items.file('actions.json', JSON.stringify([PUT, UPDATE, DELETE, CHECK]));
    expect(await transact(file)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'transaction done: 1 put, 1 update, 1 delete, 1 check\n',
    });
    expect(await items.stored('put')).toEqual({
      ...PUT.Put.Item,
      b: { B: Uint8Array.of(0, 255) },
      ns: { NS: expect.arrayContaining(['1', '2']) },
    });
    expect(await items.stored('a')).toEqual({
      id: { S: 'a' },
      n: { N: '2' },
      tags: { SS: expect.arrayContaining(['x', 'y']) },
    });
    expect(await items.stored('old')).toBeUndefined();
  });

  test('the whole request of --cli-input-json, from stdin; with a token it is done once', async () => {
    const stdin = JSON.stringify({
      TransactItems: [{ ...UPDATE, Update: { ...UPDATE.Update, TableName: items.table.tableName } }],
      ClientRequestToken: 'order-17',
      ReturnConsumedCapacity: 'TOTAL',
    });
    const again = () => runCommand(['transact', '-', '--json'], { env: items.table.env, stdin });
    expect((await again()).json()).toEqual({ ClientRequestToken: 'order-17' });
    expect((await again()).json()).toEqual({ ClientRequestToken: 'order-17' });
    expect(await items.stored('a')).toMatchObject({ n: { N: '2' } });
  });

  // DynamoDB Local counts units in its own way.
  test.skipIf(isOnDynamoDbLocal)('one action alone', async () => {
    const done = await transact(DELETE, '--units');
    expect(done.stderr).toBe('transaction done: 1 delete\nunits: 0 read, 2 write (10 request units)\n');
  });

  test('a false condition: nothing is done, and each item and its values are named', async () => {
    await items.run('update', 'a', '--set', 'n:=7');
    const exists = { ConditionCheck: { Key: { id: 'gone' }, ConditionExpression: 'attribute_exists(id)' } };
    const canceled = await transact([PUT, UPDATE, DELETE, exists]);
    const { tableName } = items.table;
    expect(canceled).toMatchObject({
      exitCode: 5,
      stderr:
        'Error: the transaction was canceled; nothing was changed: ' +
        `action 2 (update of {"id":"a"} in table "${tableName}"): the condition "#n = :n" is false: n is 7; ` +
        `action 4 (check of {"id":"gone"} in table "${tableName}"): the condition "attribute_exists(id)" is false, as there is no such item\n`,
    });
    expect(await items.stored('put')).toBeUndefined();
    expect(await items.stored('old')).toBeDefined();
  });

  test('--dry-run and --estimate send nothing; read-only mode refuses it', async () => {
    const env = { ...items.table.env, AUTODYNE_READONLY: '1' };
    const run = (...flags: string[]) => runCommand(['transact', JSON.stringify([PUT]), ...flags], { env });
    expect((await run('--dry-run', '--token', 't', '--json')).json()).toMatchObject({
      DryRun: {
        Operation: 'TransactWriteItems',
        Body: {
          ClientRequestToken: 't',
          TransactItems: [
            {
              Put: {
                ...PUT.Put,
                TableName: items.table.tableName,
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
          ],
        },
      },
    });
    expect((await run('--estimate', '--json')).json()).toMatchObject({ read: 0, write: 2, request: 10 });
    expect((await run()).stderr).toContain('refused to execute a transaction: read-only mode is on');
    expect(await transact([PUT], '--max-units', '9')).toMatchObject({ exitCode: 3 });
    expect(await items.stored('put')).toBeUndefined();
  });

  test('a response that is lost leaves the token, with which it is done once', async () => {
    await using faults = await startFaultServer(items.table.url, {
      script: ({ operation }) => (operation === 'TransactWriteItems' ? { cut: 'after' } : undefined),
    });
    const lost = await items.runThrough(
      faults,
      'transact',
      JSON.stringify([UPDATE]),
      '--timeout',
      '1',
      '--json',
    );
    expect(lost.exitCode).toBe(7);
    const { error } = lost.json() as { error: { details: { token: string }; suggestions: string[] } };
    expect(error.suggestions.at(-1)).toBe(
      `it may have been done; to have it done once, run the same command within ten minutes with --token ${error.details.token}`,
    );
    expect((await transact([UPDATE], '--token', error.details.token)).exitCode).toBe(0);
    expect(await items.stored('a')).toMatchObject({ n: { N: '2' } });
  });
});

describe('is refused before it is sent, by its place', () => {
  const many = Array.from({ length: 101 }, (_, n) => ({ Delete: { Key: { id: `d${n}` } } }));
  const big = Array.from({ length: 12 }, (_, n) => ({
    Put: { Item: { id: `b${n}`, x: 'x'.repeat(380_000) } },
  }));
  const MEMBERS = 'must be an object with one member: Put, Update, Delete, ConditionCheck\n';

  test.each<[string, unknown, string]>([
    ['no action', [], 'a transaction needs one action at least\n'],
    ['101 actions', many, 'action 101 (delete of {"id":"d100"} in table "NAME") is one too many'],
    ['more than 4 MB', big, 'action 12 (put of {"id":"b11"} in table "NAME") is too much'],
    [
      'an item twice',
      [DELETE, DELETE],
      'action 2 (delete of {"id":"old"} in table "NAME") is on the item of action 1',
    ],
    [
      'a Get',
      [{ Get: { Key: { id: 'a' } } }],
      `JSON:1:2: action 1 ${MEMBERS}  → to read many items: autodyne get\n`,
    ],
    ['two in one', [{ ...PUT, ...DELETE }], `JSON:1:2: action 1 ${MEMBERS}`],
    ['a member that is none', [{ Delete: { Key: { id: 'a' }, Item: {} } }], 'Delete has no member "Item"\n'],
    ['no key', [{ Delete: {} }], 'Delete of action 1 has no Key\n'],
    ['a key that is none', [{ Delete: { Key: { no: 'a' } } }], 'id'],
    ['no expression', [{ Update: { Key: { id: 'a' } } }], 'Update of action 1 has no UpdateExpression\n'],
    ['no condition', [{ ConditionCheck: { Key: { id: 'a' } } }], 'has no ConditionExpression\n'],
    [
      'another table',
      [{ Delete: { TableName: 'other', Key: { id: 'a' } } }],
      'JSON:1:25: this is for table "other", but the settings specify "NAME"\n  → omit TableName, or use --table NAME\n',
    ],
    [
      'a wrong expression',
      [DELETE, { Update: { Key: { id: 'a' }, UpdateExpression: 'SET n = :n' } }],
      'action 2 (update of {"id":"a"} in table "NAME"): Invalid UpdateExpression: ',
    ],
    [
      'a change of the key',
      [{ Update: { Key: { id: 'a' }, UpdateExpression: 'REMOVE id' } }],
      'the key attribute "id" cannot be changed',
    ],
    ['text', '{"TransactItems": 5}', 'JSON:1:19: TransactItems must be an array\n'],
  ])('%s', async (_, actions, message) => {
    const text = typeof actions === 'string' ? actions : JSON.stringify(actions);
    const isLong = text.length > 10_000;
    const refused = await transact(isLong ? await items.file('refused.json', text) : text);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr.replaceAll(items.table.tableName, 'NAME')).toContain(message);
  });

  test('two tokens', async () => {
    const request = { TransactItems: [DELETE], ClientRequestToken: 'one' };
    expect((await transact(request, '--token', 'two')).stderr).toBe(
      'Error: --token is two, but ClientRequestToken is one\n',
    );
    expect((await transact([DELETE], '--token', 'x'.repeat(37))).exitCode).toBe(2);
  });
});
