import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { IndexSampler, sampleForIndex } from '../../../src/lib/indexes/index-sample.ts';
import { indexSpecFromArgs } from '../../../src/lib/indexes/index-spec.ts';
import { describeTable } from '../../../src/lib/items/read/describe-table.ts';
import { type Item, newItem } from '../../../src/lib/items/values/attribute-value.ts';
import { UnitMeter } from '../../../src/lib/usage/unit-meter.ts';
import { useTable } from '../../helpers/table.ts';

const ID = { name: 'id', type: 'S' } as const;
const spec = (partitionKey: string, sortKeys: string[] = [], projection = 'all') =>
  indexSpecFromArgs({ name: 'index', partitionKeys: [partitionKey], sortKeys, projection });

describe('what an index makes of an item', () => {
  test.each<[string, Item, string | undefined]>([
    ['with its key', { k: { S: 'x' }, s: { N: '1' } }, undefined],
    ['without it', { s: { N: '1' } }, 'k missing'],
    ['of another type', { k: { N: '1' }, s: { N: '1' } }, 'k wrong type'],
    ['null', { k: { NULL: true }, s: { N: '1' } }, 'k wrong type'],
    ['empty', { k: { S: '' }, s: { N: '1' } }, 'k empty'],
    ['2,048 bytes', { k: { S: 'é'.repeat(1024) }, s: { N: '1' } }, undefined],
    ['2,049 bytes', { k: { S: `é${'é'.repeat(1024)}` }, s: { N: '1' } }, 'k too long'],
    ['without the sort key', { k: { S: 'x' } }, 's missing'],
  ])('%s', (_, item, leftOut) => {
    const sampler = new IndexSampler(spec('k:S', ['s:N']), [ID]);
    sampler.add(item);
    const { indexedItems, leftOut: found } = sampler.result(1, true);
    expect(found.map(({ attribute, reason, items }) => [attribute, reason, items])).toEqual(
      leftOut === undefined ? [] : [[...leftOut.split(/ (.*)/).slice(0, 2), 1]],
    );
    expect(indexedItems).toBe(leftOut === undefined ? 1 : 0);
  });

  test('a sort key may have 1,024 bytes', () => {
    const sampler = new IndexSampler(spec('k:S', ['s:S']), [ID]);
    sampler.add({ k: { S: 'x' }, s: { S: 'x'.repeat(1024) } });
    sampler.add({ k: { S: 'x' }, s: { S: 'x'.repeat(1025) } });
    expect(sampler.result(2, true).leftOut).toEqual([{ attribute: 's', reason: 'too long', items: 1 }]);
  });

  test('an attribute named __proto__', () => {
    const sampler = new IndexSampler(spec('__proto__:S'), [ID]);
    sampler.add(Object.assign(newItem(), JSON.parse('{"__proto__":{"S":"x"}}')));
    sampler.add({ id: { S: 'x' } });
    expect(sampler.result(2, true)).toMatchObject({
      indexedItems: 1,
      leftOut: [{ attribute: '__proto__', reason: 'missing', items: 1 }],
    });
  });

  test.each<[string, string, number]>([
    ['all', 'all', 3],
    ['keys', 'keys', 1],
    ['some attributes', 'include:text', 2],
  ])('write units of a projection of %s', (_, projection, units) => {
    const sampler = new IndexSampler(spec('k:S', [], projection), [ID]);
    sampler.add({
      id: { S: '1' },
      k: { S: 'x' },
      text: { S: 'x'.repeat(1200) },
      more: { S: 'x'.repeat(1200) },
    });
    expect(sampler.result(1, true).backfillWriteUnits).toBe(units);
  });

  test('write units are scaled to the table', () => {
    const sampler = new IndexSampler(spec('k:S'), [ID]);
    sampler.add({ k: { S: 'x' } });
    sampler.add({ id: { S: 'x' } });
    expect(sampler.result(1000, false)).toMatchObject({ tableItems: 1000, backfillWriteUnits: 500 });
    // DynamoDB's count may be hours old.
    expect(sampler.result(0, false)).toMatchObject({ tableItems: 2, backfillWriteUnits: 1 });
    expect(new IndexSampler(spec('k:S'), [ID]).result(0, true).backfillWriteUnits).toBe(0);
  });
});

describe('a sample of a table', () => {
  const table = useTable();
  beforeAll(async () => {
    for (let number = 0; number < 5; number += 1) {
      const Item = { id: { S: String(number) }, k: { S: 'x' } };
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    }
  });

  test.each([
    [3, 3, false],
    [5, 5, false],
    [100, 5, true],
  ])('of %i items', async (maxItems, sampledItems, isWhole) => {
    const meter = new UnitMeter();
    const description = await describeTable(table.client, table.tableName);
    const sample = await sampleForIndex(table.client, description, spec('k:S'), { maxItems, meter });
    expect(sample).toMatchObject({ sampledItems, isWhole, tableItems: 5, backfillWriteUnits: 5 });
    expect(meter.total().read).toBeGreaterThan(0);
  });
});
