import { deepStrictEqual } from 'node:assert/strict';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { itemProblem } from '../../../../src/lib/items/keys/check-item.ts';
import { type AttributeValue, type Item, newItem } from '../../../../src/lib/items/values/attribute-value.ts';
import { canonicalNumber } from '../../../../src/lib/items/values/decimal.ts';
import { rounds } from '../../../helpers/rounds.ts';
import { useTable } from '../../../helpers/table.ts';
import { arbitraryItem } from './arbitrary-item.ts';

const table = useTable();

test('what is put is what is got, through the real client and engine', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryItem({ isStorable: true }), async (item) => {
      const id = { S: 'round-trip' };
      const put: Item = { ...item, ['id']: id };
      expect(itemProblem(put)).toBeUndefined();
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: put }));
      const { Item: got } = await table.client.send(
        new GetItemCommand({ TableName: table.tableName, Key: { id }, ConsistentRead: true }),
      );
      deepStrictEqual(comparable({ M: got ?? {} }), comparable({ M: put }));
    }),
    { numRuns: rounds(300) },
  );
});

describe('an attribute of a name that objects have already is one like any other', () => {
  const TableName = table.tableName;
  const key = { id: { S: 'odd' } };
  const names = ['__proto__', 'constructor', 'toJSON', 'hasOwnProperty', 'B', 'M'];
  const members = newItem();
  for (const name of names) members[name] = { B: new Uint8Array([1]) };
  const item = Object.assign(newItem(), members, key, { deep: { L: [{ M: members }] } });

  const reads: [operation: string, read: () => Promise<Item | undefined>][] = [
    ['GetItem', async () => (await table.client.send(new GetItemCommand({ TableName, Key: key }))).Item],
    [
      'BatchGetItem',
      async () => {
        const RequestItems = { [TableName]: { Keys: [key] } };
        return (await table.client.send(new BatchGetItemCommand({ RequestItems }))).Responses?.[
          TableName
        ]?.[0];
      },
    ],
    [
      'Query',
      async () => {
        const query = {
          TableName,
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': key.id },
        };
        return (await table.client.send(new QueryCommand(query))).Items?.[0];
      },
    ],
    [
      'Scan',
      async () => {
        const { Items } = await table.client.send(new ScanCommand({ TableName }));
        return Items?.find(({ id }) => id?.S === 'odd');
      },
    ],
    [
      'PutItem, the old image',
      async () => {
        const put = { TableName, Item: item, ReturnValues: 'ALL_OLD' as const };
        return (await table.client.send(new PutItemCommand(put))).Attributes;
      },
    ],
  ];

  beforeAll(async () => {
    const RequestItems = { [TableName]: [{ PutRequest: { Item: item } }] };
    await table.client.send(new BatchWriteItemCommand({ RequestItems }));
  });

  test.each(reads)('%s', async (_, read) => {
    deepStrictEqual(comparable({ M: (await read()) ?? {} }), comparable({ M: item }));
  });
});

/** A value in a form that compares as DynamoDB sees it: numbers by value, sets and maps without an order. */
function comparable(value: AttributeValue): unknown {
  if (value.N !== undefined) return ['N', canonicalNumber(value.N)];
  if (value.B !== undefined) return ['B', Buffer.from(value.B).toString('hex')];
  if (value.SS !== undefined) return ['SS', value.SS.toSorted()];
  if (value.NS !== undefined) return ['NS', value.NS.map(canonicalNumber).sort()];
  if (value.BS !== undefined)
    return ['BS', value.BS.map((bytes) => Buffer.from(bytes).toString('hex')).sort()];
  if (value.L !== undefined) return ['L', value.L.map(comparable)];
  if (value.M !== undefined) {
    const entries = Object.entries(value.M).map(([name, member]) => [name, comparable(member)] as const);
    return ['M', new Map(entries)];
  }
  return value;
}
