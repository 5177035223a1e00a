import { expect, test } from 'vitest';
import { callOperation } from '../../../../src/lib/client/call-operation.ts';
import type { Condition } from '../../../../src/lib/items/conditions/condition.ts';
import { deleteItemInput } from '../../../../src/lib/items/write/delete-item.ts';
import { itemInTheWay } from '../../../../src/lib/items/write/failed-condition.ts';
import { putItemInput } from '../../../../src/lib/items/write/put-item.ts';
import { updateItemInput } from '../../../../src/lib/items/write/update-item.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable();

const model = (name: string): Condition => ({
  anyOf: [
    { path: ['id'], operator: 'not_exists', operands: [] },
    { path: ['_model'], operator: 'eq', operands: [{ S: name }] },
  ],
});

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('it was written'),
    (error: unknown) => error,
  );

test('a put with conditions is made where they hold; a refusal has the item that is there', async () => {
  const { tableName, client } = table;
  const Item = { id: { S: 'put' }, _model: { S: 'User' }, bytes: { B: new Uint8Array([1, 2]) } };
  const put = (name: string) =>
    callOperation(client, 'PutItem', putItemInput(tableName, Item, { conditions: [model(name)] }));
  await put('User');
  await put('User');
  const error = await refusal(put('Post'));
  expect(error).toMatchObject({ code: 'ConditionFailed' });
  expect(itemInTheWay(error)).toEqual(Item);
});

test('conditions go with an absent item, and with an expression of the person’s own', () => {
  const own = { expression: 'size(#t) > :n', names: { '#t': 'tags' }, values: { ':n': { N: '1' } } };
  const options = { ifNotExists: true, conditions: [model('User')], condition: own };
  expect(putItemInput('t', { id: { S: 'a' } }, options, 'id')).toEqual({
    TableName: 't',
    Item: { id: { S: 'a' } },
    ConditionExpression:
      'attribute_not_exists(#n1) AND (attribute_not_exists(#n1) OR #n2 = :v1) AND (size(#t) > :n)',
    ExpressionAttributeNames: { '#t': 'tags', '#n1': 'id', '#n2': '_model' },
    ExpressionAttributeValues: { ':n': { N: '1' }, ':v1': { S: 'User' } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ReturnConsumedCapacity: 'INDEXES',
  });
});

test('an update of an absent item can be sent, with or without a condition', async () => {
  const { tableName, client } = table;
  const request = {
    tableName,
    key: { id: { S: 'updated' } },
    actions: [{ kind: 'set' as const, path: ['n'], value: { N: '1' } }],
    isUpsert: true,
  };
  const { Attributes } = await callOperation(
    client,
    'UpdateItem',
    updateItemInput({ ...request, returned: 'new', conditions: [model('User')] }),
  );
  expect(Attributes).toEqual({ id: { S: 'updated' }, n: { N: '1' } });
  const guarded = updateItemInput({ ...request, conditions: [model('User')] });
  const error = await refusal(callOperation(client, 'UpdateItem', guarded));
  expect(itemInTheWay(error)).toEqual(Attributes);
});

test('a delete of an absent item is none the worse; a refusal has the item', async () => {
  const { tableName, client } = table;
  const key = { id: { S: 'deleted' } };
  const remove = (name: string) =>
    callOperation(client, 'DeleteItem', deleteItemInput({ tableName, key, conditions: [model(name)] }));
  expect((await remove('User')).Attributes).toBeUndefined();
  const Item = { ...key, _model: { S: 'User' } };
  await callOperation(client, 'PutItem', { TableName: tableName, Item });
  expect(itemInTheWay(await refusal(remove('Post')))).toEqual(Item);
  expect((await remove('User')).Attributes).toEqual(Item);
});

test('other errors have no item in the way', () => {
  expect(itemInTheWay(new Error('no'))).toBeUndefined();
  expect(itemInTheWay(undefined)).toBeUndefined();
});
