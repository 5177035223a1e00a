import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callOperation } from '../../../../src/lib/client/call-operation.ts';
import { isAutodyneError } from '../../../../src/lib/errors/autodyne-error.ts';
import { valueAtPath } from '../../../../src/lib/items/expressions/evaluate-condition.ts';
import { ownEffects, parseOwnUpdate } from '../../../../src/lib/items/update/own-update.ts';
import type { AttributeValue, Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { equalValues } from '../../../../src/lib/items/values/equal-values.ts';
import { rounds } from '../../../helpers/rounds.ts';
import { useTable } from '../../../helpers/table.ts';
import { arbitraryUpdate } from '../expressions/arbitrary-update.ts';

const RUNS = rounds(300);
const table = useTable();
const Key = { id: { S: 'a' } };
const value = fc.constantFrom<AttributeValue>(
  { N: '5' },
  { N: '-0.25' },
  { L: [{ S: 'x' }] },
  { SS: ['é', 'x'] },
  { NS: ['2', '3'] },
  { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
  { S: 's' },
);
const item = fc
  .record({ a: value, b: value, c: value, f: value, size: value, name: value }, { requiredKeys: [] })
  .map(
    (attributes): Item => ({
      ...Key,
      ...attributes,
      d: { M: { k: { N: '1' } } },
      e: { L: [{ N: '1' }, { N: '2' }] },
    }),
  );

test('the effects of any update expression are what the engine makes', async () => {
  let done = 0;
  await fc.assert(
    fc.asyncProperty(item, arbitraryUpdate, async (before, { text, names, values }) => {
      // A position that is removed moves those behind it.
      fc.pre(!/e\[/.test(text));
      const update = { update: text, names, values };
      const clauses = parseOwnUpdate(update);
      await callOperation(table.client, 'PutItem', { TableName: table.tableName, Item: before });
      const after = await updated(update).catch((error: unknown) => {
        if (isAutodyneError(error, 'RefusedByService') || isAutodyneError(error, 'InvalidUsage'))
          return undefined;
        throw error;
      });
      if (after === undefined) return;
      done += 1;
      for (const effect of ownEffects(clauses, before)) {
        const there = valueAtPath(after, effect.path);
        const isSame =
          effect.after === undefined || there === undefined
            ? effect.after === there
            : equalValues(effect.after, there);
        expect(isSame, `${text}: ${JSON.stringify([effect, there])}`).toBe(true);
      }
    }),
    { numRuns: RUNS, seed: 20261126 },
  );
  expect(done).toBeGreaterThan(RUNS / 10);
}, 60_000);

async function updated({
  update,
  names,
  values,
}: {
  update: string;
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
}): Promise<Item | undefined> {
  const { Attributes } = await callOperation(table.client, 'UpdateItem', {
    TableName: table.tableName,
    Key,
    UpdateExpression: update,
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    ReturnValues: 'ALL_NEW',
  });
  return Attributes;
}
