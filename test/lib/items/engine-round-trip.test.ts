import { deepStrictEqual } from 'node:assert/strict';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttributeValue, Item } from '../../../src/lib/items/attribute-value.ts';
import { itemProblem } from '../../../src/lib/items/check-item.ts';
import { canonicalNumber } from '../../../src/lib/items/decimal.ts';
import { useTable } from '../../helpers/table.ts';
import { arbitraryItem } from './arbitrary-item.ts';

const table = useTable();

test('what is put is what is got, through the real client and engine', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryItem({ loneSurrogates: false }), async (item) => {
      const id = { S: 'round-trip' };
      const put: Item = { ...item, ['id']: id };
      expect(itemProblem(put)).toBeUndefined();
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: put }));
      const { Item: got } = await table.client.send(
        new GetItemCommand({ TableName: table.tableName, Key: { id }, ConsistentRead: true }),
      );
      deepStrictEqual(comparable({ M: got ?? {} }), comparable({ M: put }));
    }),
    { numRuns: 300 },
  );
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
