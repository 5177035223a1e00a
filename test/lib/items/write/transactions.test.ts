import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { callOperation } from '../../../../src/lib/client/call-operation.ts';
import { createSdkClient } from '../../../../src/lib/client/client.ts';
import type { ServiceClient } from '../../../../src/lib/client/client-sender.ts';
import type { SdkClient } from '../../../../src/lib/client/handed-in-client.ts';
import type { AutodyneError } from '../../../../src/lib/errors/autodyne-error.ts';
import type { Condition } from '../../../../src/lib/items/conditions/condition.ts';
import { type TransactionRead, transactGet } from '../../../../src/lib/items/read/transact-get.ts';
import { canceledActions } from '../../../../src/lib/items/read/transaction-actions.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import {
  type TransactionWrite,
  transactWrite,
  transactWriteInput,
} from '../../../../src/lib/items/write/transact-write.ts';
import { failure } from '../../../helpers/failure.ts';
import { startFaultServer } from '../../../helpers/fault-server.ts';
import { inTurn } from '../../../helpers/faults.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable();
const clients: SdkClient[] = [];
afterAll(() => {
  for (const client of clients) client.destroy();
});

function ours(endpointUrl = table.url): DynamoDBClient {
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };
  const client = createSdkClient({ ...keys, region: 'us-east-1', endpointUrl });
  clients.push(client);
  return client;
}

function appClient(): DynamoDBClient {
  const credentials = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' };
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: table.url, credentials });
  clients.push(client);
  return client;
}

const idOf = (id: string): Item => ({ id: { S: id } });
const absent: Condition = { path: ['id'], operator: 'not_exists', operands: [] };
const put = (item: Item, conditions: Condition[] = []): TransactionWrite => ({
  kind: 'put',
  tableName: table.tableName,
  item,
  keyNames: ['id'],
  conditions,
});

const rejected = (promise: Promise<unknown>): Promise<AutodyneError> =>
  promise.then(
    () => expect.unreachable('it succeeded'),
    (error: AutodyneError) => error,
  );

async function itemsOf(...ids: string[]): Promise<(Item | undefined)[]> {
  const reads = ids.map((id) => ({ tableName: table.tableName, key: idOf(id) }));
  return (await transactGet(table.client, reads)).items;
}

describe.each<[string, () => ServiceClient]>([
  ['the sender', ours],
  ['a client of an app', appClient],
])('through %s', (_, clientOf) => {
  test('all writes are made, each kind', async () => {
    const client = clientOf();
    const { tableName } = table;
    for (const id of ['updated', 'deleted', 'checked']) {
      await callOperation(client, 'PutItem', { TableName: tableName, Item: idOf(id) });
    }
    const exists: Condition = { path: ['id'], operator: 'exists', operands: [] };
    const { consumedCapacity } = await transactWrite(client, [
      put({ ...idOf('put'), bytes: { B: new Uint8Array([1, 255]) } }),
      {
        kind: 'update',
        tableName,
        key: idOf('updated'),
        actions: [{ kind: 'add', path: ['n'], value: { N: '12345678901234567890' } }],
        conditions: [{ anyOf: [exists, absent] }],
      },
      { kind: 'delete', tableName, key: idOf('deleted') },
      { kind: 'check', tableName, key: idOf('checked'), conditions: [exists] },
    ]);
    expect(consumedCapacity).toMatchObject([{ TableName: tableName }]);
    expect(await itemsOf('put', 'updated', 'deleted', 'checked')).toEqual([
      { ...idOf('put'), bytes: { B: new Uint8Array([1, 255]) } },
      { ...idOf('updated'), n: { N: '12345678901234567890' } },
      undefined,
      idOf('checked'),
    ]);
  });

  test('or none; the error names the actions in the way, and has the items as they are', async () => {
    const client = clientOf();
    const there = { ...idOf('there'), bytes: { B: new Uint8Array([1, 2]) }, n: { N: '1.50' } };
    await transactWrite(client, [put(there)]);
    const writes = [put(idOf('not made')), put(idOf('there'), [absent])];
    const error = await rejected(transactWrite(client, writes));
    expect(error).toMatchObject({
      code: 'ConditionFailed',
      message: `the transaction was canceled; nothing was changed: action 2 (put of {"id":"there"} in table "${table.tableName}"): ConditionalCheckFailed: The conditional request failed`,
    });
    expect(error.details).toMatchObject({
      reasons: [
        {
          position: 2,
          code: 'ConditionalCheckFailed',
          item: { ...idOf('there'), bytes: { B: new Uint8Array([1, 2]) } },
        },
      ],
    });
    expect(canceledActions(error)).toEqual([
      {
        index: 1,
        code: 'ConditionalCheckFailed',
        message: 'The conditional request failed',
        item: { ...there, n: { N: expect.stringMatching(/^1\.50?$/) } },
      },
    ]);
    expect(await itemsOf('not made', 'there')).toMatchObject([undefined, idOf('there')]);
  });
});

test('a response that was lost does not make it twice', async () => {
  await using faults = await startFaultServer(table.url, { script: inTurn([{ cut: 'after' }]) });
  await transactWrite(ours(faults.url), [
    {
      kind: 'update',
      tableName: table.tableName,
      key: idOf('once'),
      actions: [{ kind: 'add', path: ['n'], value: { N: '1' } }],
    },
  ]);
  expect(faults.requests).toHaveLength(2);
  expect(await itemsOf('once')).toEqual([{ ...idOf('once'), n: { N: '1' } }]);
});

test('other errors are no canceled actions', () => {
  expect(canceledActions(new Error('no'))).toEqual([]);
});

test('the request asks for the item that stands in the way, and for what it costs', () => {
  expect(
    transactWriteInput(
      [
        { ...put(idOf('a'), [absent]), tableName: 't' },
        { kind: 'delete', tableName: 't', key: idOf('b') },
      ],
      'token',
    ),
  ).toEqual({
    TransactItems: [
      {
        Put: {
          TableName: 't',
          Item: idOf('a'),
          ConditionExpression: 'attribute_not_exists(#n0)',
          ExpressionAttributeNames: { '#n0': 'id' },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Delete: { TableName: 't', Key: idOf('b') } },
    ],
    ClientRequestToken: 'token',
    ReturnConsumedCapacity: 'INDEXES',
  });
});

describe('refused before a request, naming the action', () => {
  const big = (id: string): TransactionWrite => ({
    kind: 'put',
    tableName: 't',
    item: { ...idOf(id), text: { S: 'x'.repeat(400_000) } },
    keyNames: ['id'],
  });
  const remove = (id: string): TransactionWrite => ({ kind: 'delete', tableName: 't', key: idOf(id) });

  test.each<[string, TransactionWrite[], string, string]>([
    ['no action', [], 'InvalidUsage', 'a transaction needs one action at least'],
    [
      'more than 100',
      Array.from({ length: 101 }, (_, at) => remove(`${at}`)),
      'InvalidUsage',
      'action 101 (delete of {"id":"100"} in table "t") is one too many: DynamoDB allows at most 100 in a transaction',
    ],
    [
      'two on one item',
      [remove('a'), remove('b'), { ...put(idOf('a')), tableName: 't' }],
      'InvalidUsage',
      'action 3 (put of {"id":"a"} in table "t") is on the item of action 1: DynamoDB allows one action for each item',
    ],
    [
      'more than 4 MB',
      Array.from({ length: 11 }, (_, at) => big(`${at}`)),
      'InvalidUsage',
      'action 11 (put of {"id":"10"} in table "t") is too much: with it the items have 4400078 bytes; DynamoDB allows at most 4194304 (4 MB)',
    ],
    [
      'an item that no table takes',
      [remove('a'), { ...put({ ...idOf('b'), set: { SS: [] } }), tableName: 't' }],
      'InvalidInput',
      'action 2 (put of {"id":"b"} in table "t"): attribute set: a set cannot be empty',
    ],
    [
      'an expression that is too long',
      [{ ...remove('a'), conditions: Array.from({ length: 400 }, () => absent) } as TransactionWrite],
      'InvalidUsage',
      'action 1 (delete of {"id":"a"} in table "t"): the condition expression has 11995 bytes; DynamoDB allows at most 4096 (4 KB)',
    ],
    [
      'a check without a condition',
      [{ kind: 'check', tableName: 't', key: idOf('a'), conditions: [] }],
      'InvalidUsage',
      'action 1 (check of {"id":"a"} in table "t"): a check needs a condition',
    ],
  ])('%s', (_, writes, code, message) => {
    expect(failure(() => transactWriteInput(writes))).toMatchObject({ code, message });
  });

  test('two tables may have an item of the same key', () => {
    expect(() => transactWriteInput([remove('a'), { ...remove('a'), tableName: 'u' }])).not.toThrow();
  });
});

describe('transactGet', () => {
  test('gets the attributes asked for, in the order asked for', async () => {
    const { tableName, client } = table;
    const Item = {
      ...idOf('attributes'),
      a: { S: 'a' },
      map: { M: { b: { B: new Uint8Array([7]) }, c: { N: '1' } } },
    };
    await callOperation(client, 'PutItem', { TableName: tableName, Item });
    const reads: TransactionRead[] = [
      { tableName, key: idOf('nobody') },
      { tableName, key: idOf('attributes'), attributes: [['map', 'b']] },
    ];
    for (const one of [client, appClient()]) {
      const { items, consumedCapacity } = await transactGet(one, reads);
      // The embedded engine gives the key too.
      expect(items).toMatchObject([undefined, { map: { M: { b: { B: new Uint8Array([7]) } } } }]);
      expect(items[1]).not.toHaveProperty('a');
      expect(consumedCapacity).toMatchObject([{ TableName: tableName }]);
    }
  });

  test('is refused for an item twice, and for no item', async () => {
    const { tableName, client } = table;
    const read = { tableName, key: idOf('a') };
    await expect(transactGet(client, [read, read])).rejects.toMatchObject({
      code: 'InvalidUsage',
      message: `action 2 (get of {"id":"a"} in table "${tableName}") is on the item of action 1: DynamoDB allows one action for each item`,
    });
    await expect(transactGet(client, [])).rejects.toMatchObject({ code: 'InvalidUsage' });
  });
});
