import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseProjection } from '../../../../src/lib/items/expressions/parse-projection.ts';
import { parseUpdate } from '../../../../src/lib/items/expressions/parse-update.ts';
import { rounds } from '../../../helpers/rounds.ts';
import { useTable } from '../../../helpers/table.ts';
import { arbitraryProjection, arbitraryUpdate } from './arbitrary-update.ts';

const SEED = 20261125;
const RUNS = rounds(500);
const table = useTable();

/** The error of a server about an expression, not about the item. */
const ABOUT_EXPRESSION = /Invalid (Update|Projection)Expression|unused in expressions|part of the key/;

function orLeftOut<T extends object>(members: T): T | undefined {
  return Object.keys(members).length === 0 ? undefined : members;
}

async function refusalOf(sent: Promise<unknown>): Promise<string> {
  try {
    await sent;
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('every update expression that is right is read, and taken by the server', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryUpdate, async ({ text, names, values }) => {
      const used = new Set<string>();
      parseUpdate(text, { names, values, used });
      expect([...used].sort()).toEqual([...Object.keys(names), ...Object.keys(values)].sort());
      const command = new UpdateItemCommand({
        TableName: table.tableName,
        Key: { id: { S: '1' } },
        UpdateExpression: text,
        ExpressionAttributeNames: orLeftOut(names),
        ExpressionAttributeValues: orLeftOut(values),
      });
      const refusal = await refusalOf(table.client.send(command));
      expect(refusal).not.toMatch(ABOUT_EXPRESSION);
      taken += Number(refusal === '');
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(taken).toBeGreaterThan(RUNS / 20);
}, 60_000);

test('every projection expression that is right is read, and taken by the server', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryProjection, async ({ text, names }) => {
      parseProjection(text, { names, values: {}, used: new Set() });
      const command = new GetItemCommand({
        TableName: table.tableName,
        Key: { id: { S: '1' } },
        ProjectionExpression: text,
        ExpressionAttributeNames: orLeftOut(names),
      });
      expect(await refusalOf(table.client.send(command))).toBe('');
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 60_000);
