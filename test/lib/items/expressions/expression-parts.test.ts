import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAutodyneError } from '../../../../src/lib/errors/autodyne-error.ts';
import { allOf, Placeholders } from '../../../../src/lib/items/conditions/expression.ts';
import { expressionParts } from '../../../../src/lib/items/expressions/expression-parts.ts';
import type { ConditionTree } from '../../../../src/lib/items/expressions/expression-tree.ts';
import { parseExpression } from '../../../../src/lib/items/expressions/parse-expression.ts';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';
import { arbitraryExpression } from './arbitrary-expression.ts';

const SEED = 20261126;

interface Written {
  text: string;
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
}

function treeOf({ text, names, values }: Written): ConditionTree | undefined {
  try {
    return parseExpression(text, 'FilterExpression', { names, values, used: new Set() });
  } catch (error) {
    if (isAutodyneError(error, 'InvalidUsage')) return undefined;
    throw error;
  }
}

/** The expression of a tree, beside another condition. */
function written(tree: ConditionTree): Written {
  const placeholders = new Placeholders();
  const other = { path: ['other'], operator: 'exists' as const, operands: [] };
  const text = allOf([other, { parts: expressionParts(tree), arg: '' }], placeholders) ?? '';
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } =
    placeholders.toInput();
  return { text, names, values };
}

test('any expression that was read is written as one that means the same', () => {
  let compared = 0;
  fc.assert(
    fc.property(arbitraryExpression, (given) => {
      const tree = treeOf(given);
      if (tree === undefined) return;
      const again = treeOf(written(tree));
      const other = { kind: 'attribute_exists', path: ['other'] };
      // One that is all ANDed stays a condition of its own, in its parentheses.
      expect(again).toEqual({ kind: 'and', parts: [other, tree] });
      compared += 1;
    }),
    { numRuns: 1000, seed: SEED },
  );
  expect(compared).toBeGreaterThan(500);
});

test('reserved words are read where they become placeholders', () => {
  const placeholders = { names: {}, values: { ':v': { S: 'x' } }, used: new Set<string>() };
  const text = 'name = :v AND size = :v';
  expect(() => parseExpression(text, 'FilterExpression', placeholders)).toThrow('reserved keyword: name');
  const tree = parseExpression(text, 'FilterExpression', { ...placeholders, takesReservedWords: true });
  expect(written(tree).text).toBe('attribute_exists(#n0) AND (#n1 = :v0 AND #n2 = :v1)');
});
