import { expect, test } from 'vitest';
import { assertExpressionsFit } from '../../../../src/lib/items/conditions/expression-limits.ts';

test.each([
  ['UpdateExpression', 'the update expression'],
  ['ConditionExpression', 'the condition expression'],
  ['KeyConditionExpression', 'the key condition expression'],
  ['FilterExpression', 'the filter expression'],
  ['ProjectionExpression', 'the projection expression'],
])('%s has at most 4 KB', (member, name) => {
  assertExpressionsFit({ [member]: 'é'.repeat(2048) });
  expect(() => assertExpressionsFit({ [member]: `${'é'.repeat(2048)}x` })).toThrow(
    `${name} has 4097 bytes; DynamoDB allows at most 4096 (4 KB)`,
  );
});

test('what the placeholders stand for has at most 2 MB', () => {
  const name = '#a'.repeat(2);
  const fits = 2 * 1024 * 1024 - name.length - 'é'.length - 1 - ':v'.length;
  const input = (length: number) => ({
    ExpressionAttributeNames: { [name]: 'é' },
    ExpressionAttributeValues: { ':v': { S: 'x'.repeat(length) } },
  });
  assertExpressionsFit(input(fits));
  expect(() => assertExpressionsFit(input(fits + 1))).toThrow(
    'the names and values of the expressions have 2097153 bytes; DynamoDB allows at most 2097152 (2 MB)',
  );
});
