import { ScanCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { isAutodyneError } from '../../../../src/lib/errors/autodyne-error.ts';
import { evaluateCondition } from '../../../../src/lib/items/expressions/evaluate-condition.ts';
import type { ConditionTree } from '../../../../src/lib/items/expressions/expression-tree.ts';
import { parseExpression } from '../../../../src/lib/items/expressions/parse-expression.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { fillTable } from '../../../helpers/fill-table.ts';
import { rounds } from '../../../helpers/rounds.ts';
import { useTable } from '../../../helpers/table.ts';
import { arbitraryAttributes, arbitraryExpression, type WrittenExpression } from './arbitrary-expression.ts';

const SEED = 20261124;
const RUNS = rounds(1000);
const table = useTable();
const items: Item[] = fc
  .sample(arbitraryAttributes, { numRuns: 100, seed: SEED })
  .map((attributes, index) => ({ ...attributes, id: { S: `item-${index}` } }));

beforeAll(() => fillTable(table.client, table.tableName, items));

test('any filter expression finds the items that the engine finds', async () => {
  let judged = 0;
  let found = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryExpression, async (written) => {
      const tree = treeOf(written);
      if (tree === undefined) return;
      const expected = await engineFinds(written);
      expect(items.filter((item) => evaluateCondition(item, tree)).map(idOf)).toEqual(expected);
      judged += 1;
      found += expected.length;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // If most were refused, or found nothing, the test would show little.
  expect(judged).toBeGreaterThan(RUNS / 2);
  expect(found).toBeGreaterThan(RUNS * 10);
}, 120_000);

/** `undefined` where it is refused, which the engine is laxer in than AWS. */
function treeOf({ text, names, values }: WrittenExpression): ConditionTree | undefined {
  try {
    return parseExpression(text, 'FilterExpression', { names, values, used: new Set() });
  } catch (error) {
    if (isAutodyneError(error, 'InvalidUsage')) return undefined;
    throw error;
  }
}

async function engineFinds({ text, names, values }: WrittenExpression): Promise<(string | undefined)[]> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({
      TableName: table.tableName,
      FilterExpression: text,
      ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    }),
  );
  const ids = new Set(Items.map(idOf));
  return items.map(idOf).filter((id) => ids.has(id));
}

function idOf(item: Item): string | undefined {
  return item['id']?.S;
}
