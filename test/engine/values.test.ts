import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { type Item, newItem } from '../../src/lib/items/values/attribute-value.ts';
import { useTable } from '../helpers/table.ts';
import { differs } from './differences.ts';
import { ENGINES } from './engines.ts';

describe.each(ENGINES)('values on $name', ({ name, start }) => {
  const table = useTable(undefined, start);

  async function stored(id: string): Promise<Item | undefined> {
    const get = { TableName: table.tableName, Key: { id: { S: id } }, ConsistentRead: true };
    return (await table.client.send(new GetItemCommand(get))).Item;
  }

  async function comesBack(attributes: Item, expected: Item = attributes): Promise<void> {
    const id = { S: randomUUID() };
    const Item = Object.assign(newItem(), attributes, { id });
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    expect(withSortedSets(await stored(id.S))).toEqual(withSortedSets({ ...expected, id }));
  }

  test.each<[string, Item]>([
    ['text', { a: { S: 'Señor 😀 \u0000 "quoted" \\ \n' } }],
    ['empty text', { a: { S: '' } }],
    ['38 digits', { a: { N: '12345678901234567890123456789012345678' } }],
    ['a small number', { a: { N: '-0.00000000000000000001' } }],
    ['binary', { a: { B: new Uint8Array([0, 255, 10]) } }],
    ['no bytes', { a: { B: new Uint8Array() } }],
    ['true, false and null', { a: { BOOL: true }, b: { BOOL: false }, c: { NULL: true } }],
    ['a set of strings', { a: { SS: ['b', 'a', 'é'] } }],
    ['a set of numbers', { a: { NS: ['1', '-2.5', '12345678901234567890123456789012345678'] } }],
    ['a set of binaries', { a: { BS: [new Uint8Array([1]), new Uint8Array([2, 3])] } }],
    ['a list', { a: { L: [{ S: 'x' }, { N: '1' }, { L: [] }, { M: {} }, { BS: [new Uint8Array([9])] }] } }],
    ['a map', { a: { M: { 'a.b': { S: 'x' }, deep: { M: { b: { B: new Uint8Array([7]) } } } } } }],
    [
      'odd names',
      { 'a.b': { S: 'x' }, 'a b': { S: 'y' }, constructor: { S: 'z' }, size: { N: '1' }, '😀': { S: '!' } },
    ],
    ['31 levels', { a: nested(31) }],
    ['399 KB', { a: { S: 'x'.repeat(399 * 1024) } }],
  ])('%s', (_, attributes) => comesBack(attributes));

  test.runIf(!differs(name, 'an attribute named __proto__'))('an attribute named __proto__', () =>
    comesBack(Object.assign(newItem(), JSON.parse('{"__proto__":{"S":"x"}}') as Item)),
  );

  test.each([
    ['1.10', '1.1'],
    ['-0', '0'],
    ['0012', '12'],
    ['1e-3', '0.001'],
    ['1E2', '100'],
  ])('the number %s is %s', (given, kept) => comesBack({ a: { N: given } }, { a: { N: kept } }));

  test.each<[string, Item]>([
    ['39 digits', { id: { S: 'x' }, a: { N: '1'.repeat(39) } }],
    ['a number above 1E125', { id: { S: 'x' }, a: { N: '1E126' } }],
    ['no number', { id: { S: 'x' }, a: { N: 'NaN' } }],
    ['an empty set', { id: { S: 'x' }, a: { SS: [] } }],
    ['a set with one value twice', { id: { S: 'x' }, a: { NS: ['1', '1.0'] } }],
    ['an empty key', { id: { S: '' } }],
    ['a key of another type', { id: { N: '1' } }],
    ['no key', { other: { S: 'x' } }],
    ['a key of 2,049 bytes', { id: { S: 'x'.repeat(2_049) } }],
    ['an item above 400 KB', { id: { S: 'x' }, a: { S: 'x'.repeat(400 * 1024) } }],
  ])('%s is refused, and nothing is written', async (_, Item) => {
    const put = new PutItemCommand({ TableName: table.tableName, Item });
    await expect(table.client.send(put)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await stored('x')).toBeUndefined();
  });

  test('a condition that does not hold leaves the item', async () => {
    const Item = { id: { S: 'kept' }, version: { N: '1' } };
    const put = { TableName: table.tableName, Item };
    await table.client.send(new PutItemCommand(put));
    const condition = { ConditionExpression: 'attribute_not_exists(id)' };
    await expect(table.client.send(new PutItemCommand({ ...put, ...condition }))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    expect(await stored('kept')).toEqual(Item);
  });

  test('an update sets, adds, removes and deletes, however deep', async () => {
    const Key = { id: { S: 'updated' } };
    const Item = {
      ...Key,
      m: { M: { l: { L: [{ N: '1' }, { N: '2' }] } } },
      s: { SS: ['a', 'b'] },
      gone: { S: 'x' },
    };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    const { Attributes } = await table.client.send(
      new UpdateItemCommand({
        TableName: table.tableName,
        Key,
        UpdateExpression: 'SET m.l[1] = :n, m.#x = :n REMOVE gone ADD n :n DELETE s :s',
        ExpressionAttributeNames: { '#x': 'x.y' },
        ExpressionAttributeValues: { ':n': { N: '0.1' }, ':s': { SS: ['b'] } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({
      ...Key,
      m: { M: { l: { L: [{ N: '1' }, { N: '0.1' }] }, 'x.y': { N: '0.1' } } },
      s: { SS: ['a'] },
      n: { N: '0.1' },
    });
    expect(await stored('updated')).toEqual(Attributes);
  });

  test('a deleted item is returned once, and no longer exists', async () => {
    const Key = { id: { S: 'deleted' } };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: Key }));
    const del = new DeleteItemCommand({ TableName: table.tableName, Key, ReturnValues: 'ALL_OLD' });
    expect((await table.client.send(del)).Attributes).toEqual(Key);
    expect((await table.client.send(del)).Attributes).toBeUndefined();
    expect(await stored('deleted')).toBeUndefined();
  });

  test('batches of 25 writes and 100 keys, and none larger', async () => {
    const keys = Array.from({ length: 101 }, (_, at) => ({ id: { S: `batch-${at}` } }));
    const write = (items: Item[]) =>
      table.client.send(
        new BatchWriteItemCommand({
          RequestItems: { [table.tableName]: items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
    const read = (Keys: Item[]) =>
      table.client.send(new BatchGetItemCommand({ RequestItems: { [table.tableName]: { Keys } } }));
    for (let at = 0; at < 100; at += 25) await write(keys.slice(at, at + 25));
    const { Responses, UnprocessedKeys } = await read(keys.slice(0, 100));
    expect(Responses?.[table.tableName]).toHaveLength(100);
    expect(UnprocessedKeys).toEqual({});
    await expect(write(keys.slice(0, 26))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(read(keys)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(write([{ id: { S: 'same' } }, { id: { S: 'same' } }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Provided list of item keys contains duplicates',
    });
  });
});

function nested(levels: number): Item[string] {
  return levels === 0 ? { S: 'x' } : { L: [nested(levels - 1)] };
}

/** Sets have no order, and servers give them in different ones. */
function withSortedSets(item: Item | undefined): unknown {
  return Object.fromEntries(
    Object.entries(item ?? {}).map(([name, value]) => {
      const [set] = [value.SS, value.NS, value.BS].filter((members) => members !== undefined);
      return [
        name,
        set === undefined ? value : [...set].map((member) => Buffer.from(member).toString()).sort(),
      ];
    }),
  );
}
